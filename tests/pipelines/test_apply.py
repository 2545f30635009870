"""The sink's promises: exactly once in effect, poison set aside, a worker whose part moved stops."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest

from contracts.errors import Unavailable
from contracts.settings import Settings
from memory.core.dead_letter import NO_TENANT, list_dead_letters, redrive, show_dead_letter
from memory.core.flow_position import PositionMoved, forget_positions, positions
from memory.core.tenant import create_tenant
from memory.db import Database
from memory.migrate import migrate
from pipelines import local
from pipelines.apply import Apply, TooManyDeadLetters, _Apply, raise_poison
from pipelines.io import Record, _lowest


def record(
    tenant: UUID, offset: int, value: bytes = b"good", *, topic="crm.message", cluster="one", parsed=None, **headers
):
    named = {"ce_tenantid": str(tenant), "ce_id": str(uuid4()), **headers}
    return Record(topic, 0, offset, f"{tenant}:x", named, value, cluster, parsed)


class Poison(ValueError):
    """This record cannot be digested."""


@pytest.fixture
def sink(settings):
    """Opens sinks, each in a thread of its own as in a worker; the usual operation refuses b"poison"."""
    opened = []

    def make(operation=None, flow=None):
        thread = ThreadPoolExecutor(1)
        apply = Apply(settings, {flow or f"flow-{uuid4().hex[:6]}": operation or label})
        part = thread.submit(apply.build, "s", 0, 1).result()
        opened.append((thread, part))
        return thread, part

    yield make
    for thread, part in opened:
        thread.submit(part.close).result()
        thread.shutdown()


async def label(tx, records):
    raise_poison(records)
    for one in records:
        if one.value == b"poison":
            raise Poison
        await tx.run(
            "insert into core.kept_raw values (%(tenant)s, %(id)s, %(id)s, 'e', %(n)s, '', now())",
            id=uuid4(),
            n=str(one.offset),
        )


@pytest.fixture
def labels(db):
    async def read(tenant):
        return await kept_by(db, tenant)

    return read


async def in_thread(sink, items):
    thread, part = sink
    await asyncio.wrap_future(thread.submit(part.write_batch, items))


async def test_a_batch_of_two_tenants_is_applied_with_its_position(db, sink, labels, two_tenants):
    a, b = two_tenants
    part = sink(flow="both")
    await in_thread(part, [record(a, 0), record(b, 1), record(a, 2)])
    assert (await labels(a), await labels(b)) == ([0, 2], [1])
    assert await positions(db, "both", "one") == {("crm.message", 0): 3}


async def test_what_was_applied_once_is_not_applied_again(sink, labels, tenant_id):
    part = sink(flow="once")
    records = [record(tenant_id, 0), record(tenant_id, 1)]
    await in_thread(part, records)
    await in_thread(part, [*records, record(tenant_id, 2)])
    await in_thread(sink(flow="once"), records)
    assert await labels(tenant_id) == [0, 1, 2]


async def test_a_batch_may_begin_in_one_life_of_the_log_and_end_in_the_next(db, sink, labels, tenant_id):
    part = sink(flow="lives")
    await in_thread(part, [record(tenant_id, 7), record(tenant_id, 0, cluster="two")])
    await in_thread(part, [record(tenant_id, 0, cluster="two"), record(tenant_id, 1, cluster="two")])
    assert await labels(tenant_id) == [0, 1, 7]
    reached = [await positions(db, "lives", cluster) for cluster in ("one", "two")]
    assert reached == [{("crm.message", 0): 8}, {("crm.message", 0): 2}]


async def test_records_without_effect_still_move_the_position(db, sink, tenant_id):
    async def nothing(tx, records):
        del tx, records

    await in_thread(sink(nothing, "idle"), [record(tenant_id, 4)])
    assert await positions(db, "idle", "one") == {("crm.message", 0): 5}


@pytest.mark.parametrize("synced, waits", [(True, "on"), (False, "off")])
async def test_only_what_is_told_of_waits_for_the_disk(settings, tenant_id, synced, waits):
    seen = []

    async def look(tx, records):
        seen.extend(await tx.rows("show synchronous_commit"))

    def work():
        part = Apply(settings, {f"flow-{uuid4().hex[:6]}": look}, synced=synced).build("s", 0, 1)
        part.write_batch([record(tenant_id, 0)])
        part.close()

    await asyncio.to_thread(work)
    assert seen == [{"synchronous_commit": waits}]


async def test_a_worker_whose_part_moved_fails_instead_of_writing(sink, labels, tenant_id):
    frozen, successor = sink(flow="moved"), sink(flow="moved")
    await in_thread(frozen, [record(tenant_id, 0)])
    await in_thread(successor, [record(tenant_id, 1)])
    with pytest.raises(PositionMoved):
        await in_thread(frozen, [record(tenant_id, 1)])
    assert await labels(tenant_id) == [0, 1]


async def test_a_batch_whose_commit_was_not_answered_is_not_applied_again_and_the_next_goes_on(
    sink, labels, tenant_id, monkeypatch
):
    in_step, answers = _Apply._in_step, iter([False])

    async def unanswered(self, shares, reached):
        done = await in_step(self, shares, reached)
        if not next(answers, True):
            raise Unavailable
        return done

    monkeypatch.setattr(_Apply, "_in_step", unanswered)
    one = sink()
    await in_thread(one, [record(tenant_id, 0), record(tenant_id, 1)])
    await in_thread(one, [record(tenant_id, 2)])
    assert await labels(tenant_id) == [0, 1, 2]


async def test_a_worker_whose_commit_was_not_answered_stops_where_another_went_on(sink, labels, tenant_id, monkeypatch):
    flow, in_step = "shared-flow", _Apply._in_step
    one, other = sink(flow=flow), sink(flow=flow)
    await in_thread(one, [record(tenant_id, 0)])

    async def overtaken(self, shares, reached):
        monkeypatch.setattr(_Apply, "_in_step", in_step)
        await in_thread(other, [record(tenant_id, 1), record(tenant_id, 2)])
        raise Unavailable

    monkeypatch.setattr(_Apply, "_in_step", overtaken)
    with pytest.raises(PositionMoved):
        await in_thread(one, [record(tenant_id, 1)])
    assert await labels(tenant_id) == [0, 1, 2]


async def test_poison_is_set_aside_and_its_neighbours_are_applied(db, sink, labels, tenant_id):
    items = [record(tenant_id, n, b"poison" if n == 3 else b"good") for n in range(8)]
    await in_thread(sink(flow="careful"), items)
    assert await labels(tenant_id) == [0, 1, 2, 4, 5, 6, 7]
    async with db.tenant(tenant_id) as tx:
        (letter,) = await list_dead_letters(tx)
        (told,) = await tx.rows("select topic, data from core.outbox")
    assert (letter.flow, letter.topic, letter.offset, letter.error_class) == ("careful", "crm.message", 3, "Poison")
    assert told["topic"] == "crm.message.dlq"


async def test_poison_that_comes_twice_in_a_batch_is_one_dead_letter(db, sink, tenant_id):
    twice = [record(tenant_id, offset, b"poison", ce_id=str(UUID(int=7))) for offset in range(2)]
    await in_thread(sink(flow="twice"), twice)
    async with db.tenant(tenant_id) as tx:
        assert [(one.flow, one.offset) for one in await list_dead_letters(tx)] == [("twice", 1)]


async def test_no_log_shows_the_row_that_postgres_refused(sink, tenant_id, caplog):
    async def refused(tx, records):
        row = "insert into core.kept_raw values (%(tenant)s, %(id)s, %(id)s, 'planted', null, 'planted', now())"
        await tx.run(row, id=uuid4())

    await in_thread(sink(refused), [record(tenant_id, 0)])
    assert "NotNullViolation" in caplog.text
    assert "planted" not in caplog.text


async def test_only_a_batch_with_poison_goes_one_by_one(sink, labels, tenant_id, monkeypatch):
    slow, one_by_one = [], _Apply._one_by_one

    async def counted(self, shares, reached):
        slow.append(len(reached))
        await one_by_one(self, shares, reached)

    monkeypatch.setattr(_Apply, "_one_by_one", counted)
    part = sink(flow="mended")
    for offset, value in enumerate((b"good", b"poison", b"good")):
        await in_thread(part, [record(tenant_id, offset, value)])
        assert len(slow) == min(offset, 1)
    assert await labels(tenant_id) == [0, 2]


async def test_a_flow_holds_up_only_the_topics_that_it_reads(db, settings, sink, tenant_id):
    places = [("crm.message", 0), ("raw.inbound", 0)]
    await in_thread(sink(flow="reader"), [record(tenant_id, 4)])
    readers = {"reader": ["crm.message"], "stranger": ["raw.inbound"]}
    assert await _lowest(settings, readers, "one", places) == {places[0]: 5, places[1]: 0}
    readers["stranger"] = ["raw.inbound", "crm.message"]
    assert await _lowest(settings, readers, "one", places) == {places[0]: 0, places[1]: 0}


async def test_a_record_that_could_not_be_parsed_is_a_dead_letter(db, sink, tenant_id):
    await in_thread(sink(flow="parse"), [record(tenant_id, 0, b"\xff", parsed=Poison("no JSON")), record(tenant_id, 1)])
    async with db.tenant(tenant_id) as tx:
        (letter,) = await list_dead_letters(tx)
        shown = await show_dead_letter(tx, letter.id)
    assert letter.error == "no JSON"
    assert bytes(shown["data"]) == b"\xff"


async def test_a_record_that_does_not_say_whose_it_is_belongs_to_nobody(db, sink):
    nobodys = Record("crm.message", 0, 0, "", {"ce_tenantid": "x"}, b"?", "one", Poison())
    await in_thread(sink(flow="stray"), [nobodys])
    async with db.tenant(NO_TENANT) as tx:
        assert [letter.flow for letter in await list_dead_letters(tx)] == ["stray"]


async def test_a_dead_letter_is_driven_through_its_topic_again_as_it_was(db, sink, tenant_id):
    original = record(tenant_id, 0, b"poison", ce_type="message.created")
    await in_thread(sink(flow="again"), [original])
    async with db.tenant(tenant_id) as tx:
        (letter,) = await list_dead_letters(tx)
        await redrive(tx, letter.id)
    async with db.tenant(tenant_id) as tx:
        rows = await tx.rows("select topic, key, headers, data from core.outbox order by id")
        assert await list_dead_letters(tx) == []
        assert len(await list_dead_letters(tx, everything=True)) == 1
    assert (rows[-1]["topic"], rows[-1]["key"], rows[-1]["data"]) == (original.topic, original.key, "poison")
    assert dict(rows[-1]["headers"]) == original.headers


async def test_a_raw_dead_letter_goes_through_the_journal_again(db, gate, settings, sink, tenant_id):
    import psycopg

    names = {name: str(uuid4()) for name in ("ce_id", "projectid", "channelid")}
    raw = record(
        tenant_id, 0, b"\x00raw", topic="raw.inbound", channeltype="waha", ce_ingestedtime="2026-03-01T00:00:00+00:00",
        parsed=Poison(), **names,
    )  # fmt: skip
    await in_thread(sink(flow="raw"), [raw])
    async with db.tenant(tenant_id) as tx:
        (letter,) = await list_dead_letters(tx)
        await redrive(tx, letter.id)
    with psycopg.connect(settings.dsn("admin")) as connection:
        (row,) = connection.execute("select id::text, body from core.journal").fetchall()
    assert (row[0], bytes(row[1])) == (names["ce_id"], b"\x00raw")


async def test_a_flow_stops_when_too_much_is_undigestible(sink, tenant_id):
    part = sink(flow="broken")
    with pytest.raises(TooManyDeadLetters, match="ventros dlq list"):
        await in_thread(part, [record(tenant_id, n, b"poison") for n in range(40)])


async def test_what_may_pass_by_itself_is_tried_again_and_not_buried(db, sink, labels, tenant_id):
    tries = []

    async def flaky(tx, records):
        tries.append(len(records))
        if len(tries) < 3:
            raise Unavailable
        await label(tx, records)

    await in_thread(sink(flaky, "flaky"), [record(tenant_id, 0)])
    assert len(tries) == 3
    assert await labels(tenant_id) == [0]
    async with db.tenant(tenant_id) as tx:
        assert await list_dead_letters(tx) == []


@contextmanager
def opened(settings, **how):
    """A sink in a thread of its own, as in a worker."""
    with ThreadPoolExecutor(1) as thread:
        part = thread.submit(Apply(settings, {"kept": label}, **how).build, "s", 0, 1).result()
        yield thread, part
        thread.submit(part.close).result()


async def test_a_position_that_is_gone_is_not_begun_anew_by_who_saw_it(settings, db, tenant_id, sink):
    """What took the position took the effects too: who went on from memory would leave a hole."""
    flow = f"flow-{uuid4().hex[:6]}"
    thread, part = sink(flow=flow)
    thread.submit(part.write_batch, [record(tenant_id, 0), record(tenant_id, 1)]).result()
    await forget_positions(db, flow, "one")
    with pytest.raises(PositionMoved):
        thread.submit(part.write_batch, [record(tenant_id, 2)]).result()
    assert await positions(db, flow, "one") == {}


async def test_what_a_crash_of_postgres_takes_of_unsynced_batches_it_takes_of_their_position_too(tmp_path):
    """And then the sink that knows better than Postgres stops, and a new one writes again what is gone, once."""
    with local.start(tmp_path / "data", only=("postgres",)) as services:
        settings = Settings(_env_file=None, data_dir=services.data_dir, **services.settings)
        migrate(settings)
        tenant = await create_tenant(settings, "A")
        records = [record(tenant, offset) for offset in range(400)]
        with opened(settings, synced=False) as sink:
            for start in range(0, 400, 4):
                await in_thread(sink, records[start : start + 4])
            services.kill("postgres")
            services.restart("postgres")
            async with Database(settings.dsn("app"), size=1) as db:
                kept = await kept_by(db, tenant)
                assert await positions(db, "kept", "one") == ({("crm.message", 0): len(kept)} if kept else {})
                assert kept == list(range(len(kept)))
                assert len(kept) < 400, "nothing was lost: this proved nothing"
                with pytest.raises(PositionMoved):
                    await in_thread(sink, [record(tenant, 400)])
        with opened(settings, synced=False) as sink:
            await in_thread(sink, [*records, record(tenant, 400)])
        async with Database(settings.dsn("app"), size=1) as db:
            assert await kept_by(db, tenant) == list(range(401))
    local.remove(tmp_path / "data")


async def kept_by(db, tenant):
    async with db.tenant(tenant) as tx:
        return sorted(int(row["reason"]) for row in await tx.rows("select reason from core.kept_raw"))
