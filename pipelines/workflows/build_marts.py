"""The marts, built by the clock."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from pipelines.workflows.activities import Activities, Built

LONGEST = timedelta(hours=2)
"""A build that takes longer hangs."""

RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    backoff_coefficient=4.0,
    maximum_interval=timedelta(minutes=5),
    maximum_attempts=6,
)
"""Six minutes of trying: a database that restarts is back by then. After that it is the turn of the next run."""


@dataclass(frozen=True)
class Order:
    """What a build is told. `silent_seconds` without a sign of life, and another worker builds."""

    silent_seconds: float = 30.0


@workflow.defn
class BuildMarts:
    """Has the marts built once, by whichever worker lives long enough."""

    @workflow.run
    async def run(self, order: Order) -> Built:
        """What the build came to; fails with its last error when no attempt succeeds, at once when none can."""
        return await workflow.execute_activity_method(
            Activities.build_marts,
            start_to_close_timeout=LONGEST,
            heartbeat_timeout=timedelta(seconds=order.silent_seconds),
            retry_policy=RETRIES,
        )
