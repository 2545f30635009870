"""Few large files in place of many small ones, and nothing twice: a broker that was refilled tells all of it again."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import pyarrow as pa

from contracts.errors import Unavailable, told
from contracts.types import Clock, wall_clock
from memory.core.dead_letter import NO_TENANT
from memory.core.lake import LakeFile, add_files, lake_files, remove_files
from memory.db import Database
from pipelines.lake import rows
from pipelines.lake.files import described, together
from pipelines.lake.store import FileMissing, Store

EVERY = 600.0
"""Seconds between two looks."""

MANY = 20
"""So many files of a topic and day are made one while the day lasts; of a day that is over, two are."""

SMALL = 64_000_000
"""Bytes: a file that has so many is left as it is."""

ORPHANED = timedelta(hours=1)
"""A file that no manifest names was left by a crash, or read until a moment ago: it goes when it is this old."""

_log = logging.getLogger("ventros.lake")


async def compact_forever(db: Database, store: Store, clock: Clock = wall_clock) -> None:
    """Look again and again. A lake that cannot be reached is waited for."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            tenants = await db.tenants()
            for tenant_id in tenants:
                await _compact_what_is_there(db, store, tenant_id, clock())
            known = {path for tenant_id in (NO_TENANT, *tenants) for path in await _paths(db, tenant_id)}
            await asyncio.to_thread(clean, store, known, clock())
        except Unavailable as error:
            _log.warning("compaction waits: %s", told(error))


async def _compact_what_is_there(db: Database, store: Store, tenant_id: UUID, now: datetime) -> None:
    """A tenant with a file missing holds up nobody else."""
    try:
        await compact(db, store, tenant_id, now)
    except FileMissing as error:
        _log.error("tenant %s is not compacted: %s", tenant_id, told(error))


async def compact(db: Database, store: Store, tenant_id: UUID, now: datetime) -> int:
    """Make one file of many, topic by topic and day by day; how many files went."""
    async with db.tenant(tenant_id, origin="flow") as tx:
        files = await lake_files(tx)
    groups: dict[tuple[str, date], list[LakeFile]] = defaultdict(list)
    for file in files:
        if file.bytes < SMALL:
            groups[file.topic, file.day].append(file)
    gone = 0
    for (_, day), group in groups.items():
        for part in _parts(group):
            if len(part) >= (2 if day < now.date() else MANY):
                gone += await _one_of(db, store, tenant_id, part)
    return gone


def _parts(group: Sequence[LakeFile]) -> list[list[LakeFile]]:
    """Which files become one: they are held in memory, so together they are not much larger than one left alone."""
    parts, size = [list[LakeFile]()], 0
    for file in group:
        if size >= SMALL:
            parts, size = [*parts, []], 0
        parts[-1].append(file)
        size += file.bytes
    return parts


def clean(store: Store, known: set[str], now: datetime) -> int:
    """Delete files that no manifest names and that are old enough, also those of tenants that are gone; how many."""
    found = [path for path, at in store.walk() if path not in known and now - at > ORPHANED]
    for path in found:
        store.delete(path)
    return len(found)


async def _paths(db: Database, tenant_id: UUID) -> set[str]:
    async with db.tenant(tenant_id, origin="flow") as tx:
        return {file.path for file in await lake_files(tx)}


async def _one_of(db: Database, store: Store, tenant_id: UUID, group: Sequence[LakeFile]) -> int:
    """The old files stay until they are orphans: somebody may be reading them."""
    one = await asyncio.to_thread(_merged, store, tenant_id, group)
    pa.default_memory_pool().release_unused()  # what a merge takes would stay with the process, more each time
    async with db.tenant(tenant_id, origin="flow") as tx:
        if await remove_files(tx, [file.path for file in group]) != len(group):
            raise Unavailable("Somebody else compacts, too.")
        await add_files(tx, [one])
    return len(group)


def _merged(store: Store, tenant_id: UUID, group: Sequence[LakeFile]) -> LakeFile:
    table = pa.concat_tables([rows.read_table(store.get(file.path)) for file in group]).sort_by(
        [(name, "ascending") for name in ("ingested", "cluster", "partition", "offset")]
    )
    table = table.take(_first_of_each(table["id"]))
    data, first = rows.written_table(table), group[0]
    between = min(file.first_at for file in group), max(file.last_at for file in group)
    places = together(span for file in group for span in file.places)
    one = described(tenant_id, first.topic, first.day, data, between, places, len(table))
    store.put(one.path, data)
    return one


def _first_of_each(ids: pa.ChunkedArray) -> list[int]:
    """Where each id stands for the first time."""
    seen: dict[str, int] = {}
    for place, one in enumerate(ids.to_pylist()):
        seen.setdefault(one, place)
    return list(seen.values())
