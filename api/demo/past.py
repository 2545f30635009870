"""The past in the demo: what is in the lake, and what another code makes of it."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.cli.replay import replayed
from api.demo.quiet import NotQuiet
from api.demo.stage import Stage
from contracts.settings import Settings
from contracts.topics import ARCHIVE
from memory.core.lake import lake_files
from memory.db import Database
from memory.sealed import Sealer
from pipelines.examine import broker
from pipelines.lag import behind
from pipelines.lake.store import Store
from pipelines.lake.verify import Verdict, verify
from pipelines.replay.difference import Difference
from pipelines.replay.plan import Plan

PATIENCE = 60.0

_NEWEST = """
select count(*) as rows from (
  select distinct on (message_id) provider from crm.enrichments
  where tenant_id = %(tenant)s and kind = 'sentiment' order by message_id, created_at desc) newest
where provider = 'cautious'"""

_TOLD = "select count(*) as events from core.outbox where tenant_id = %(tenant)s"


@dataclass(frozen=True)
class Replayed:
    """What a replay found, how many rows it brought live, how many say so, and how many events that caused."""

    found: Difference
    applied: int
    live: int
    events: int


async def archived(settings: Settings, stage: Stage) -> tuple[int, Verdict]:
    """How many records of a shop the lake holds once the archive has come to the end, and what `verify` says.

    Raises NotQuiet when it does not come to the end.
    """
    deadline = time.monotonic() + PATIENCE
    while behind(settings, await asyncio.to_thread(broker, settings), {ARCHIVE}):
        if time.monotonic() > deadline:
            raise NotQuiet("The archive did not come to the end of the stream.")
        await asyncio.sleep(0.5)
    store, sealer = Store.of(settings), Sealer.from_settings(settings)
    async with Database(settings.dsn("app"), size=1) as db:
        async with db.tenant(stage.tenant_id) as tx:
            records = sum(file.records for file in await lake_files(tx))
        return records, await verify(db, store, sealer)


async def replay_today(settings: Settings, stage: Stage) -> Replayed:
    """What a more cautious provider makes of everything that came in today, and bring that live."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    plan = Plan(tenant_id=stage.tenant_id, since=today - timedelta(days=1), until=today + timedelta(days=1),
                sentiment="cautious")  # fmt: skip
    before = await _count(settings, stage, _TOLD, "events")
    found, applied = await replayed(settings, plan, lambda *_: None, live=True)
    return Replayed(found, applied, await _count(settings, stage, _NEWEST, "rows"),
                    await _count(settings, stage, _TOLD, "events") - before)  # fmt: skip


async def _count(settings: Settings, stage: Stage, query: str, name: str) -> int:
    async with Database(settings.dsn("app"), size=1) as db, db.tenant(stage.tenant_id) as tx:
        return int((await tx.rows(query))[0][name])
