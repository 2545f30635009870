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

from memory.db import Tx, as_json
from memory.sealed import Sealer

NAMING = UUID(int=0)
"""The key that names the others: it encrypts nothing."""

# Held until the commit: what is written under a key must not outlive the key's deletion.
_KEYS = """
select id, sealed from core.lake_keys where tenant_id = %(tenant)s and id = any(%(ids)s) order by id for key share"""

_EVERY_KEY = "select id, sealed from core.lake_keys where tenant_id = %(tenant)s"

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


class Keys:
    """A tenant's keys: whose they are is told by a name, and nobody can tell the name from a key's id."""

    def __init__(self, tx: Tx, sealer: Sealer, naming: bytes) -> None:
        self._tx, self._sealer, self._naming = tx, sealer, naming

    @classmethod
    async def of(cls, tx: Tx, sealer: Sealer) -> "Keys":
        """Those of the transaction's tenant."""
        keys = cls(tx, sealer, b"")
        keys._naming = (await keys._sure([NAMING]))[NAMING]
        return keys

    def id(self, owner: str) -> UUID:
        """The id of the key of an owner, such as `contact:<id>`."""
        return UUID(bytes=hmac.digest(self._naming, owner.encode(), sha256)[:16])

    async def sure(self, owners: Iterable[str]) -> dict[str, tuple[UUID, bytes]]:
        """The keys of owners, with their ids; who has none gets one."""
        ids = {owner: self.id(owner) for owner in owners}
        found = await self._sure(set(ids.values()))
        return {owner: (one, found[one]) for owner, one in ids.items()}

    async def every(self) -> dict[UUID, bytes]:
        """All that were not deleted."""
        rows = await self._tx.rows(_EVERY_KEY)
        return {row["id"]: self._opened(row) for row in rows}

    async def known(self, ids: Collection[UUID]) -> dict[UUID, bytes]:
        """Those of these keys that were not deleted."""
        rows = await self._tx.rows(_KEYS, ids=sorted(ids))
        return {row["id"]: self._opened(row) for row in rows}

    async def _sure(self, ids: Collection[UUID]) -> dict[UUID, bytes]:
        found = await self.known(ids)
        if missing := sorted(set(ids) - found.keys()):
            sealed = [self._sealer.seal(secrets.token_bytes(32), self._context(one)) for one in missing]
            await self._tx.run(_NEW_KEYS, ids=missing, sealed=sealed)
            found |= await self.known(missing)  # somebody else's, where two made the same one
        return found

    def _opened(self, row: dict[str, Any]) -> bytes:
        return self._sealer.open(bytes(row["sealed"]), self._context(row["id"]))

    def _context(self, key_id: UUID) -> bytes:
        return f"lake/{self._tx.tenant_id}/{key_id}".encode()


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
