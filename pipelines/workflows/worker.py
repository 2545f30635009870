"""The process that does what Temporal says is due: as many as you like, on any machine."""

from collections.abc import Callable
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from contracts.settings import Settings
from pipelines.ending import Ending
from pipelines.workflows import schedule
from pipelines.workflows.activities import Activities
from pipelines.workflows.build_marts import BuildMarts
from pipelines.workflows.check_quality import CheckQuality
from pipelines.workflows.connection import away, connect

WORKFLOWS = [BuildMarts, CheckQuality]

IN_HAND = timedelta(seconds=1)
"""For what is nearly done when the worker is asked to end. To end dbt takes some more."""


def worker(client: Client, settings: Settings) -> Worker:
    """A worker of all workflows and activities. It works while it is entered as a context."""
    activities = Activities(settings)
    return Worker(
        client,
        task_queue=schedule.TASK_QUEUE,
        workflows=WORKFLOWS,
        activities=[activities.build_marts, activities.check_quality],
        max_concurrent_workflow_task_polls=2,  # little is due; each one asks, and tells our log when Temporal is away
        max_concurrent_activity_task_polls=1,
        graceful_shutdown_timeout=IN_HAND,
    )


async def run(settings: Settings, ready: Callable[[], None], ending: Ending) -> None:
    """Work until asked to end: what is not done soon is then given back, for another worker or for us, later.

    Raises Unavailable when Temporal is away at the beginning; later it is waited for.
    """
    client = await connect(settings)
    with away(settings):
        await schedule.ensure(client)
    async with worker(client, settings):
        ready()
        await ending.wait()
