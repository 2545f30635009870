"""Things by their names, and those that people take for one."""

from typing import Any
from uuid import UUID

from contracts.core.user import Principal
from contracts.crm.graph import (
    MAX_MERGES,
    ROWS,
    WORDS,
    EntityHits,
    EntityMerge,
    EntityName,
    MergeDraft,
    Node,
    NodeType,
)
from contracts.errors import Conflict, Forbidden, Invalid, NotFound
from contracts.types import Page
from memory.crm.graph.related import there
from memory.db import Tx
from memory.page import Cursor, Limit, keys, page
from memory.recall.graph import Key, merges, named

_IDS = """
select recall.node_id(%(tenant)s, w.name) as id
from unnest(%(names)s::text[]) with ordinality as w(name, at) order by w.at"""

# Who merges or undoes waits for who does: no merge says what others say already, or undoing it would change nothing.
_LOCK = "select pg_advisory_xact_lock(hashtextextended(%(tenant)s::text, 2))"

_MERGE = """
insert into recall.entity_merges (tenant_id, kind, from_id, into_id, merged_by)
values (%(tenant)s, %(kind)s, %(from)s, %(into)s, %(by)s)
returning *"""

_UNDO = """
update recall.entity_merges set undone_at = clock_timestamp()
where tenant_id = %(tenant)s and id = %(id)s and undone_at is null"""

_GET = "select * from recall.entity_merges where tenant_id = %(tenant)s and id = %(id)s"

_LIST = """
select * from recall.entity_merges
where tenant_id = %(tenant)s
  and (%(after_at)s::timestamptz is null or (merged_at, id) < (%(after_at)s, %(after_id)s))
order by merged_at desc, id desc
limit %(rows)s"""

_COUNT = "select count(*) as n from recall.entity_merges where tenant_id = %(tenant)s and undone_at is null"


async def find_entities(tx: Tx, principal: Principal, asked: EntityName) -> EntityHits:
    """Find companies, places, products and other things by their name, however it is spelled; of every type, or of one.

    What messages name and no fact does is found with messages.view only.
    """
    wanted = [asked.entity_type] if asked.entity_type else list(NodeType)
    (called,) = await _ids(tx, [asked.name])
    same = await merges(tx)
    roots = {same.root(Key(kind, called)) for kind in wanted if kind not in ROWS}
    found = await there(tx, principal, [one for root in roots for one in same.all_of(root)])
    return EntityHits(hits=list((await named(tx, {same.root(one) for one in found})).values()))


async def merge_entities(tx: Tx, principal: Principal, draft: MergeDraft) -> EntityMerge:
    """Take two spellings for one thing: what is known of the first counts as of the second, until that is undone.

    It rewrites nothing, and concerns the whole tenant: a credential of one project may not do it.
    """
    _whole(principal)
    if draft.entity_type not in WORDS:
        raise Invalid(f"A {draft.entity_type} has one exact form: what can be merged is called by words.")
    await tx.rows(_LOCK)
    same = await merges(tx)
    merged, into = [Key(draft.entity_type, one) for one in await _ids(tx, [draft.name, draft.into])]
    if {merged, into} - await there(tx, principal, [merged, into]):
        raise NotFound("There is no such entity here.")
    if same.root(merged) == same.root(into):
        raise Conflict("These are read as one already.")
    (counted,) = await tx.rows(_COUNT)
    if counted["n"] >= MAX_MERGES:
        raise Conflict(f"At most {MAX_MERGES} merges hold at a time: undo some first.")
    ends: dict[str, Any] = {"from": merged.id, "into": into.id}
    rows = await tx.rows(_MERGE, kind=draft.entity_type, by=principal.subject, **ends)
    return (await _shown(tx, rows))[0]


async def undo_entity_merge(tx: Tx, principal: Principal, merge_id: UUID) -> EntityMerge:
    """Take a merge back: the two things are two again, as they were. A second time changes nothing."""
    _whole(principal)
    await tx.rows(_LOCK)
    await tx.run(_UNDO, id=merge_id)
    rows = await tx.rows(_GET, id=merge_id)
    if not rows:
        raise NotFound("There is no such merge here.")
    return (await _shown(tx, rows))[0]


async def list_entity_merges(
    tx: Tx, principal: Principal, *, limit: Limit = 50, cursor: Cursor | None = None
) -> Page[EntityMerge]:
    """List which things were taken for one, the latest first, and those that were taken back."""
    _whole(principal)
    rows = await tx.rows(_LIST, **keys(limit, cursor))
    return page(await _shown(tx, rows), limit, lambda one: (one.merged_at, one.id))


def _whole(principal: Principal) -> None:
    if principal.project_id:
        raise Forbidden("Merges concern the whole tenant: use a credential that is bound to no project.")


async def _ids(tx: Tx, names: list[str]) -> list[UUID]:
    return [row["id"] for row in await tx.rows(_IDS, names=names)]


async def _shown(tx: Tx, rows: list[dict[str, Any]]) -> list[EntityMerge]:
    ends = {Key(NodeType(row["kind"]), row[end]) for row in rows for end in ("from_id", "into_id")}
    nodes = await named(tx, ends)
    return [
        EntityMerge(
            id=row["id"],
            entity_type=row["kind"],
            merged=_end(nodes, row, "from_id"),
            into=_end(nodes, row, "into_id"),
            merged_by=row["merged_by"],
            merged_at=row["merged_at"],
            undone_at=row["undone_at"],
        )
        for row in rows
    ]


def _end(nodes: dict[Key, Node], row: dict[str, Any], end: str) -> Node:
    return nodes[Key(NodeType(row["kind"]), row[end])]
