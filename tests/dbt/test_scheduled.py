"""Marts that Temporal has built: by the clock, and by one worker after the other while they are ended and killed."""

import asyncio
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb
from pydantic import SecretStr
from temporalio.client import ScheduleState, ScheduleUpdate

from api.cli.checks.temporal import temporal as findings
from api.cli.child import environment
from api.cli.run import READY
from memory.examine import mart_builds
from pipelines import analytics
from pipelines.analytics import PROJECT, AlreadyBuilding, build
from pipelines.workflows import schedule
from pipelines.workflows.build_marts import BuildMarts, Order
from pipelines.workflows.connection import connect
from pipelines.workflows.worker import worker

AT_WORK = "select count(*) from pg_stat_activity where application_name = 'ventros-dbt' and datname = current_database()"


@pytest.fixture
def scheduled(built, settings, temporal):
    """Settings of the marts, with a Temporal."""
    return settings.model_copy(update={"temporal_url": SecretStr(temporal.settings["temporal_url"])})


@pytest.fixture
async def client(scheduled):
    return await connect(scheduled)


@pytest.fixture
def at_work(admin):
    """Whether dbt is in the database."""
    return lambda: admin.execute(AT_WORK).fetchone() > (0,)


@contextmanager
def working(settings, tmp_path):
    """`ventros run workers`, as a process of its own, until the block ends it or ends."""
    command = [sys.executable, "-P", "-m", "api.cli", "run", "workers"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(settings), stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            said = process.stderr.readline()
            assert READY in said, said + process.stderr.read()
            yield process
        finally:
            process.kill()


@pytest.mark.timeout(300)
async def test_a_build_goes_from_worker_to_worker_until_it_is_done_and_never_beside_another(
    client, scheduled, shops, admin, at_work, until, tmp_path
):
    shop, _ = shops
    added = {"id": str(uuid4()), "provider_id": str(uuid4())}
    copy = "insert into crm.messages select (jsonb_populate_record(m, %s)).* from crm.messages m where id = %s"
    admin.execute(copy, (Jsonb(added), shop.in_group))
    order, of = Order(silent_seconds=2.0), {"id": str(uuid4()), "task_queue": schedule.TASK_QUEUE}
    handle = await client.start_workflow(BuildMarts.run, order, **of)
    with working(scheduled, tmp_path) as first:
        await asyncio.to_thread(until, at_work, 90)
        first.terminate()
        assert await asyncio.to_thread(first.wait, 60) == 0
        assert not at_work()
    with working(scheduled, tmp_path) as second:
        await asyncio.to_thread(until, at_work, 90)
        with pytest.raises(AlreadyBuilding):
            build(scheduled.model_copy(update={"data_dir": tmp_path}))
        second.kill()
        await asyncio.to_thread(until, lambda: not at_work(), 60)
    with working(scheduled, tmp_path):
        made = await handle.result()
    attempts = [
        event.activity_task_started_event_attributes.attempt
        for event in (await handle.fetch_history()).events
        if event.HasField("activity_task_started_event_attributes")
    ]
    assert attempts == [3]
    assert (made.models, made.tests) > (20, 100)
    recorded = admin.execute("select tenant_id, id from crm.messages order by 1, 2").fetchall()
    assert added["id"] in {str(one) for _, one in recorded}
    assert admin.execute("select tenant_id, message_id from analytics.fct_messages order by 1, 2").fetchall() == recorded


@pytest.mark.timeout(300)
async def test_a_promise_that_is_broken_is_told_and_the_next_run_goes_on(
    client, scheduled, admin, eventually, monkeypatch, tmp_path
):
    """A project with one model and one promise, so that a run takes a moment."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "models").mkdir()
    shutil.copy(PROJECT / "profiles.yml", tmp_path)
    (tmp_path / "dbt_project.yml").write_text("name: short\nversion: '1.0.0'\nprofile: ventros\n")
    (tmp_path / "models/number_of_messages.sql").write_text("select count(*) as number from crm.messages")
    promise = "select number from {{ ref('number_of_messages') }} where number "
    (tmp_path / "tests/there_are_messages.sql").write_text(promise + "> 0")
    monkeypatch.setattr(analytics, "PROJECT", tmp_path)
    await schedule.ensure(client)
    often = schedule._schedule(timedelta(seconds=1), ScheduleState())
    await client.get_schedule_handle(schedule.NAME).update(lambda _: ScheduleUpdate(often))

    async def plan():
        return await schedule.read(client)

    async with worker(client, scheduled):
        failed = await eventually(plan, lambda plan: plan.last, 90)
        told = {one.name: one for one in await asyncio.to_thread(findings, scheduled)}
        (remembered,) = mart_builds(scheduled)
        (tmp_path / "tests/there_are_messages.sql").write_text(promise + "< 0")
        mended = await eventually(plan, lambda plan: plan.last.state == "built", 90)
        await schedule.switch(client, None)
        await eventually(plan, lambda plan: not plan.now, 90)
    assert (failed.last.state, failed.last.told.partition(":")[0]) == ("failed", "1 of 2 failed")
    assert "test there_are_messages" in failed.last.told
    assert (told["temporal"].state, told["marts"].state, told["marts last"].state) == ("ok", "ok", "fail")
    assert "ventros analytics build" in told["marts last"].mend
    assert mended.last.told == "1 models, 1 tests"
    assert (remembered.failed, mart_builds(scheduled)[0].failed) == (True, False)
    assert mart_builds(scheduled)[0].built_at > remembered.built_at
    await client.get_schedule_handle(schedule.NAME).delete()


def test_a_temporal_that_is_away_is_one_finding_and_where_there_is_none_there_is_no_line(scheduled, settings):
    away = scheduled.model_copy(update={"temporal_url": SecretStr("temporal://127.0.0.1:1/ventros")})
    (found,) = findings(away)
    assert (found.name, found.state, found.mend) == ("temporal", "fail", "ventros up")
    assert findings(settings) == []
