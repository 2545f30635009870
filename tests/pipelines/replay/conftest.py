import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from contracts.connector import Raw
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity
from contracts.crm.message import ObservedChange, ObservedMessage
from contracts.types import wall_clock
from memory.crm.recording.arrival import Arrival
from memory.crm.recording.messages import record
from memory.db import Database
from memory.examine import connect
from memory.sealed import Sealer
from pipelines import local
from pipelines.apply import Apply
from pipelines.demo import SHOPS, month
from pipelines.flows import archive, embed, enrich, inbound, sessions
from pipelines.io import Record
from pipelines.kafka import raw_headers
from pipelines.lake.store import Store as LakeStore
from pipelines.replay.comparing import compare
from pipelines.replay.difference import difference
from pipelines.replay.enriching import Sources, replay
from pipelines.replay.plan import Plan, RecordPlan
from pipelines.replay.recording import record_anew
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
        self.store, self.sealer = LakeStore.of(self.settings), Sealer.from_settings(settings)
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
        records = await self.told()
        await self._work(archive.sink(self.settings, self.store, self.sealer), records)
        understanding = Understanding.of(self.settings)
        read = embed.reader(understanding)([one for one in records if one.topic == "crm.message"])
        operations = {"enrich": enrich.apply(understanding), "embed": embed.apply(understanding)}
        await self._work(Apply(self.settings, operations), read)

    async def told(self):
        """What was told since the last look, as the broker has it."""
        async with self.db.tenant(self.tenant_id) as tx:
            rows = await tx.rows(_TOLD, after=self.after)
        self.after = rows[-1]["id"] if rows else self.after
        return [
            Record(row["topic"], 0, row["id"], row["key"], dict(row["headers"]), row["data"].encode(), self.cluster)
            for row in rows
        ]

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


def later():
    """An hour from now: everything that came in is long in the lake."""
    return wall_clock() + timedelta(hours=1)


class Store(Shop):
    """A live tenant whose webhooks are recorded, settled and archived by the flows, a batch at a time."""

    month = [one.body for one in month(datetime(2026, 3, 1, tzinfo=UTC), messages=700) if one.shop == SHOPS[0].key]

    @property
    def principal(self):
        return Principal(tenant_id=self.tenant_id, subject="somebody", role=ProjectRole.ADMIN)

    async def play(self, bodies, size=90):
        for begin in range(0, len(bodies), size):
            await self.receive(bodies[begin : begin + size])

    async def receive(self, bodies):
        records = [self._webhook(body) for body in bodies]
        async with self.db.tenant(self.tenant_id, origin="flow") as tx:
            await inbound.apply()(tx, [inbound.parse(one) for one in records])
        await self._work(archive.sink(self.settings, self.store, self.sealer), records)
        await self.settle_sessions()

    async def settle_sessions(self):
        for _ in range(2):
            records = await self.told()
            await self._work(archive.sink(self.settings, self.store, self.sealer), records)
            async with self.db.tenant(self.tenant_id, origin="flow") as tx:
                await sessions.apply(wall_clock)(tx, records)

    def _webhook(self, body):
        self.number += 1
        raw = Raw(self.tenant_id, self.project_id, self.channel_id, "waha", body, wall_clock(), key="x")
        headers = {name: str(value) for name, value in raw_headers(raw)}
        return Record("raw.inbound", 0, self.number, f"{self.tenant_id}:x", headers, body, self.cluster)

    async def door(self, operation, *args, **more):
        """What somebody does through a door, and what follows."""
        async with self.db.tenant(self.tenant_id) as tx:
            done = await operation(tx, self.principal, *args, **more)
        await self.settle_sessions()
        return done

    async def replay(self, then=None, clock=later, **window):
        """The record anew; how it went, and the comparison, or what `then` makes of the shadow's settings and it."""
        plan = RecordPlan(tenant_id=self.tenant_id, **window)
        with shadow_of(self.settings, plan) as own:
            went = await asyncio.to_thread(record_anew, self.settings, self.store, own, plan, lambda *_: None, clock)
            found = await asyncio.to_thread(compare, self.settings, own, plan, went.until)
            return went, await then(own, plan, found) if then else found


@pytest.fixture
async def store(shop):
    return Store(shop.settings, shop.db, shop.tenant_id, shop.channel_id, shop.project_id, shop.settings.data_dir)
