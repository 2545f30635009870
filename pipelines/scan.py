"""Where given texts stand: in the tables and in Redis (memory/scan.py), in what of the lake can still be read, and in
every file of the data folder, logs among them.

Files of the embedded services are left out: what they hold is asked of the services. What they have not overwritten yet
of rows that are gone is nobody's to read but who takes the disk.
"""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from contracts.settings import Settings
from memory.core.dead_letter import NO_TENANT
from memory.core.lake import LakeFile, every_key, lake_files
from memory.db import Database
from memory.scan import Found, Needles, scan_redis, scan_tables
from memory.sealed import Sealer
from pipelines.lake import rows
from pipelines.lake.store import FileMissing, Store
from pipelines.local.services import KINDS

CHUNK = 1 << 20
ELSEWHERE = ("lake", "models", "replays")
"""Folders that are looked at otherwise, hold what was fetched, or a Postgres of their own."""


async def scan(settings: Settings, db: Database, texts: Collection[str]) -> list[Found]:
    """Everywhere that texts stand. Raises Unavailable when something cannot be looked at."""
    needles = Needles(texts)
    found = [*scan_tables(settings, needles), *scan_redis(settings, needles)]
    found += [one async for one in _scan_lake(settings, db, needles)]
    return found + list(scan_files(settings.data_dir, needles))


async def _scan_lake(settings: Settings, db: Database, needles: Needles) -> AsyncIterator[Found]:
    store, sealer = Store.of(settings), Sealer.from_settings(settings)
    for tenant_id in [NO_TENANT, *await db.tenants()]:
        async with db.tenant(tenant_id, origin="flow") as tx:
            files, keys = await lake_files(tx), await every_key(tx, sealer)
        for file in files:
            for number, times in _within_lake(store, file, keys, needles).items():
                yield Found(f"lake/{file.path}", number, times)


def _within_lake(store: Store, file: LakeFile, keys: Mapping[UUID, bytes], needles: Needles) -> Counter[int]:
    """How many records of a file hold each text, opened with what keys there are."""
    times: Counter[int] = Counter()
    with suppress(FileMissing):  # compacted meanwhile, or missing: `ventros lake verify` says which
        for row in rows.read(store.get(file.path)):
            key = keys.get(UUID(row["key_id"]))
            name, value = _opened(row, key) if key else ("", b"")
            clear = {column: said for column, said in row.items() if column != "data"}
            times.update(needles.within(b"\0".join([repr(clear).encode(), name.encode(), value])))
    return times


def _opened(row: rows.Row, key: bytes) -> tuple[str, bytes]:
    """Key and value of a record; nothing of one that was altered, for nobody can read it."""
    try:
        return rows.opened(row, key)
    except ValueError:
        return "", b""


def scan_files(folder: Path, needles: Needles) -> Iterator[Found]:
    """The files below a folder in which texts stand, but for those of the embedded services and of the lake."""
    left_out = {*KINDS, *ELSEWHERE}
    for file in sorted(folder.rglob("*")):
        if file.relative_to(folder).parts[0] in left_out or not file.is_file():
            continue
        for number in _within(file, needles):
            yield Found(str(file.relative_to(folder)), number, 1)


def _within(file: Path, needles: Needles) -> set[int]:
    """The texts in a file: read in pieces that overlap, so that none is cut in two."""
    longest = max((len(form.encode()) for forms in needles.forms for form in forms), default=1)
    found: set[int] = set()
    with file.open("rb") as opened:
        before = b""
        while piece := opened.read(CHUNK):
            found.update(needles.within(before + piece))
            before = piece[-longest:]
    return found
