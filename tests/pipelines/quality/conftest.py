"""A tenant's stream told into a real lake, and a look at it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID, uuid4

import duckdb
import orjson
import pytest

from api.cli.samples import sample
from contracts.connector import Raw
from contracts.envelope import Envelope
from contracts.event import catalogue
from memory.core.lake import lake_files
from memory.core.quarantine import quarantined
from memory.sealed import Sealer
from pipelines.flows import archive
from pipelines.io import Record
from pipelines.kafka import raw_headers
from pipelines.lake.store import Store
from pipelines.quality.run import run

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CANARY = "canario-4711"


class Lake:
    """What a tenant's stream carried, and what a look at it finds."""

    def __init__(self, settings, db, tenant_id):
        self.settings, self.db, self.tenant_id, self.cluster = settings, db, tenant_id, uuid4().hex
        self.store, self.next = Store.of(settings), {}

    def told(self, kind="message.created", *, without=(), headers=None, value=None, topic=None, **fields):
        """A good event of a kind, but for what is said otherwise: fields, fields left out, headers, bytes, topic."""
        event = catalogue()[kind]
        payload = {
            name: CANARY if isinstance(part, str) and " " in part else part for name, part in sample(event).items()
        }
        data = {name: part for name, part in (payload | fields).items() if name not in without}
        envelope = Envelope(
            kind, topic or event.spec.topic, f"{self.tenant_id}:talk", self.tenant_id, UUID(payload[event.spec.key]),
            orjson.dumps(data) if value is None else value, NOON, schema=event.spec.version, ingested=NOON,
        )  # fmt: skip
        named = {name: text for name, text in (dict(envelope.headers()) | (headers or {})).items() if text is not None}
        return self._at_next(envelope.topic, envelope.key, named, envelope.data)

    def webhook(self, **headers):
        raw = Raw(self.tenant_id, uuid4(), uuid4(), "waha", CANARY.encode() + uuid4().bytes, NOON, "talk")
        return self._at_next("raw.inbound", f"{self.tenant_id}:talk", dict(raw_headers(raw)) | headers, raw.body)

    def _at_next(self, topic, key, headers, value):
        offset = self.next.get(topic, 0)
        self.next[topic] = offset + 1
        return Record(topic, 0, offset, key, headers, value, self.cluster)

    async def archive(self, *records):
        def work():
            part = archive.sink(self.settings, self.store, Sealer.from_settings(self.settings)).build("s", 0, 1)
            try:
                part.write_batch(list(records))
            finally:
                part.close()

        with ThreadPoolExecutor(1) as thread:
            await asyncio.wrap_future(thread.submit(work))

    async def look(self, **how):
        """A run over this tenant's lake."""
        return await run(self.settings, **{"tenants": [self.tenant_id], "only": "lake", "clock": lambda: NOON} | how)

    async def broken(self, **how):
        """What stands in quarantine: the row and the promise."""
        async with self.db.tenant(self.tenant_id) as tx:
            return [(one.row_id, one.expectation) for one in await quarantined(tx, **how)]

    async def quarantined(self, **how):
        async with self.db.tenant(self.tenant_id) as tx:
            return await quarantined(tx, **how)

    async def files(self):
        async with self.db.tenant(self.tenant_id) as tx:
            return await lake_files(tx)

    def ids(self):
        """The id of every row in the files, as they lie there."""
        files = [str(file) for file in self.store.folder.rglob(f"tenant={self.tenant_id}/**/*.parquet")]
        return [one for (one,) in duckdb.sql(f"select id from read_parquet({files}) order by 1").fetchall()]


@pytest.fixture
def lake(settings, db, tenant_id, tmp_path):
    return Lake(settings.model_copy(update={"lake": str(tmp_path / "lake")}), db, tenant_id)
