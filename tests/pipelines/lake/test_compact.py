"""Many small files become one, and nothing of what is in them is lost, changed or twice."""

from datetime import timedelta

import pytest

from contracts.errors import Unavailable
from pipelines.lake.compact import MANY, ORPHANED, clean, compact
from pipelines.lake.query import ask, opened

from .conftest import NOON


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
    with pytest.raises(Unavailable, match="ventros lake verify"):
        await compact(db, stream.store, stream.tenant_id, NOON + timedelta(days=1))
    assert await stream.files() == files
