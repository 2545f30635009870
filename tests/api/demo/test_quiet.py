import pytest

from api.demo.quiet import NotQuiet, under_way, until_quiet
from api.demo.stage import prepare
from api.demo.undisturbed import record_undisturbed
from memory.db import Database
from pipelines.kafka import ensure_topics


@pytest.fixture
def empty_log(services, fresh):
    services.restart("kafka")
    ensure_topics(fresh)


async def test_an_installation_that_does_nothing_is_quiet(empty_log, fresh):
    await until_quiet(fresh, 20.0)


async def test_events_that_nobody_publishes_are_told(empty_log, fresh):
    await prepare(fresh)
    with pytest.raises(NotQuiet, match="0 webhooks and 4 events to publish"):
        await until_quiet(fresh, 0.0)


async def test_messages_that_cannot_be_searched_are_told(empty_log, fresh, webhooks):
    stages = await prepare(fresh)
    await record_undisturbed(fresh, stages, webhooks[:40])
    async with Database(fresh.dsn("admin"), size=1) as admin:
        await admin.query("delete from core.outbox")
    async with Database(fresh.dsn("app"), size=1) as db:
        busy = await under_way(fresh, db)
    assert busy.startswith("0 messages without session, ")
    assert busy.endswith(" not yet searchable")


async def test_a_broker_that_is_away_is_told(services, fresh):
    services.stop_one("kafka")
    try:
        async with Database(fresh.dsn("app"), size=1) as db:
            assert "No Kafka broker answers" in await under_way(fresh, db)
    finally:
        services.restart("kafka")
