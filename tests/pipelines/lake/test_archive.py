"""What the archive writes is what came, byte for byte, once, and for nobody else's eyes."""

import asyncio
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.connector import Raw
from contracts.types import wall_clock
from memory.core.expiry import expire
from memory.core.flow_position import Reader, move, positions
from memory.core.journal import Journal
from memory.core.lake import every_key, sure_keys
from pipelines.flows.archive import owner
from pipelines.io import Record
from pipelines.lake import rows
from pipelines.lake.store import Store

from .conftest import NOON, Stream


async def archived(stream):
    """Every record of the lake, as it is read out of the files."""
    async with stream.db.tenant(stream.tenant_id) as tx:
        keys = await every_key(tx, stream.sealer)
    found = [row for file in await stream.files() for row in rows.read(stream.store.get(file.path))]
    return sorted(
        (rows.record(row, keys[UUID(row["key_id"])]) for row in found), key=lambda one: (one.topic, one.offset)
    )


class Crash(BaseException):
    """No code expects it."""


async def test_what_is_read_from_the_lake_is_what_was_written_byte_for_byte(stream):
    odd = b'{"emoji": "\xf0\x9f\x99\x8f", "odd": "\\u0000"}' + bytes(range(256))
    records = [stream.webhook(odd), stream.told("message.created", {"text": "Olá 🙂"}), stream.webhook(b"")]
    await stream.archive(records)
    assert await archived(stream) == sorted(records, key=lambda one: (one.topic, one.offset))


async def test_files_are_laid_by_topic_tenant_and_day_of_ingestion(stream, days):
    records = [stream.told("message.read", {}, at=days(number)) for number in (0, 0, 1)]
    await stream.archive([*records, stream.webhook(b"{}", at=days(1))])
    found = [(file.topic, str(file.day), file.records) for file in await stream.files()]
    assert found == [
        ("crm.message", "2026-03-02", 2),
        ("crm.message", "2026-03-03", 1),
        ("raw.inbound", "2026-03-03", 1),
    ]
    for file in await stream.files():
        assert file.path.startswith(f"tenant={stream.tenant_id}/topic={file.topic}/day={file.day}/")
        assert rows.digest(stream.store.get(file.path)) == file.sha256


async def test_nothing_personal_stands_in_a_file_in_clear(stream):
    await stream.archive([
        stream.webhook(b'{"body": "meu segredo"}', key="5531900000001@c.us"),
        stream.told("message.created", {"text": "meu segredo"}, key="5531900000001@c.us"),
    ])  # fmt: skip
    for file in await stream.files():
        table = str(rows.read_table(stream.store.get(file.path)).to_pylist())
        assert "segredo" not in table
        assert "5531900000001" not in table


async def test_without_the_key_of_a_person_what_that_person_said_is_gone_and_the_rest_is_not(stream):
    ana, rui = str(uuid4()), str(uuid4())
    await stream.archive([stream.told("message.created", {"contact_id": who, "text": "x"}) for who in (ana, rui)])
    async with stream.db.tenant(stream.tenant_id) as tx:
        key = (await sure_keys(tx, stream.sealer, [])).id(f"contact:{ana}")
        await tx.run("delete from core.lake_keys where tenant_id = %(tenant)s and id = %(id)s", id=key)
    async with stream.db.tenant(stream.tenant_id) as tx:
        keys = await every_key(tx, stream.sealer)
    (file,) = await stream.files()
    left = [row for row in rows.read(stream.store.get(file.path)) if UUID(row["key_id"]) in keys]
    assert [rows.record(row, keys[UUID(row["key_id"])]).value for row in left] == [
        b'{"contact_id":"%s","text":"x"}' % rui.encode()
    ]


async def test_a_record_moved_to_another_place_does_not_open(stream):
    await stream.archive([stream.told("message.created", {"text": "x"})])
    async with stream.db.tenant(stream.tenant_id) as tx:
        keys = await every_key(tx, stream.sealer)
    (row,) = rows.read(stream.store.get((await stream.files())[0].path))
    with pytest.raises(ValueError, match="does not open"):
        rows.opened({**row, "id": str(uuid4())}, keys[UUID(row["key_id"])])


async def test_a_file_that_a_crash_left_belongs_to_nothing_and_the_records_come_again(stream, monkeypatch):
    """The process dies between the file and the commit."""
    records = [stream.told("message.read", {}) for _ in range(3)]

    async def dies(*_):
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr("pipelines.flows.archive.add_files", dies)
        with pytest.raises(Crash):
            await stream.archive(records)
    assert await stream.files() == []
    assert len(list(stream.store.walk())) == 1
    await stream.archive(records)
    assert await archived(stream) == records
    assert await stream.faults() == []


async def test_a_lake_that_cannot_be_written_loses_nothing(settings, db, tenant_id, tmp_path, monkeypatch):
    """A file stands where the folder should be: a full disk, a bucket that is away."""
    blocked = tmp_path / "lake"
    blocked.write_text("in the way")
    stream, flow = Stream(settings, db, Store(str(blocked)), tenant_id), f"archive-{uuid4().hex[:6]}"
    records = [stream.told("message.read", {})]
    monkeypatch.setattr("pipelines.apply.PATIENCE", 0.0)
    with pytest.raises(Exception, match="The lake takes nothing"):
        await stream.archive(records, flow=flow)
    assert await positions(db, flow, stream.cluster) == {}
    blocked.unlink()
    await stream.archive(records, flow=flow)
    assert await archived(stream) == records


