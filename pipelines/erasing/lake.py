"""What others' records in the lake have of a person: files that hold any of it are written anew, and the old ones go.

What is theirs alone needs no file written: it is closed with their keys.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping
from uuid import UUID

from contracts.errors import Unavailable
from memory.core.lake import LakeFile, add_files, every_key, lake_files, remove_files
from memory.crm.erasing.others import Bytes
from memory.db import Database
from memory.sealed import Sealer
from pipelines.erasing.reading import Reading
from pipelines.lake import rows
from pipelines.lake.files import described
from pipelines.lake.store import FileMissing, Store

_log = logging.getLogger("ventros.erasing")


async def rewrite(
    db: Database, store: Store, sealer: Sealer, tenant_id: UUID, reading: Reading, messages: Collection[UUID]
) -> int:
    """Take a person out of what can still be read; `messages` are those of theirs. How many records that changed.

    Raises Unavailable when somebody else has replaced a file meanwhile: then it is done again.
    """
    async with db.tenant(tenant_id, origin="flow") as tx:
        files, keys = await lake_files(tx), await every_key(tx, sealer)
    theirs, changed = {str(one) for one in messages}, 0
    for file in files:
        try:
            found = await asyncio.to_thread(_written, store, file, keys, reading, theirs)
        except FileMissing:
            await _check_replaced(db, tenant_id, file)
            continue
        if found:
            number, data = found
            await _replace(db, store, tenant_id, file, data)
            changed += number
    return changed


async def _check_replaced(db: Database, tenant_id: UUID, file: LakeFile) -> None:
    """Whether a file is missing because another took its place: then that one is to be read. Raises Unavailable."""
    async with db.tenant(tenant_id, origin="flow") as tx:
        if file.path not in {one.path for one in await lake_files(tx)}:
            raise Unavailable("Somebody else replaced a file of the lake.")
    _log.error("a file of the lake is missing: what it held of a person is with whoever has it: %s", file.path)


def _written(
    store: Store, file: LakeFile, keys: Mapping[UUID, bytes], reading: Reading, theirs: Collection[str]
) -> tuple[int, bytes] | None:
    """How many records of a file are to change, and the file with them changed; None when nothing is."""
    changed, new = 0, []
    for row in rows.read(store.get(file.path)):
        key = keys.get(UUID(row["key_id"]))
        left = _left(row, key, reading, theirs) if key else row
        changed += left is not row
        new.append(left)
    return (changed, rows.written(new)) if changed else None


def _left(row: rows.Row, key: bytes, reading: Reading, theirs: Collection[str]) -> rows.Row:
    headers = dict(row["headers"])
    try:
        name, value = rows.opened(row, key)
    except ValueError:  # it was altered: nobody can read it, and `ventros lake verify` names it
        return row
    if headers.get("ce_subject") in theirs:
        return rows.shredded(row)
    left = reading.reread(Bytes(row["topic"], headers.get("channeltype"), value))
    if left is None:
        return rows.shredded(row)
    return row if left == value else rows.resealed(row, key, name, left)


async def _replace(db: Database, store: Store, tenant_id: UUID, file: LakeFile, data: bytes) -> None:
    """Put the new file in the place of the old one, and delete that: who reads it at this moment begins anew."""
    one = described(tenant_id, file.topic, file.day, data, (file.first_at, file.last_at), file.places, file.records)
    await asyncio.to_thread(store.put, one.path, data)
    async with db.tenant(tenant_id, origin="flow") as tx:
        if await remove_files(tx, [file.path]) != 1:
            raise Unavailable("Somebody else replaced a file of the lake.")
        await add_files(tx, [one])
    await asyncio.to_thread(store.delete, file.path)
