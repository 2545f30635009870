import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import orjson
import pytest

from contracts.connector import Raw
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from memory.core.lake import lake_files
from memory.sealed import Sealer
from pipelines.flows import archive
from pipelines.io import Record
from pipelines.kafka import raw_headers
from pipelines.lake.query import lake_of
from pipelines.lake.store import Store
from pipelines.lake.verify import verify

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "lake"))


class Stream:
    """A broker's log of one tenant, and the archive that reads it."""

    def __init__(self, settings, db, store, tenant_id):
        self.settings, self.db, self.store, self.tenant_id, self.cluster = settings, db, store, tenant_id, uuid4().hex
        self.sealer = Sealer.from_settings(settings)
        self.next = {}

    def told(self, kind, data, topic="crm.message", key="talk", at=NOON, **headers):
        """An event, at the next place of its topic."""
        named = {
            "ce_id": str(uuid4()), "ce_type": kind, "ce_tenantid": str(self.tenant_id), "ce_time": at.isoformat(),
            "ce_ingestedtime": at.isoformat(), "ce_subject": str(uuid4()), "ce_origin": "flow", **headers,
        }  # fmt: skip
        return self._at_next(topic, f"{self.tenant_id}:{key}", named, orjson.dumps(data))

    def webhook(self, body, at=NOON, key="talk", channel=None):
        raw = Raw(self.tenant_id, uuid4(), channel or uuid4(), "waha", body, at, key)
        return self._at_next("raw.inbound", f"{self.tenant_id}:{key}", dict(raw_headers(raw)), body)

    def _at_next(self, topic, key, headers, value):
        offset = self.next.get(topic, 0)
        self.next[topic] = offset + 1
        return Record(topic, 0, offset, key, headers, value, self.cluster)

    async def archive(self, *batches, flow="archive"):
        """Archive batches, each in its transaction, by a sink of their own."""

        def work():
            part = archive.sink(self.settings, self.store, self.sealer, name=flow).build("s", 0, 1)
            try:
                for batch in batches:
                    part.write_batch(batch)
            finally:
                part.close()

        with ThreadPoolExecutor(1) as thread:
            await asyncio.wrap_future(thread.submit(work))

    async def files(self, **wanted):
        async with self.db.tenant(self.tenant_id) as tx:
            return await lake_files(tx, **wanted)

    async def faults(self):
        """What `verify` says of this stream; other tests have theirs in the same database."""
        found = (await verify(self.db, self.store, self.sealer)).faults
        return [fault for fault in found if str(self.tenant_id) in fault or self.cluster in fault]

    async def seen(self, role=ProjectRole.ADMIN, scopes=(), **wanted):
        """The lake as a caller of that role sees it."""
        who = Principal(tenant_id=self.tenant_id, subject="t", role=role, scopes=frozenset(scopes))
        async with self.db.tenant(self.tenant_id) as tx:
            return await lake_of(tx, who, self.sealer, **wanted)


@pytest.fixture
def stream(settings, db, store, tenant_id):
    return Stream(settings, db, store, tenant_id)


@pytest.fixture
def days():
    return lambda number: NOON + timedelta(days=number)
