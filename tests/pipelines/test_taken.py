"""What every reader has taken, on a real broker and in Postgres."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contracts.crm.message import MessageRead
from memory.core.flow_position import move
from memory.core.outbox import Backlog, Cursor
from pipelines import taken
from pipelines.kafka import ensure_topics, producer
from pipelines.lag import readers
from pipelines.taken import Taken
from tests.pipelines.listening import Listener, relaying

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def readings(settings, monkeypatch):
    """What is to be read of a broker with one record; nobody waits between two looks."""
    monkeypatch.setattr(taken, "EVERY", 0.0)
    ensure_topics(settings)
    client = producer(settings)
    client.produce("crm.message", b"{}", "key", headers=[("ce_id", str(uuid4()))])
    assert client.flush(10) == 0
    return readers(settings, taken.broker(settings))


async def told(db, tenant_id, cluster, to):
    async with db.tenant(tenant_id, origin="flow") as tx:
        await move(tx, cluster, {}, to)


async def goal_is_known(looking):
    await looking._mark.goal


async def test_a_mark_counts_when_the_last_reader_has_reached_it(settings, db, tenant_id, readings):
    cluster, looking = taken.broker(settings).cluster, Taken(settings)
    async with Backlog(settings.dsn("relay")) as backlog:
        await looking.look(backlog, cluster, Cursor(5, 5))
        await goal_is_known(looking)
        goal = looking._mark.goal.result()
        assert set(goal) == set(readings)
        slow = next(r for r in readings if r[:2] == ("archive", "crm.message") and goal[r])
        await told(db, tenant_id, cluster, {reader: end for reader, end in goal.items() if end and reader != slow})
        await looking.look(backlog, cluster, Cursor(6, 6))
        assert (await backlog.cursors("anew", looking.readers))["outbox"] == Cursor()
        await told(db, tenant_id, cluster, {slow: goal[slow]})
        await looking.look(backlog, cluster, Cursor(6, 6))
        assert (await backlog.cursors("anew", looking.readers))["outbox"] == Cursor(5, 5)


async def test_a_mark_of_another_life_of_the_broker_counts_for_nothing(settings, readings):
    cluster, looking = taken.broker(settings).cluster, Taken(settings)
    async with Backlog(settings.dsn("relay")) as backlog:
        await looking.look(backlog, "gone", Cursor(9, 9))
        await goal_is_known(looking)
        assert looking._mark.goal.result() == {}
        await looking.look(backlog, cluster, Cursor(3, 3))
        assert (looking._mark.cluster, looking._mark.cursor) == (cluster, Cursor(3, 3))


async def test_the_relay_tells_a_broker_that_forgot_only_what_was_not_taken(
    services, base, settings, db, tenant_id, monkeypatch
):
    async def all_taken(self, backlog, cluster, cursor):
        del cluster
        await backlog.taken(self.readers, cursor)

    async def tell():
        subject = uuid4()
        async with db.tenant(tenant_id) as tx:
            tx.emit(MessageRead(message_id=subject, read_at=AT))
        async with db.tenant(tenant_id) as tx:
            (row,) = await tx.rows("select event_id::text as e from core.outbox where key like %(k)s", k=f"%{subject}")
        return row["e"]

    with monkeypatch.context() as looked:
        looked.setattr(Taken, "look", all_taken)
        async with relaying(settings):
            before = await tell()
            await Listener(settings, "crm.message").hear([before])
            await asyncio.sleep(1.0)
    async with relaying(settings):
        open_ = await tell()
        await asyncio.to_thread(services.restart, "kafka")
        heard = await Listener(settings, "crm.message").hear([open_])
    assert before not in heard
