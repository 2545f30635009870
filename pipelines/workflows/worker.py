"""The process that does what Temporal says is due: as many as you like, on any machine."""

import asyncio
import signal
from collections.abc import Callable

from temporalio.client import Client
from temporalio.worker import Worker

from contracts.settings import Settings
from pipelines.workflows import schedule
from pipelines.workflows.activities import Activities
from pipelines.workflows.build_marts import BuildMarts
from pipelines.workflows.check_quality import CheckQuality
from pipelines.workflows.connection import away, connect

WORKFLOWS = [BuildMarts, CheckQuality]


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
    )


async def run(settings: Settings, ready: Callable[[], None] = lambda: None) -> None:
    """Work until SIGTERM or SIGINT: what is in hand is then given back, for another worker or for us, later.

    Raises Unavailable when Temporal is away at the beginning; later it is waited for.
    """
    client = await connect(settings)
    with away(settings):
        await schedule.ensure(client)
    asked = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, asked.set)
    async with worker(client, settings):
        ready()
        await asked.wait()
