"""The schedule of the marts, in a real Temporal."""

import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr
from temporalio import activity
from temporalio.client import ScheduleOverlapPolicy
from temporalio.worker import Worker

from contracts.errors import Invalid, Unavailable
from pipelines.workflows import schedule
from pipelines.workflows.activities import Built
from pipelines.workflows.connection import connect
from pipelines.workflows.worker import WORKFLOWS


async def described(client):
    return await client.get_schedule_handle(schedule.NAME).describe()


async def test_a_worker_makes_the_schedule_once_an_hour_never_two_at_a_time(client):
    assert await schedule.read(client) is None
    await schedule.ensure(client)
    await schedule.ensure(client)
    found = (await described(client)).schedule
    assert [one.every for one in found.spec.intervals] == [timedelta(hours=1)]
    assert found.policy.overlap == ScheduleOverlapPolicy.SKIP
    assert found.policy.catchup_window == schedule.CATCH_UP
    plan = await schedule.read(client)
    assert (plan.every, plan.on, plan.now, plan.last) == (timedelta(hours=1), True, None, None)
    assert plan.next_at.minute == 0


async def test_what_somebody_chose_stays_when_a_worker_starts(client):
    await schedule.switch(client, timedelta(minutes=30))
    await schedule.switch(client, timedelta(minutes=30))
    await schedule.ensure(client)
    assert (await schedule.read(client)).often == "30m"
    await schedule.switch(client, None)
    await schedule.switch(client, None)
    await schedule.ensure(client)
    plan = await schedule.read(client)
    assert (plan.every, plan.on, plan.next_at) == (timedelta(minutes=30), False, None)
    assert plan.lines() == ["Marts are built by hand alone; before it was every 30m"]
    assert (await described(client)).schedule.state.note == schedule.OFF
    await schedule.switch(client, timedelta(days=1))
    assert (await schedule.read(client)).on


@pytest.mark.parametrize("every", [timedelta(seconds=59), timedelta(days=8)])
async def test_a_time_that_would_lose_events_or_never_rest_is_refused(client, every):
    with pytest.raises(Invalid, match="7 days"):
        await schedule.switch(client, every)
    assert await schedule.read(client) is None


async def test_what_is_due_while_a_build_runs_is_left_out(client, eventually):
    begun, go_on = asyncio.Event(), asyncio.Event()

    @activity.defn
    async def build_marts():
        begun.set()
        await go_on.wait()
        return Built(24, 126)

    await schedule.ensure(client)
    handle = client.get_schedule_handle(schedule.NAME)
    await handle.trigger()
    waiting = (await eventually(lambda: schedule.read(client), lambda plan: plan.now)).now
    assert (waiting.state, waiting.told) == ("waiting", "for a worker")
    async with Worker(client, task_queue=schedule.TASK_QUEUE, workflows=WORKFLOWS, activities=[build_marts]):
        await begun.wait()
        await handle.trigger()
        assert (await eventually(lambda: schedule.read(client), lambda plan: plan.now.state == "building")).last is None
        await eventually(lambda: described(client), lambda found: found.info.num_actions_skipped_overlap)
        go_on.set()
        plan = await eventually(lambda: schedule.read(client), lambda plan: plan.last)
    assert plan.now is None
    assert (plan.last.state, plan.last.told) == ("built", "24 models, 126 tests")
    assert (await described(client)).info.num_actions == 1


@pytest.mark.parametrize(
    "url, error, words",
    [
        ("temporal://127.0.0.1:1/ventros", Unavailable, r"Temporal at 127\.0\.0\.1:1/ventros does not answer"),
        ("temporals://:invented-key@127.0.0.1:1/shop", Unavailable, r"Temporal at 127\.0\.0\.1:1/shop does not answer"),
        ("temporal://127.0.0.1:7233", Invalid, "VENTROS_TEMPORAL_URL is no address such as temporal://"),
        ("http://127.0.0.1:7233/ventros", Invalid, "VENTROS_TEMPORAL_URL is no address such as temporal://"),
    ],
)
async def test_what_is_away_or_no_address_is_told_without_the_key(told, url, error, words):
    with pytest.raises(error, match=words) as raised:
        await connect(told.model_copy(update={"temporal_url": SecretStr(url)}))
    assert "invented-key" not in str(raised.value)