_WRITING = "select count(*) from pg_stat_activity where datname = current_database() and backend_xid is not null"


async def test_while_files_are_written_no_transaction_holds_up_the_relay(stream, monkeypatch):
    writing, put = [], stream.store.put

    def watched(path, data):
        with psycopg.connect(stream.settings.dsn("admin")) as connection:
            writing.append(connection.execute(_WRITING).fetchone()[0])
        put(path, data)

    monkeypatch.setattr(stream.store, "put", watched)
    await stream.archive([stream.told("message.read", {}), stream.webhook(b"{}")])
    assert writing == [0, 0]
    assert len(await archived(stream)) == 2


async def test_a_key_that_is_deleted_while_its_file_is_written_is_made_anew(stream, monkeypatch):
    """A person is forgotten at that moment: what was said before stays closed, what is said now opens."""
    put, seen = stream.store.put, []

    def forgetting(path, data):
        if not seen:
            with psycopg.connect(stream.settings.dsn("admin")) as connection:
                connection.execute("delete from core.lake_keys where tenant_id = %s", [stream.tenant_id])
        seen.append(path)
        put(path, data)

    monkeypatch.setattr(stream.store, "put", forgetting)
    records = [stream.told("message.read", {})]
    await stream.archive(records)
    assert len(seen) == 2
    assert await archived(stream) == records


WRITER = """
import asyncio, sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from uuid import UUID
from contracts.settings import Settings
from memory.sealed import Sealer
from pipelines.flows import archive
from pipelines.io import Record
from pipelines.lake.store import Store

settings, tenant = Settings(), sys.argv[1]
part = archive.sink(settings, Store(sys.argv[2]), Sealer.from_settings(settings)).build("s", 0, 1)
for start in range(0, 2000, 5):
    part.write_batch([
        Record("crm.chat", 0, n, f"{tenant}:k", {
            "ce_id": str(UUID(int=n + 1)), "ce_tenantid": tenant, "ce_type": "chat.created",
            "ce_ingestedtime": "2026-03-02T12:00:00+00:00", "ce_time": "2026-03-02T12:00:00+00:00"}, b"%d" % n, sys.argv[4])
        for n in range(start, start + 5)])
    print(start, flush=True)
print("done", flush=True)
"""


def write_until(line, stream):
    """Archive in a process of its own, which is killed when it has said the line."""
    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", WRITER, str(stream.tenant_id), str(stream.store.folder), root, stream.cluster]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        said = next((told for told in process.stdout if told.strip() == line), None)
        process.kill()
    return said


async def test_kill_9_during_the_writing_leaves_no_double_and_no_hole(stream, environment):
    for line in ("50", "300", "305", "900", "done"):
        assert await asyncio.to_thread(write_until, line, stream)
    assert [one.value for one in await archived(stream)] == [b"%d" % n for n in range(2000)]
    assert await stream.faults() == []


async def test_a_journalled_webhook_leaves_when_it_is_recorded_and_archived_and_not_before(
    settings, db, gate, stream, tenant_id
):
    raw = Raw(tenant_id, uuid4(), uuid4(), "waha", b"{}", NOON, "talk")
    journal = Journal(gate)
    journal.start()
    await journal.append(raw)
    await journal.stop()
    cluster = uuid4().hex
    stream.cluster = cluster
    record = stream.webhook(b"{}", channel=raw.channel_id)
    reader: Reader = ("inbound", "raw.inbound", 0)

    async def left():
        async with db.tenant(tenant_id) as tx:
            await expire(tx, wall_clock())
            return len(await tx.rows("select from core.journal where tenant_id = %(tenant)s"))

    async def recorded():
        async with db.tenant(tenant_id) as tx:
            await move(tx, cluster, {}, {reader: 1})

    assert await left() == 1
    await stream.archive([record])
    assert await left() == 1, "the lake has it, but its effect is not recorded"
    await recorded()
    assert await left() == 0


def test_a_webhook_is_under_the_key_of_its_sender_an_event_under_that_of_its_contact():
    def raw(body):
        return Record("raw.inbound", 0, 0, "t:chat", {"channeltype": "waha"}, body)

    spoken = (
        b'{"event":"message","payload":{"from":"5531900000001@c.us","id":"false_5531900000001@c.us_A","fromMe":false}}'
    )
    assert owner(raw(spoken)) == "waha:5531900000001@c.us"
    assert owner(raw(b"nonsense")) == "conversation:t:chat"
    assert owner(Record("crm.message", 0, 0, "t:chat", {}, b'{"contact_id": "7"}')) == "contact:7"
    assert owner(Record("crm.chat", 0, 0, "t:chat", {}, b"[]")) == "conversation:t:chat"


@given(
    topic=st.sampled_from(["raw.inbound", "crm.message"]), key=st.text(max_size=20), value=st.binary(max_size=200),
    headers=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4), offset=st.integers(0, 2**62),
)  # fmt: skip
def test_whatever_a_record_holds_it_is_read_as_it_was_written(topic, key, value, headers, offset):
    record = Record(topic, 3, offset, key, headers, value, "c")
    sealing = rows.Sealing(uuid4(), b"k" * 32, uuid4())
    (row,) = rows.read(rows.written([rows.row(record, sealing)]))
    assert rows.record(row, sealing.key) == record
