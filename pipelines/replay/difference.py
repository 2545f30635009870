"""What a replay made otherwise than what is live, and how that becomes live: at once, in one transaction."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.crm.enrichment import Entity
from memory.crm.enrichment import Enrichment, enrichments_of, save_enrichments
from memory.db import Database, Tx
from memory.recall.mentions import Named, name
from pipelines.flows.enrich import whom
from pipelines.replay.plan import Plan

BATCH = 1_000

_NEXT = """
select id from crm.messages where tenant_id = %(tenant)s and (%(after)s::uuid is null or id > %(after)s)
order by id limit %(most)s"""

# What counts is the newest that was made of the present text.
_LIVE = r"""
select m.id as message_id, m.text, m.at, sha256(convert_to(m.text, 'UTF8')) as content_hash, k.kind, e.result
from crm.messages m
cross join unnest(%(kinds)s::text[]) as k(kind)
left join lateral (
  select e.result from crm.enrichments e
  where e.tenant_id = m.tenant_id and e.message_id = m.id and e.kind = k.kind
    and e.content_hash = sha256(convert_to(m.text, 'UTF8'))
  order by e.created_at desc limit 1
) e on true
where m.tenant_id = %(tenant)s and m.id = any(%(ids)s) and m.text ~ '\S' and m.revoked_at is null"""


@dataclass(frozen=True)
class Change:
    """A message of which the replay made something else. `before` is None where nothing was live."""

    text: str
    at: datetime
    before: dict[str, Any] | None
    after: Enrichment


@dataclass
class Difference:
    """How many messages' enrichments were compared, and those that are otherwise. `moved_on`: the text has changed."""

    compared: Counter[str] = field(default_factory=Counter)
    moved_on: int = 0
    changes: list[Change] = field(default_factory=list)

    def changed(self, kind: str) -> list[Change]:
        """Those of one kind."""
        return [change for change in self.changes if change.after.kind == kind]

    def moods(self) -> Counter[tuple[str, str]]:
        """How often which mood became which."""
        return Counter(
            (str((change.before or {}).get("label", "none")), str(change.after.result.get("label")))
            for change in self.changed("sentiment")
        )


async def difference(live: Database, own: Database, plan: Plan) -> Difference:
    """Compare the shadow with what is live now."""
    found, after = Difference(), None
    while True:
        async with own.tenant(plan.tenant_id) as tx:
            ids = [row["id"] for row in await tx.rows(_NEXT, after=after, most=BATCH)]
            made = await enrichments_of(tx, ids)
        if not ids:
            return found
        async with live.tenant(plan.tenant_id) as tx:
            rows = await tx.rows(_LIVE, ids=ids, kinds=list(plan.kinds))
        _compare(found, {(row["message_id"], row["kind"]): row for row in rows}, made)
        after = ids[-1]


def _compare(found: Difference, rows: dict[tuple[UUID, str], dict[str, Any]], made: list[Enrichment]) -> None:
    for one in made:
        row = rows.get((one.message_id, one.kind))
        if row is None or bytes(row["content_hash"]) != one.content_hash:
            found.moved_on += 1
            continue
        found.compared[one.kind] += 1
        if _said(row["result"]) != _said(one.result):
            found.changes.append(Change(row["text"], row["at"], row["result"], one))


def _said(result: dict[str, Any] | None) -> dict[str, Any] | None:
    """What a result says: that nothing was found says as much as no result."""
    return None if result in (None, {"entities": []}) else result


async def apply(live: Database, plan: Plan, changes: list[Change]) -> int:
    """Bring the differences live: all of them in one transaction, or none; how many rows that changed.

    Nobody is told of it: no event, no webhook and no message follows.
    """
    async with live.tenant(plan.tenant_id, origin="flow") as tx:
        return sum([await _save(tx, batch) for batch in _batches(changes)])


async def _save(tx: Tx, batch: list[Change]) -> int:
    if named := [_named(change.after) for change in batch if change.after.kind == "entities"]:
        await name(tx, named, whom)
    return await save_enrichments(tx, [change.after.model_dump() for change in batch])


def _named(made: Enrichment) -> Named:
    entities = [Entity(**entity) for entity in made.result.get("entities", [])]
    return Named(made.message_id, made.content_hash, entities)


def _batches(changes: list[Change]) -> Iterator[list[Change]]:
    for begin in range(0, len(changes), BATCH):
        yield changes[begin : begin + BATCH]
