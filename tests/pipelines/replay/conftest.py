import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from contracts.connector import Raw
from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity
from contracts.crm.message import ObservedChange, ObservedMessage
from memory.crm.recording.arrival import Arrival
from memory.crm.recording.messages import record
from memory.db import Database
from memory.examine import connect
from memory.sealed import Sealer
from pipelines import local
from pipelines.apply import Apply
from pipelines.flows import archive, embed, enrich
from pipelines.io import Record
from pipelines.lake.store import Store
from pipelines.replay.difference import difference
from pipelines.replay.enriching import Sources, replay
from pipelines.replay.plan import Plan
from pipelines.understanding import Understanding

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

_TOLD = """
select id, topic, key, headers, data from core.outbox where tenant_id = %(tenant)s and id > %(after)s order by id"""


@contextmanager
def shadow_of(settings, plan):
    """A shadow as the real one is, but in the Postgres that runs already: a second one takes seconds to start."""
    name = f"shadow_{uuid4().hex[:12]}"
    with connect(settings.model_copy(update={"database_name": "postgres"}), "admin") as admin:
        admin.execute(f"create database {name} template ventros_template")
        own = settings.model_copy(update={"database_name": name})
        with connect(own, "admin") as inside:
            inside.execute("insert into core.tenants (id, name) values (%s, 'shadow')", (plan.tenant_id,))
        yield own
        admin.execute(f"drop database {name} with (force)")


class Shop:
    """A live tenant whose messages were recorded, enriched and archived, as the flows do it."""

    def __init__(self, settings, db, tenant_id, channel_id, project_id, folder):
        self.settings = settings.model_copy(
            update={"embedder": "hashing", "data_dir": folder, "lake": str(folder / "lake")}
        )
        self.db, self.tenant_id, self.channel_id, self.project_id = db, tenant_id, channel_id, project_id
        self.store, self.sealer = Store.of(self.settings), Sealer.from_settings(settings)
        self.key_folder = settings.data_dir
        self.cluster, self.number, self.after = uuid4().hex, 0, 0

    async def say(self, *texts, **more):
        """Messages of a customer; then everything that follows, up to the lake."""
        await self._observe([self._message(text, **more) for text in texts])
        await self.settle()

    async def edit(self, provider_id, text):
        change = ObservedChange(
            kind="edit", provider_id=provider_id, change_id=uuid4().hex, at=NOON, from_me=False,
            chat="5531900000001@c.us", actor=[Identity("phone", "+5531900000001")], text=text,
        )  # fmt: skip
        await self._observe([change])
        await self.settle()

    def _message(self, text, **more):
        self.number += 1
        return ObservedMessage(
            provider_id=f"M{self.number}", at=NOON, from_me=False, chat="5531900000001@c.us",
            chat_type=ChatType.INDIVIDUAL, who=[Identity("phone", "+5531900000001")], text=text, status="delivered", **more,
        )  # fmt: skip

    async def _observe(self, observed):
        raw = Raw(self.tenant_id, self.project_id, self.channel_id, "waha", uuid4().bytes, NOON)
        async with self.db.tenant(self.tenant_id, origin="flow") as tx:
            await record(tx, [Arrival(raw, one) for one in observed])

    async def settle(self):
        """Enrich and archive what was told since."""
        async with self.db.tenant(self.tenant_id) as tx:
            rows = await tx.rows(_TOLD, after=self.after)
        records = [
            Record(row["topic"], 0, row["id"], row["key"], dict(row["headers"]), row["data"].encode(), self.cluster)
            for row in rows
        ]
        self.after = rows[-1]["id"] if rows else self.after
        await self._work(archive.sink(self.settings, self.store, self.sealer), records)
        understanding = Understanding.of(self.settings)
        read = embed.reader(understanding)([one for one in records if one.topic == "crm.message"])
        operations = {"enrich": enrich.apply(understanding), "embed": embed.apply(understanding)}
        await self._work(Apply(self.settings, operations), read)

    async def _work(self, sink, records):
        def work():
            part = sink.build("s", 0, 1)
            part.write_batch(records)
            part.close()

        with ThreadPoolExecutor(1) as thread:
            await asyncio.wrap_future(thread.submit(work))

    def plan(self, **more):
        return Plan(tenant_id=self.tenant_id, since=TODAY, until=TODAY.replace(year=TODAY.year + 1), **more)

    async def replay(self, plan, then=None):
        """Replay a plan; the difference, or what `then` makes of the live database and the shadow's."""
        with shadow_of(self.settings, plan) as own:
            sources = Sources(self.db, self.store, self.sealer)
            self.read = await replay(self.settings, sources, own, plan, lambda *_: None)
            async with Database(own.dsn("app"), size=1) as beside:
                return await (then or difference)(self.db, beside, plan)

    async def rows(self, query, **args):
        async with self.db.tenant(self.tenant_id) as tx:
            return await tx.rows(query, **args)


@pytest.fixture
async def shop(settings, db, tenant_id, project_id, tmp_path):
    channel = uuid4()
    async with db.tenant(tenant_id) as tx:
        await tx.run(
            "insert into crm.channels (tenant_id, id, project_id, name, type, external_id, config_sealed, secret_sealed)"
            " values (%(tenant)s, %(c)s, %(p)s, 'C', 'waha', 'd', '', '')",
            c=channel, p=project_id,
        )  # fmt: skip
    local.make(tmp_path / "data")
    opened = Shop(settings, db, tenant_id, UUID(str(channel)), project_id, tmp_path / "data")
    yield opened
    for folder in (tmp_path / "data").glob("replays/*"):
        local.remove(folder)
