"""What follows upon what when the marts are built, on a server that skips the time between."""

import json
import sysconfig
from pathlib import Path

import pytest
from temporalio import activity, workflow
from temporalio.client import WorkflowFailureError, WorkflowHistory
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from pipelines.workflows.activities import Built
from pipelines.workflows.build_marts import BuildMarts, Order
from pipelines.workflows.worker import WORKFLOWS

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))


@pytest.fixture
async def build(tmp_path):
    """`build(1, …)`: what the workflow gives when its attempts go so: an error is raised, a number of models built."""
    server = Path(sysconfig.get_path("scripts")) / "temporal-test-server"
    async with await WorkflowEnvironment.start_time_skipping(test_server_existing_path=str(server)) as skipping:

        async def run(*outcomes):
            left = list(outcomes)

            @activity.defn
            async def build_marts():
                outcome = left.pop(0)
                if isinstance(outcome, Exception):
                    raise outcome
                return Built(outcome, 0)

            async with Worker(skipping.client, task_queue="test", workflows=WORKFLOWS, activities=[build_marts]):
                handle = await skipping.client.start_workflow(BuildMarts.run, Order(), id="marts", task_queue="test")
                try:
                    return await handle.result(), len(left)
                except WorkflowFailureError as error:
                    return error.cause.cause.message, len(left)

        yield run


def passing():
    return ApplicationError("Postgres is away", type="Unavailable")


async def test_a_database_that_is_away_for_minutes_is_waited_for(build):
    assert await build(passing(), passing(), passing(), passing(), 24) == (Built(24, 0), 0)


async def test_a_build_that_does_not_succeed_is_given_up_until_the_next_run(build):
    assert await build(*(passing() for _ in range(6)), 24) == ("Postgres is away", 1)


async def test_what_failed_for_good_is_not_tried_again(build):
    broken = ApplicationError("1 of 9 failed: test a", type="MartsNotBuilt", non_retryable=True)
    assert await build(broken, 24) == ("1 of 9 failed: test a", 1)


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: file.stem)
async def test_what_began_under_earlier_code_goes_on_under_this(file):
    """A change of what follows upon what needs `workflow.patched`; docs/decisions/0015 says how."""
    await Replayer(workflows=WORKFLOWS).replay_workflow(history(file))


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: file.stem)
async def test_a_workflow_that_does_something_else_is_found_out(file):
    with pytest.raises(workflow.NondeterminismError):
        await Replayer(workflows=[Otherwise]).replay_workflow(history(file))


@workflow.defn(name="BuildMarts", sandboxed=False)
class Otherwise:
    """Sleeps first, which those that began earlier did not."""

    @workflow.run
    async def run(self, order: Order) -> None:
        await workflow.sleep(1)


def history(file):
    return WorkflowHistory.from_json(file.stem, json.loads(file.read_text()))
