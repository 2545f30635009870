"""The rows of the lake and of the staging views, checked against the contracts by the clock."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from pipelines.workflows.activities import Activities, Checked
    from pipelines.workflows.build_marts import LONGEST, RETRIES

SILENT = timedelta(minutes=1)
"""So long without a sign of life, and another worker looks: what was found until then is found again, once."""


@workflow.defn
class CheckQuality:
    """Has all rows looked at once. What breaks a promise is no failure: it is in quarantine, and the metric tells."""

    @workflow.run
    async def run(self) -> Checked:
        """How many rows there were, and how often a promise is broken."""
        return await workflow.execute_activity_method(
            Activities.check_quality, start_to_close_timeout=LONGEST, heartbeat_timeout=SILENT, retry_policy=RETRIES
        )
