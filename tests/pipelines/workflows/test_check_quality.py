"""The rows, checked by the clock: in a real Temporal, by a real worker, over a real lake."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pydantic import SecretStr
from temporalio.client import ScheduleOverlapPolicy, WorkflowFailureError
from temporalio.service import RPCError

from memory.examine import quality
from pipelines import quality as checking
from pipelines.workflows import activities, schedule
from pipelines.workflows.activities import Checked
from pipelines.workflows.check_quality import CheckQuality
from pipelines.workflows.connection import connect
from pipelines.workflows.worker import worker


@pytest.fixture
def check(settings, temporal, tmp_path):
    """`check()`: what the workflow gives, done by a worker."""
    with_temporal = settings.model_copy(
        update={"temporal_url": SecretStr(temporal.settings["temporal_url"]), "data_dir": tmp_path}
    )

    async def checked():
        client = await connect(with_temporal)
        async with worker(client, with_temporal):
            return await client.execute_workflow(
                CheckQuality.run, id=f"check-{uuid4()}", task_queue=schedule.TASK_QUEUE
            )

    return checked


async def test_a_worker_checks_all_rows_remembers_how_it_ended_and_writes_the_page(
    check, settings, tenant_id, tmp_path
):
    assert await check() == Checked(rows=0, violations=0)
    assert {run.kind for run in quality(settings)} == {"lake", "staging"}
    assert (tmp_path / "quality/index.html").is_file()


async def test_a_worker_without_great_expectations_says_so_and_is_not_asked_again(check, monkeypatch):
    monkeypatch.setattr(activities, "installed", lambda: False)
    with pytest.raises(WorkflowFailureError) as failed:
        await check()
    assert "ventros-crm[quality]" in failed.value.cause.cause.message


async def test_the_first_worker_that_can_has_the_rows_checked_every_day_and_never_twice_at_once(client, monkeypatch):
    monkeypatch.setattr(schedule, "installed", lambda: False)
    await schedule.ensure(client)
    with pytest.raises(RPCError, match="not found"):
        await client.get_schedule_handle(schedule.CHECKS).describe()
    monkeypatch.setattr(schedule, "installed", checking.installed)
    await schedule.ensure(client)
    await schedule.ensure(client)
    found = (await client.get_schedule_handle(schedule.CHECKS).describe()).schedule
    assert [one.every for one in found.spec.intervals] == [timedelta(days=1)]
    assert found.policy.overlap == ScheduleOverlapPolicy.SKIP
