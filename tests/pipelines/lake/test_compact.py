"""Many small files become one, and nothing of what is in them is lost, changed or twice."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from memory.core.tenant import create_tenant
from pipelines.lake.compact import MANY, ORPHANED, clean, compact, compact_forever
from pipelines.lake.query import ask, opened
from pipelines.lake.store import FileMissing

from .conftest import NOON, Stream


async def texts(stream):
    with opened(await stream.seen(), stream.store) as lake:
        return [text for (text,) in ask(lake, "select text from message_created order by text").rows]


def said(stream, number, **more):
    return stream.told("message.created", {"text": f"{number:03}"}, **more)


async def test_the_files_of_a_day_that_is_over_become_one(stream, db):
    await stream.archive(*([said(stream, number)] for number in range(5)))
    before = await texts(stream)
    assert await compact(db, stream.store, stream.tenant_id, NOON + timedelta(days=1)) == 5
    (file,) = await stream.files()
    assert (file.records, [span.records for span in file.places]) == (5, [5])
    assert await texts(stream) == before == [f"{number:03}" for number in range(5)]
    assert await stream.faults() == []
    assert await compact(db, stream.store, stream.tenant_id, NOON + timedelta(days=1)) == 0


async def test_while_a_day_lasts_its_files_are_left_until_they_are_many(stream, db):
    await stream.archive(*([said(stream, number)] for number in range(MANY - 1)))
    assert await compact(db, stream.store, stream.tenant_id, NOON) == 0
    await stream.archive([said(stream, MANY)])
    assert await compact(db, stream.store, stream.tenant_id, NOON) == MANY


async def test_what_a_refilled_broker_told_again_is_there_once_afterwards(stream, db):
    named = {"ce_id": "11111111-1111-4111-8111-111111111111"}
    await stream.archive([said(stream, 1, **named), said(stream, 2)], [said(stream, 1, **named)])
    await compact(db, stream.store, stream.tenant_id, NOON + timedelta(days=1))
    (file,) = await stream.files()
    assert file.records == 2
    assert await texts(stream) == ["001", "002"]
    assert await stream.faults() == []


async def test_old_files_go_when_nobody_can_be_reading_them_any_more(stream, db):
    await stream.archive(*([said(stream, number)] for number in range(3)))
    await compact(db, stream.store, stream.tenant_id, NOON + timedelta(days=1))
    known = {file.path for file in await stream.files()}
    files = list(stream.store.walk())
    written = max(at for _, at in files)
    assert len(files) == 4
    assert clean(stream.store, known, written) == 0
    assert clean(stream.store, known, written + ORPHANED + timedelta(seconds=1)) == 3
    assert {path for path, _ in stream.store.walk()} == known
    assert len(await texts(stream)) == 3


async def test_files_of_somebody_else_in_the_same_folder_stay(stream):
    stream.store.put("notes.txt", b"mine")
    stream.store.put("tenant=x/notes.parquet", b"mine")
    assert clean(stream.store, set(), NOON.replace(year=2100)) == 0
    assert stream.store.get("notes.txt") == stream.store.get("tenant=x/notes.parquet") == b"mine"


async def test_with_a_file_missing_nothing_is_compacted(stream, db):
    await stream.archive(*([said(stream, number)] for number in range(3)))
    files = await stream.files()
    stream.store.delete(files[0].path)
    with pytest.raises(FileMissing, match="ventros lake verify"):
        await compact(db, stream.store, stream.tenant_id, NOON + timedelta(days=1))
    assert await stream.files() == files


async def test_no_more_is_held_in_memory_than_a_file_may_have(stream, db, monkeypatch):
    await stream.archive(*([said(stream, number)] for number in range(6)))
    size = max(file.bytes for file in await stream.files())
    monkeypatch.setattr("pipelines.lake.compact.SMALL", size + 1)
    assert await compact(db, stream.store, stream.tenant_id, NOON + timedelta(days=1)) == 6
    assert [file.records for file in await stream.files()] == [2, 2, 2]
    assert await texts(stream) == [f"{number:03}" for number in range(6)]
    assert await stream.faults() == []


async def test_a_tenant_with_a_file_missing_holds_up_no_other(settings, stream, db, monkeypatch, caplog):
    others = Stream(settings, db, stream.store, await create_tenant(settings, f"Zoo {uuid4().hex[:6]}"))
    for one in (stream, others):
        await one.archive(*([said(one, number)] for number in range(2)))
        if one.tenant_id == min(stream.tenant_id, others.tenant_id):  # who comes first
            one.store.delete((await one.files())[0].path)
            broken = one
    rests = iter([None])

    async def rest(_):
        if next(rests, "over"):
            raise asyncio.CancelledError

    monkeypatch.setattr("pipelines.lake.compact.asyncio.sleep", rest)
    with pytest.raises(asyncio.CancelledError):
        await compact_forever(db, stream.store, lambda: NOON + timedelta(days=1))
    whole = others if broken is stream else stream
    assert (len(await broken.files()), len(await whole.files())) == (2, 1)
    assert f"{broken.tenant_id} is not compacted" in caplog.text
