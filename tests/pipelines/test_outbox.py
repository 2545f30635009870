"""The relay on a real broker: nothing is skipped, order is kept, and a broker that forgot gets everything again."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from confluent_kafka import KafkaError, KafkaException

from contracts.connector import Raw
from contracts.crm.message import MessageRead
from contracts.errors import Unavailable
from memory.core.journal import Journal
from memory.core.outbox import _PENDING, Backlog, Cursor
from pipelines.ending import Ending
from pipelines.kafka import ask, consumer, ensure_topics
from pipelines.outbox import Relay
from tests.pipelines.listening import Listener, relaying

AT = datetime(2026, 3, 1, tzinfo=UTC)


async def tell(connection, tenant, subject):
    event_id = uuid4()
    await connection.execute(
        "insert into core.outbox (tenant_id, event_id, topic, key, headers, data) values (%s, %s, 'crm.message', %s, %s, '{}')",
        (tenant, event_id, f"{tenant}:{subject}", f'[["ce_id", "{event_id}"]]'),
    )
    return str(event_id)


async def test_three_interleaved_transactions_lose_nothing(settings, tenant_id):
    """A cursor on the id alone would skip the one with the lower id that commits last."""
    listener = Listener(settings, "crm.message")
    connect = psycopg.AsyncConnection.connect
    async with (
        relaying(settings),
        await connect(settings.dsn("admin")) as first,
        await connect(settings.dsn("admin")) as second,
        await connect(settings.dsn("admin")) as third,
    ):
        told = [
            await tell(first, tenant_id, "a"),
            await tell(second, tenant_id, "b"),
            await tell(third, tenant_id, "c"),
        ]
        told += [await tell(first, tenant_id, "a")]
        await third.commit()
        await asyncio.sleep(0.2)
        told += [await tell(third, tenant_id, "c")]
        await third.commit()
        await second.commit()
        await asyncio.sleep(0.2)
        await first.commit()
        heard = await listener.hear(told)
    assert sorted(set(heard) & set(told)) == sorted(told)


async def test_while_a_long_transaction_hides_an_event_the_relay_asks_now_and_then(settings, tenant_id, monkeypatch):
    turns, began, turn = [], asyncio.Event(), Backlog.turn

    async def counted(*args):
        turns.append(args)
        began.set()
        return await turn(*args)

    monkeypatch.setattr(Backlog, "turn", counted)
    listener = Listener(settings, "crm.message")
    connect = psycopg.AsyncConnection.connect
    async with await connect(settings.dsn("admin")) as long, await connect(settings.dsn("admin")) as short:
        await tell(long, tenant_id, "long")
        async with relaying(settings):
            await began.wait()
            hidden = await tell(short, tenant_id, "short")
            await short.commit()
            await asyncio.sleep(0.5)
            turns.clear()
            await asyncio.sleep(1.0)
            assert 1 <= len(turns) <= 40  # without a pause that grows it were hundreds
            await long.rollback()
            assert hidden in await listener.hear([hidden], 1.0)


async def test_events_of_one_conversation_come_in_the_order_of_their_transactions(db, settings, tenant_id):
    listener = Listener(settings, "crm.message")
    async with relaying(settings):
        subject = uuid4()
        for version in range(1, 30):
            async with db.tenant(tenant_id) as tx:
                tx.emit(MessageRead(message_id=subject, read_at=AT), version=version, conversation="talk")
        async with db.tenant(tenant_id) as tx:
            rows = await tx.rows(
                "select event_id::text as e from core.outbox where key like %(key)s order by id", key="%talk"
            )
        told = [row["e"] for row in rows]
        heard = [event for event in await listener.hear(told) if event in set(told)]
    assert heard == told


async def test_webhooks_of_the_journal_reach_the_broker_byte_for_byte(gate, settings, tenant_id):
    from confluent_kafka import TopicPartition

    journal = Journal(gate)
    journal.start()
    body = b'{"emoji": "\xf0\x9f\x99\x8f", "odd": "\\u0000"}' + uuid4().bytes
    raw = Raw(tenant_id, uuid4(), uuid4(), "waha", body, AT, "talk")
    await journal.append(raw)
    await journal.append(raw)
    ensure_topics(settings)
    reader = consumer(settings)
    reader.assign([TopicPartition("raw.inbound", part, 0) for part in range(4)])
    found = []
    async with relaying(settings), asyncio.timeout(15):
        while not found:
            found = [
                m for m in await asyncio.to_thread(reader.consume, 100, 0.1) if not m.error() and m.value() == body
            ]
    headers = {name: value.decode() for name, value in found[0].headers()}
    assert found[0].key().decode() == f"{tenant_id}:talk"
    assert (headers["ce_id"], headers["channelid"], headers["channeltype"]) == (
        str(raw.id),
        str(raw.channel_id),
        "waha",
    )
    await journal.stop()


async def test_a_broker_that_forgot_gets_everything_again(services, base, settings, db, tenant_id):
    async with relaying(settings):
        async with db.tenant(tenant_id) as tx:
            for _ in range(5):
                tx.emit(MessageRead(message_id=uuid4(), read_at=AT))
        async with db.tenant(tenant_id) as tx:
            told = [row["e"] for row in await tx.rows("select event_id::text as e from core.outbox")]
        await Listener(settings, "crm.message").hear(told)
        await asyncio.to_thread(services.restart, "kafka")
        heard = await Listener(settings, "crm.message").hear(told)
    assert set(told) <= set(heard)


async def test_a_second_relay_waits_until_the_first_is_gone(settings):
    async with Backlog(settings.dsn("relay")) as first:
        assert await first.my_turn()
        async with Backlog(settings.dsn("relay")) as second:
            assert not await second.my_turn()
    async with Backlog(settings.dsn("relay")) as third:
        assert await third.my_turn()


async def test_a_new_life_of_the_broker_starts_at_the_beginning(settings):
    async with Backlog(settings.dsn("relay")) as backlog:
        await backlog.turn("one", {"outbox": Cursor(7, 9)}, {"outbox": Cursor()}, 1)
        assert await backlog.cursors("one", "a b") == {"outbox": Cursor(7, 9), "journal": Cursor()}
        assert await backlog.cursors("two", "a b") == {"outbox": Cursor(), "journal": Cursor()}


async def test_a_new_life_of_the_broker_starts_with_what_not_all_readers_have_taken(settings):
    async with Backlog(settings.dsn("relay")) as backlog:
        await backlog.taken("a b", Cursor(7, 8))
        await backlog.taken("a b", Cursor(7, 9))
        await backlog.turn("begun", {"outbox": Cursor(7, 12)}, {"outbox": Cursor()}, 1)
        assert await backlog.cursors("begun", "a b") == {"outbox": Cursor(7, 12), "journal": Cursor()}
        assert await backlog.cursors("anew", "a b") == {"outbox": Cursor(7, 9), "journal": Cursor()}
        assert await backlog.cursors("anew", "a b c") == {"outbox": Cursor(), "journal": Cursor()}


async def test_the_relay_may_read_the_queues_and_nothing_else(settings, tenant_id):
    async with await psycopg.AsyncConnection.connect(settings.dsn("relay"), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute("select * from crm.messages")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute("delete from core.journal")


async def test_what_an_open_transaction_hides_is_known_to_be_there(settings, tenant_id):
    """Whoever ends that transaction may have nothing for the relay, and then does not call it."""
    async with (
        Backlog(settings.dsn("relay")) as backlog,
        await psycopg.AsyncConnection.connect(settings.dsn("admin")) as silent,
        await psycopg.AsyncConnection.connect(settings.dsn("admin")) as telling,
    ):
        found = (await backlog.turn("one", {}, {"outbox": Cursor(), "journal": Cursor()}, 10_000)).items()
        reached = {queue: Cursor(rows[-1]["xid"], rows[-1]["id"]) if rows else Cursor() for queue, rows in found}
        assert not await backlog.pending(reached)
        await silent.execute("select pg_current_xact_id()")
        event = await tell(telling, tenant_id, "a")
        await telling.commit()
        assert (await backlog.turn("one", {}, reached, 10))["outbox"] == []
        assert await backlog.pending(reached)
        await silent.rollback()
        (row,) = (await backlog.turn("one", {}, reached, 10))["outbox"]
    assert row["headers"] == [["ce_id", event]]


def test_whether_anything_is_left_is_asked_of_the_index_however_much_was_told(settings, tenant_id):
    """It was read row by row: a third of a core after twenty minutes at 300 webhooks a second."""
    end = {f"{queue}_{name}": 10**9 for queue in ("outbox", "journal") for name in ("xid", "id")}
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as admin:
        admin.execute(
            "insert into core.outbox (tenant_id, event_id, topic, key, headers, data)"
            " select %s, gen_random_uuid(), 'told', 'a', '[]', '{}' from generate_series(1, 20000)",
            (tenant_id,),
        )
        admin.execute("analyze core.outbox")
        plan = "\n".join(row[0] for row in admin.execute(f"explain {_PENDING}", end))
        admin.execute("delete from core.outbox where topic = 'told'")
    assert "outbox_order" in plan
    assert "Seq Scan on outbox" not in plan


async def test_the_relay_waits_for_nobody_who_cannot_write_into_its_queues(settings, tenant_id):
    """A build of the marts may take minutes; an event told beside it does not."""
    listener = Listener(settings, "crm.message")
    connect = psycopg.AsyncConnection.connect
    async with await connect(settings.dsn("transform")) as dbt, await connect(settings.dsn("app")) as telling:
        await dbt.execute("select pg_current_xact_id()")
        await telling.execute("select set_config('app.tenant_id', %s, false)", (str(tenant_id),))
        async with relaying(settings):
            told = await tell(telling, tenant_id, "a")
            await telling.commit()
            assert told in await listener.hear([told])


async def test_behind_a_stranger_nothing_of_a_transaction_that_is_still_open_is_skipped(settings, tenant_id):
    connect = psycopg.AsyncConnection.connect
    async with (
        Backlog(settings.dsn("relay")) as backlog,
        await connect(settings.dsn("transform")) as dbt,
        await connect(settings.dsn("admin")) as slow,
        await connect(settings.dsn("admin")) as quick,
    ):
        found = (await backlog.turn("one", {}, {"outbox": Cursor(), "journal": Cursor()}, 10_000)).items()
        reached = {queue: Cursor(rows[-1]["xid"], rows[-1]["id"]) if rows else Cursor() for queue, rows in found}
        await dbt.execute("select pg_current_xact_id()")
        first = await tell(slow, tenant_id, "a")
        second = await tell(quick, tenant_id, "a")
        await quick.commit()
        assert await backlog.pending(reached)
        assert (await backlog.turn("one", {}, reached, 10))["outbox"] == []
        await slow.commit()
        assert await backlog.pending(reached)
        rows = (await backlog.turn("one", {}, reached, 10))["outbox"]
    assert [row["headers"] for row in rows] == [[["ce_id", first]], [["ce_id", second]]]


async def test_facts_told_in_step_call_the_relay_and_silence_does_not(db, settings, two_tenants):
    async def silent(tx):
        await tx.rows("select id from core.projects")

    async def telling(tx):
        tx.emit(MessageRead(message_id=uuid4(), read_at=AT))

    async with await psycopg.AsyncConnection.connect(settings.dsn("relay"), autocommit=True) as ears:
        await ears.execute("listen relay")
        for works, calls in ((silent, silent), 0), ((silent, telling), 1), ((telling, telling), 1):
            async with db.batch() as batch:
                await batch.in_step(list(zip(two_tenants, works, strict=True)))
            await ears.execute("select pg_notify('relay', 'last')")
            heard = [notice.payload async for notice in ears.notifies(timeout=5, stop_after=calls + 1)]
            assert heard == [""] * calls + ["last"]


class Forgotten:
    """A producer whose numbers a broker that lost its log no longer knows."""

    def produce(self, *args, **kwargs):
        pass

    def flush(self, seconds):
        raise KafkaException(KafkaError(KafkaError.UNKNOWN_PRODUCER_ID, "unknown producer id", fatal=True))


def test_a_producer_that_the_broker_no_longer_knows_is_waited_for_and_not_fatal(settings, monkeypatch):
    relay = Relay(settings)
    monkeypatch.setattr(relay, "_producer", Forgotten())
    with pytest.raises(Unavailable):
        relay._publish([("crm.message", "key", b"{}", [])])


async def test_a_relay_that_is_asked_to_end_has_remembered_all_that_it_published(settings, tenant_id):
    listener, ending = Listener(settings, "crm.message"), Ending()
    running = asyncio.create_task(Relay(settings, ending).run())
    async with await psycopg.AsyncConnection.connect(settings.dsn("admin")) as connection:
        told = [await tell(connection, tenant_id, "last") for _ in range(50)]
    await listener.hear(told)
    ending.ask()
    async with asyncio.timeout(10):
        await running
    async with Backlog(settings.dsn("relay")) as backlog:
        assert await backlog.my_turn()
        assert not await backlog.pending(await backlog.cursors(ask(listener.consumer).cluster, ""))
