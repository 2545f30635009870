"""The lake in S3 is the same lake; a store that is away loses nothing."""

from uuid import uuid4

import pytest

from contracts.errors import Unavailable
from memory.core.flow_position import positions
from pipelines.lake.compact import clean, compact
from pipelines.lake.query import ask, opened
from pipelines.lake.store import FileMissing, Store

from . import s3
from .conftest import NOON, Stream


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-the-test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with s3.serve() as served:
        yield served


@pytest.fixture
def stream(settings, db, tenant_id, server):
    return Stream(settings, db, Store(server.url("bucket/ventros")), tenant_id)


async def test_what_is_archived_in_a_bucket_is_asked_compacted_and_verified_there(stream, server, db):
    await stream.archive(*([stream.told("message.created", {"text": str(number)})] for number in range(3)))
    assert all(place.startswith(f"bucket/ventros/tenant={stream.tenant_id}/") for place in server.objects)
    assert await stream.faults() == []
    later = NOON.replace(day=3)
    assert await compact(db, stream.store, stream.tenant_id, later) == 3
    known = {file.path for file in await stream.files()}
    assert clean(stream.store, known, NOON.replace(day=4)) == 3
    assert [place for place in server.objects if place.endswith(".parquet")] == [f"bucket/ventros/{known.copy().pop()}"]
    with opened(await stream.seen(), stream.store) as lake:
        assert ask(lake, "select text from message_created order by 1").rows == [("0",), ("1",), ("2",)]


async def test_a_bucket_that_is_away_moves_no_position(stream, server, db, monkeypatch):
    monkeypatch.setattr("pipelines.apply.PATIENCE", 0.0)
    flow, records = f"archive-{uuid4().hex[:6]}", [stream.told("message.read", {})]
    server.away = True
    with pytest.raises(Unavailable, match="The lake"):
        await stream.archive(records, flow=flow)
    assert await positions(db, flow, stream.cluster) == {}
    server.away = False
    await stream.archive(records, flow=flow)
    assert len(await stream.files()) == 1
    with pytest.raises(FileMissing):
        stream.store.get("no/such/file")
