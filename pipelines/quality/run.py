"""Looks at the rows of the lake and of the staging views, and sets apart those that break a promise."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import get_args
from uuid import UUID

from contracts.settings import Settings
from contracts.topics import TOPICS
from contracts.types import Clock, wall_clock
from memory.core.dead_letter import NO_TENANT
from memory.core.lake import every_key, lake_files
from memory.core.quarantine import Kind, QualityRun, Standing, count_standing, record_run, standing
from memory.core.staging import Staging, staging
from memory.db import Database
from memory.sealed import Sealer
from pipelines.lake.query import Lake
from pipelines.lake.store import Store
from pipelines.quality.events import event_suites, topic_suites
from pipelines.quality.lake import lake_rows
from pipelines.quality.look import AT_ONCE, Look, Looks, release_right, settle
from pipelines.quality.staging import View, framed, staging_suites, views
from pipelines.quality.suite import ROW, TENANT, Suite
from pipelines.quality.verdict import Promise, SuiteVerdict, Verdict

Say = Callable[[str, int, int], None]
"""Is told what is looked at, how many of these are done, and of how many."""


async def run(
    settings: Settings,
    *,
    tenants: Sequence[UUID] | None = None,
    since: datetime | None = None,
    only: Kind | None = None,
    clock: Clock = wall_clock,
    say: Say = lambda *_: None,
) -> Verdict:
    """Look at everything, or at these tenants, or at what came in or changed since; in the lake or in the views only.

    What breaks a promise is in quarantine afterwards, what is right again no longer; running it twice changes nothing.
    The result of a look at all tenants is remembered, for the metrics. Raises Unavailable, NotJudged.
    """
    begun, verdict = time.monotonic(), Verdict(clock(), since, list(tenants) if tenants is not None else None)
    async with Database(settings.dsn("app"), size=1) as db:
        whose = verdict.tenants if verdict.tenants is not None else [NO_TENANT, *await db.tenants()]
        one = _Run(settings, db, verdict, whose, say)
        for kind in [only] if only else get_args(Kind):
            started = time.monotonic()
            await (one.lake() if kind == "lake" else one.staging())
            if tenants is None:
                await record_run(db, await one.ended(kind, time.monotonic() - started))
    verdict.seconds = time.monotonic() - begun
    return verdict


class _Run:
    """One run, and what it has found so far."""

    def __init__(self, settings: Settings, db: Database, verdict: Verdict, whose: list[UUID], say: Say) -> None:
        self._settings, self._db, self._verdict, self._whose, self._say = settings, db, verdict, whose, say

    async def lake(self) -> None:
        """Every suite of the lake. What is judged of two tenants together are ids, times and kinds, no texts."""
        suites = {**topic_suites(self._verdict.at), **event_suites(self._verdict.at)}
        known = await self._standing("lake")
        looks, store, sealer = Looks(suites, known), Store.of(self._settings), Sealer.from_settings(self._settings)
        for number, tenant_id in enumerate(self._whose):
            self._say("lake", number, len(self._whose))
            async with self._db.tenant(tenant_id, origin="flow") as tx:
                keys, files = await every_key(tx, sealer), await lake_files(tx, since=self._verdict.since)
            lake = Lake(tenant_id, files, frozenset(TOPICS), {str(name): key for name, key in keys.items()})
            await asyncio.to_thread(self._take_lake, lake, store, suites, looks)
        await self._settle(suites, await asyncio.to_thread(looks.end), known)
        self._verdict.rows["lake"] = sum(suite.rows for suite in self._verdict.suites if suite.name in TOPICS)
        self._say("lake", len(self._whose), len(self._whose))

    def _take_lake(self, lake: Lake, store: Store, suites: Mapping[str, Suite], looks: Looks) -> None:
        with lake_rows(lake, store, self._verdict.since) as rows:
            counts = rows.counts()
            for name, suite in suites.items():
                for frame in rows.frames(suite, counts[name]):
                    looks.take(name, frame)

    async def staging(self) -> None:
        """Every suite of the staging views. A view that was never built is left out."""
        suites, known, rows = staging_suites(self._verdict.at), await self._standing("staging"), views()
        looks = Looks(suites, known)
        with staging(self._settings, self._verdict.tenants, self._verdict.since) as now:
            there = [name for name in suites if name in now.views()]
            for number, name in enumerate(there):
                self._say("staging", number, len(there))
                await asyncio.to_thread(_take_view, now, rows[name], suites[name], looks)
            found = await asyncio.to_thread(looks.end)
        self._verdict.missing = sorted(suites.keys() - set(there))
        await self._settle(suites, found, [one for one in known if one.suite not in self._verdict.missing])
        self._verdict.rows["staging"] = sum(seen.rows for seen in found.values())
        self._say("staging", len(there), len(there))

    async def _standing(self, kind: Kind) -> list[Standing]:
        known: list[Standing] = []
        for tenant_id in self._whose:
            async with self._db.tenant(tenant_id, origin="flow") as tx:
                known += await standing(tx, kind)
        return known

    async def _settle(self, suites: Mapping[str, Suite], found: Mapping[str, Look], known: Sequence[Standing]) -> None:
        for name, suite in suites.items():
            ended = SuiteVerdict(suite.kind, name, {one.what: Promise(one.what) for one in suite.expectations})
            self._verdict.suites.append(ended)
            await settle(self._db, self._verdict, ended, found[name])
        await release_right(self._db, self._verdict, found, known)

    async def ended(self, kind: Kind, seconds: float) -> QualityRun:
        """What is to be remembered of the run."""
        violations = 0
        for tenant_id in self._whose:
            async with self._db.tenant(tenant_id, origin="flow") as tx:
                violations += await count_standing(tx, kind)
        at, since, rows = self._verdict.at, self._verdict.since, self._verdict.rows[kind]
        return QualityRun(
            kind=kind, ran_at=at, since=since, looked_at=rows, violations=violations, seconds=seconds
        )  # fmt: skip


def _take_view(now: Staging, view: View, suite: Suite, looks: Looks) -> None:
    read = {ROW: view.row, TENANT: "t.tenant_id::text", **suite.columns}
    parts = -(-now.count(view.name, view.changed) // AT_ONCE)
    for rows in now.slices(view.name, view.changed, view.row, read, parts):
        looks.take(view.name, framed(rows, read))
