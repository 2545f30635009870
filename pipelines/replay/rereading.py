"""Facts read once more out of the messages of a time: by the present rules and, if wished, by the language model.

They follow from the present messages alone, and what another version read stays beside them: so it takes no lake and no
shadow. What is only to be looked at is undone, person by person, as soon as it was.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from memory.db import Database, Tx
from memory.recall.facts import Heard, learn
from pipelines.flows.talks import AT_ONCE, Talks, record
from pipelines.providers import Facts, read_by

BATCH = 500
"""Messages that are learned from in one transaction, unless one person wrote more."""

Told = Callable[[int, int], None]
"""Hears how much is done, and of how much."""

_OF_THE_TIME = r"""
m.tenant_id = %(tenant)s and m.contact_id is not null and not m.from_me and m.revoked_at is null and m.text ~ '\S'
  and (%(since)s::timestamptz is null or m.created_at >= %(since)s)
  and (%(until)s::timestamptz is null or m.created_at < %(until)s)"""

_PEOPLE = f"""
select m.contact_id, count(*) as messages from crm.messages m where {_OF_THE_TIME} group by 1 order by 1"""  # noqa: S608

_SESSIONS = f"""
select distinct m.session_id from crm.messages m where {_OF_THE_TIME} and m.session_id is not null
order by 1"""  # noqa: S608

_MESSAGES = f"""
select m.id, m.at, m.text, m.language from crm.messages m
where {_OF_THE_TIME} and m.contact_id = any(%(people)s)"""  # noqa: S608

_CHANGED = """
select predicate, count(*) filter (where recorded_at >= %(began)s) as begun,
  count(*) filter (where invalidated_at >= %(began)s) as ended
from recall.facts
where tenant_id = %(tenant)s and extractor = %(extractor)s and contact_id = any(%(people)s)
group by predicate"""


class Window(BaseModel, frozen=True):
    """The messages of a tenant that came in since `since` and before `until`; without them, all."""

    tenant_id: UUID
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    @property
    def asked(self) -> dict[str, datetime | None]:
        """The times, for a query."""
        return {"since": self.since, "until": self.until}


class Reread(BaseModel):
    """What came of it: messages and talks that were read, records of facts that began and ended, by predicate.

    `unread` are talks that no language model could read.
    """

    extractor: str
    messages: int = 0
    talks: int = 0
    unread: int = 0
    begun: Counter[str] = Counter()
    ended: Counter[str] = Counter()


class _Looked(Exception):
    """Enough was seen: what was done is undone."""


async def reread(db: Database, window: Window, facts: Facts, told: Told, *, live: bool) -> Reread:
    """Read the messages of a time by rules, in place of what the same version read before. Undone unless `live`."""
    done = Reread(extractor=read_by(facts))
    async with db.tenant(window.tenant_id, origin="flow") as tx:
        people = await tx.rows(_PEOPLE, **window.asked)
    total = sum(row["messages"] for row in people)
    for batch in _batches(people):
        async with db.tenant(window.tenant_id, origin="flow") as tx:
            rows = await tx.rows(_MESSAGES, people=batch, **window.asked)
        heard = [_heard(row, facts) for row in rows]
        with suppress(_Looked):
            async with db.tenant(window.tenant_id, origin="flow") as tx:
                await _learn(tx, done, heard, batch, live=live)
        done.messages += len(rows)
        told(done.messages, total)
    return done


async def reread_talks(db: Database, window: Window, talks: Talks, done: Reread, told: Told) -> None:
    """Have the language model read what its present version has not read of the talks of a time.

    Raises Busy when it does not answer; what was read until then is kept.
    """
    async with db.tenant(window.tenant_id, origin="flow") as tx:
        ids = [row["session_id"] for row in await tx.rows(_SESSIONS, **window.asked)]
    for first in range(0, len(ids), AT_ONCE):
        readings = await talks.read(db, window.tenant_id, ids[first : first + AT_ONCE])
        read = [one for every in readings.values() if isinstance(every, list) for one in every]
        async with db.tenant(window.tenant_id, origin="flow") as tx:
            await record(tx, read)
        done.unread += sum(isinstance(one, Exception) for one in readings.values())
        done.talks += sum(isinstance(one, list) for one in readings.values())
        told(first + AT_ONCE, len(ids))


async def _learn(tx: Tx, done: Reread, heard: Sequence[Heard], people: Sequence[UUID], *, live: bool) -> None:
    (clock,) = await tx.rows("select clock_timestamp() as now")
    await learn(tx, heard, done.extractor, anew=True)
    changed = await tx.rows(_CHANGED, began=clock["now"], extractor=done.extractor, people=people)
    done.begun.update({row["predicate"]: row["begun"] for row in changed if row["begun"]})
    done.ended.update({row["predicate"]: row["ended"] for row in changed if row["ended"]})
    if not live:
        raise _Looked


def _heard(row: dict[str, Any], facts: Facts) -> Heard:
    return Heard(
        row["id"], sha256(row["text"].encode()).digest(), facts.extract(row["text"], row["at"], row["language"])
    )


def _batches(people: Sequence[dict[str, Any]]) -> Iterator[list[UUID]]:
    """People, so many at a time that they wrote about BATCH messages."""
    batch, size = list[UUID](), 0
    for row in people:
        batch, size = [*batch, row["contact_id"]], size + row["messages"]
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
