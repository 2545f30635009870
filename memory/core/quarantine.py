"""Rows that break a promise: named and set apart, never dropped; and how the last look for them ended."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from contracts.types import derived_id
from memory.db import Database, Tx, as_json

Kind = Literal["lake", "staging"]
"""Where a row is that was looked at."""

TOGETHER = 5_000
"""Rows of a transaction: the relay waits for every one that writes."""

_SET_APART = """
insert into core.quarantine as q (tenant_id, id, kind, suite, row_id, expectation, places)
select %(tenant)s, r.id, %(kind)s, %(suite)s, r.row_id, r.expectation, r.places
from jsonb_to_recordset(%(rows)s::jsonb) as r(id uuid, row_id text, expectation text, places jsonb)
on conflict (tenant_id, id) do update set places = excluded.places, seen_at = now(),
  released_at = case when q.accepted then q.released_at end
returning id, accepted, found_at = now() as fresh"""

_STANDING = """
select tenant_id, id, suite, row_id from core.quarantine
where tenant_id = %(tenant)s and kind = %(kind)s and released_at is null"""

_COUNT = """
select count(*) as count from core.quarantine
where tenant_id = %(tenant)s and kind = %(kind)s and released_at is null"""

_RELEASE = """
update core.quarantine set released_at = now()
where tenant_id = %(tenant)s and id = any(%(ids)s) and released_at is null"""

_ACCEPT = """
update core.quarantine set released_at = now(), accepted = true
where tenant_id = %(tenant)s and id = any(%(ids)s) and not accepted"""

_LIST = """
select id, kind, suite, row_id, expectation, places, found_at, seen_at, released_at, accepted
from core.quarantine
where tenant_id = %(tenant)s and (%(all)s or released_at is null) and (%(kind)s::text is null or kind = %(kind)s)
order by found_at desc, suite, row_id, expectation limit %(limit)s"""

_RAN = """
insert into core.quality_runs (kind, ran_at, since, looked_at, violations, seconds)
values (%s, %s, %s, %s, %s, %s)
on conflict (kind) do update set ran_at = excluded.ran_at, since = excluded.since, looked_at = excluded.looked_at,
  violations = excluded.violations, seconds = excluded.seconds
returning kind"""


class Quarantined(BaseModel):
    """A row that breaks a promise. `places` says where it lies; `accepted` that somebody let it pass as it is.

    Released it is once a run found it right again or gone, or when somebody accepted it.
    """

    id: UUID
    kind: Kind
    suite: str
    row_id: str
    expectation: str
    places: list[dict[str, Any]]
    found_at: datetime
    seen_at: datetime
    released_at: datetime | None
    accepted: bool


class Standing(BaseModel):
    """A row that is in quarantine at the moment, and the suite that it broke."""

    tenant_id: UUID
    id: UUID
    suite: str
    row_id: str


class QualityRun(BaseModel):
    """How the last look at all tenants ended. `violations` is what stood in quarantine after it.

    It took `seconds`; what is older than `since` was left out.
    """

    kind: Kind
    ran_at: datetime
    since: datetime | None
    looked_at: int
    violations: int
    seconds: float


@dataclass
class Found:
    """A row that was found to break a promise, with everywhere that it lies."""

    tenant_id: UUID
    kind: Kind
    suite: str
    row_id: str
    expectation: str
    places: list[dict[str, Any]] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        """The same row and promise are the same entry, however often they are found."""
        return derived_id(self.tenant_id, self.kind, self.suite, self.row_id, self.expectation, "quarantine")


class SetApart(BaseModel):
    """What became of a row that was found: `fresh` when it was not known, `accepted` when somebody has let it pass."""

    id: UUID
    accepted: bool
    fresh: bool


async def set_apart(tx: Tx, found: Sequence[Found]) -> list[SetApart]:
    """Put rows of one suite into quarantine, TOGETHER at most; what somebody has accepted stays out of it."""
    rows = [{**vars(one), "id": one.id} for one in found]
    return await tx.all(SetApart, _SET_APART, kind=found[0].kind, suite=found[0].suite, rows=as_json(rows))


async def standing(tx: Tx, kind: Kind) -> list[Standing]:
    """What is in quarantine at the moment."""
    return await tx.all(Standing, _STANDING, kind=kind)


async def count_standing(tx: Tx, kind: Kind) -> int:
    """How much is in quarantine at the moment."""
    (found,) = await tx.rows(_COUNT, kind=kind)
    return int(found["count"])


async def release(tx: Tx, ids: Sequence[UUID]) -> int:
    """Let rows out that are right again, or gone; how many were in."""
    return await tx.run(_RELEASE, ids=list(ids))


async def accept(tx: Tx, ids: Sequence[UUID]) -> int:
    """Let rows pass as they are, from now on; how many that changed."""
    return await tx.run(_ACCEPT, ids=list(ids))


async def quarantined(
    tx: Tx, *, kind: Kind | None = None, limit: int | None = None, everything: bool = False
) -> list[Quarantined]:
    """What is in quarantine, newest first; what was released only when asked for."""
    return await tx.all(Quarantined, _LIST, kind=kind, limit=limit, all=everything)


async def record_run(db: Database, run: QualityRun) -> None:
    """Remember how a look at all tenants ended."""
    await db.query(_RAN, list(run.model_dump().values()))
