"""The lake's manifest and its keys: which files belong to it, and what it takes to read them."""

import hmac
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from contracts.errors import Unavailable
from memory.db import Tx, as_json
from memory.sealed import Sealer

NAMING = UUID(int=0)
"""The key that names the others: it encrypts nothing."""

_KEYS = """
select id, sealed from core.lake_keys
where tenant_id = %(tenant)s and (%(ids)s::uuid[] is null or id = any(%(ids)s))"""

# Held until the commit: what is written under a key must not outlive the key's deletion.
_HOLD = "select from core.lake_keys where tenant_id = %(tenant)s and id = any(%(ids)s) order by id for key share"

_NEW_KEYS = """
insert into core.lake_keys (tenant_id, id, sealed)
select %(tenant)s, k.id, k.sealed from unnest(%(ids)b::uuid[], %(sealed)b::bytea[]) as k(id, sealed) order by k.id
on conflict do nothing"""

_ADD = """
insert into core.lake_files (tenant_id, path, topic, day, records, bytes, sha256, first_at, last_at, places)
select %(tenant)s, f.path, f.topic, f.day, f.records, f.bytes, decode(f.sha256, 'hex'), f.first_at, f.last_at, f.places
from jsonb_to_recordset(%(rows)s::jsonb)
  as f(path text, topic text, day date, records integer, bytes bigint, sha256 text, first_at timestamptz,
       last_at timestamptz, places jsonb)"""

_REMOVE = "delete from core.lake_files where tenant_id = %(tenant)s and path = any(%(paths)s)"

_FILES = """
select path, topic, day, records, bytes, encode(sha256, 'hex') as sha256, first_at, last_at, places
from core.lake_files
where tenant_id = %(tenant)s and (%(topics)s::text[] is null or topic = any(%(topics)s))
  and (%(since)s::timestamptz is null or last_at >= %(since)s)
  and (%(until)s::timestamptz is null or first_at < %(until)s)
order by topic, day, path"""

_MARK = """
update core.journal j set archived_cluster = r.cluster, archived_partition = r.partition, archived_offset = r."offset"
from json_to_recordset(%(rows)s::json) as r(id uuid, cluster text, partition integer, "offset" bigint)
where j.tenant_id = %(tenant)s and j.id = r.id"""


class Span(BaseModel):
    """How many records of a partition, in one life of the broker's log, are in a file."""

    cluster: str
    partition: int
    first: int
    last: int
    records: int


class LakeFile(BaseModel):
    """A file of the lake. `day` and the times are those of ingestion, in UTC; `sha256` is that of the whole file."""

    path: str
    topic: str
    day: date
    records: int
    bytes: int
    sha256: str
    first_at: datetime
    last_at: datetime
    places: list[Span]


@dataclass(frozen=True)
class Found:
    """Where the archive met a webhook in the broker's log."""

    id: UUID
    cluster: str
    partition: int
    offset: int


@dataclass(frozen=True)
class Keys:
    """Keys of a tenant by their ids: whose they are is told by a name, and nobody can tell the name from the id."""

    naming: bytes
    by_id: dict[UUID, bytes]

    def id(self, owner: str) -> UUID:
        """The id of the key of an owner, such as `contact:<id>`."""
        return UUID(bytes=hmac.digest(self.naming, owner.encode(), sha256)[:16])


async def every_key(tx: Tx, sealer: Sealer) -> dict[UUID, bytes]:
    """All keys of a tenant that were not deleted."""
    return await _keys(tx, sealer, None)


async def naming(tx: Tx, sealer: Sealer) -> Keys | None:
    """What names keys and people of a tenant untellingly; None while nobody needed it yet."""
    found = await _keys(tx, sealer, {NAMING})
    return Keys(found[NAMING], {}) if found else None


async def sure_keys(tx: Tx, sealer: Sealer, owners: Iterable[str]) -> Keys:
    """The keys of owners; who has none gets one."""
    naming = (await _sure(tx, sealer, {NAMING}))[NAMING]
    keys = Keys(naming, {})
    return Keys(naming, await _sure(tx, sealer, {keys.id(owner) for owner in owners}))


async def hold_keys(tx: Tx, ids: Collection[UUID]) -> None:
    """Let nobody delete these keys before the commit. Raises Unavailable when somebody has: they are made anew."""
    if len(await tx.rows(_HOLD, ids=sorted(ids))) < len(ids):
        raise Unavailable("A key of the lake was deleted meanwhile.")


async def _sure(tx: Tx, sealer: Sealer, ids: Collection[UUID]) -> dict[UUID, bytes]:
    found = await _keys(tx, sealer, ids)
    if missing := sorted(set(ids) - found.keys()):
        sealed = [sealer.seal(secrets.token_bytes(32), _context(tx, one)) for one in missing]
        await tx.run(_NEW_KEYS, ids=missing, sealed=sealed)
        found |= await _keys(tx, sealer, missing)  # somebody else's, where two made the same one
    return found


async def _keys(tx: Tx, sealer: Sealer, ids: Collection[UUID] | None) -> dict[UUID, bytes]:
    rows = await tx.rows(_KEYS, ids=None if ids is None else sorted(ids))
    return {row["id"]: sealer.open(bytes(row["sealed"]), _context(tx, row["id"])) for row in rows}


def _context(tx: Tx, key_id: UUID) -> bytes:
    return f"lake/{tx.tenant_id}/{key_id}".encode()


async def add_files(tx: Tx, files: Sequence[LakeFile]) -> None:
    """Make files part of the lake."""
    await tx.run(_ADD, rows=as_json([file.model_dump(mode="json") for file in files]))


async def remove_files(tx: Tx, paths: Sequence[str]) -> int:
    """Take files out of the lake; how many were in it."""
    return await tx.run(_REMOVE, paths=list(paths))


async def lake_files(
    tx: Tx, topics: Sequence[str] | None = None, since: datetime | None = None, until: datetime | None = None
) -> list[LakeFile]:
    """The files that may hold what came in between (UTC), in the order of topic and day."""
    asked: dict[str, Any] = {"topics": list(topics) if topics is not None else None, "since": since, "until": until}
    return await tx.all(LakeFile, _FILES, **asked)


async def mark_archived(tx: Tx, found: Sequence[Found]) -> None:
    """Tell the journal which of its webhooks the lake holds."""
    await tx.run(_MARK, rows=as_json([vars(one) for one in found]))
