"""What a node is tied to, at any time, and what is related to it over several edges."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.core.user import Principal
from contracts.crm.graph import (
    MAX_DEPTH,
    ROWS,
    EdgeType,
    GraphEdge,
    Neighbours,
    Node,
    NodeType,
    Related,
    RelatedEntities,
    Step,
)
from contracts.errors import NotFound
from memory.crm.contact import get_contact
from memory.crm.message import get_message
from memory.crm.session import get_session
from memory.db import Tx
from memory.page import Limit
from memory.recall.graph import FACTS, Asked, Found, Key, Merges, Reached, around, columns, merges, named, walk

AsOf = Annotated[AwareDatetime, Field(description="What was so in the world then. Left out: what is so now.")]
KnownAt = Annotated[AwareDatetime, Field(description="What we knew then. Left out: what we know now.")]
Edges = Annotated[list[EdgeType], Field(max_length=len(EdgeType), description="Only edges of these types.")]
Targets = Annotated[list[NodeType], Field(max_length=len(NodeType), description="Only nodes of these types.")]
Depth = Annotated[int, Field(ge=1, le=MAX_DEPTH, description=f"Most edges on the way, at most {MAX_DEPTH}.")]

# A thing is there where somebody of the caller's project names it, or did.
_THERE = """
select n.type, n.id from unnest(%(types)s::text[], %(ids)s::uuid[]) as n(type, id)
where exists (
  select from recall.facts f
  join crm.contacts c on c.tenant_id = %(tenant)s and c.id = f.contact_id
  where f.tenant_id = %(tenant)s and f.node_id = n.id and (f.predicate, n.type) in (
      select * from unnest(%(predicates)s::text[], %(kinds)s::text[]))
    and (%(project)s::uuid is null or c.project_id = %(project)s)
) or %(messages)s and exists (
  select from recall.mentions x
  join crm.messages m on m.tenant_id = %(tenant)s and m.id = x.message_id
  where x.tenant_id = %(tenant)s and x.node_id = n.id and x.kind = n.type
    and (%(project)s::uuid is null or m.project_id = %(project)s)
)"""


async def get_neighbours(
    tx: Tx,
    principal: Principal,
    entity_id: UUID,
    *,
    entity_type: NodeType = NodeType.CONTACT,
    edge_types: Edges | None = None,
    as_of: AsOf | None = None,
    known_at: KnownAt | None = None,
    limit: Limit = 50,
) -> Neighbours:
    """Show what a person, session, message or thing is tied to, the latest first; `as_of` is the world's time.

    What the credential may not see (messages.view, sessions.view) is left out.
    """
    same = await merges(tx, known_at)
    start = await find_node(tx, principal, Key(entity_type, entity_id), same)
    asked = Asked.by(principal, edge_types, world=as_of, known=known_at)
    found = await around(tx, [start], asked, same, each=limit + 1)
    nodes = await named(tx, {start} | {one.there for one in found[:limit]})
    return Neighbours(node=nodes[start], edges=[_edge(one, nodes) for one in found[:limit]], cut=len(found) > limit)


async def get_related_entities(  # noqa: PLR0913 - each is a filter of its own
    tx: Tx,
    principal: Principal,
    entity_id: UUID,
    *,
    entity_type: NodeType = NodeType.CONTACT,
    target_types: Targets | None = None,
    max_depth: Depth = 2,
    as_of: AsOf | None = None,
    known_at: KnownAt | None = None,
    limit: Limit = 20,
) -> RelatedEntities:
    """Show what is related to a person, session, message or thing, each with the path there, the most relevant first.

    Every edge of a path halves the relevance, and a node that is tied to much passes on less. What the credential may
    not see (messages.view, sessions.view) is left out.
    """
    same = await merges(tx, known_at)
    start = await find_node(tx, principal, Key(entity_type, entity_id), same)
    walked = await walk(tx, start, Asked.by(principal, world=as_of, known=known_at), same, max_depth)
    wanted = frozenset(target_types or NodeType)
    found = [(node, at) for node, at in walked.reached.items() if node != start and node.type in wanted]
    best = sorted(found, key=lambda one: (-one[1].relevance, len(one[1].path), one[0]))[:limit]
    nodes = await named(tx, {start} | {step.there for _, at in best for step in at.path})
    return RelatedEntities(node=nodes[start], entities=[_related(nodes[node], at, nodes) for node, at in best])


async def find_node(tx: Tx, principal: Principal, node: Key, same: Merges) -> Key:
    """A node as it is read: a person as who they became, a thing as what it is taken for.

    Raises NotFound for one that is not here, that the credential's project has not, or that it may not see.
    """
    if node.type in ROWS:
        return await _row(tx, principal, node)
    root = same.root(node)
    if not await there(tx, principal, same.all_of(root)):
        raise NotFound("There is no such entity here.")
    return root


async def _row(tx: Tx, principal: Principal, node: Key) -> Key:
    if node.type is NodeType.CONTACT:
        return Key(node.type, (await get_contact(tx, principal, node.id)).id)
    needed, get = {
        NodeType.SESSION: ("sessions.view", get_session), NodeType.MESSAGE: ("messages.view", get_message),
    }[node.type]  # fmt: skip
    principal.require(needed)
    await get(tx, principal, node.id)
    return node


async def there(tx: Tx, principal: Principal, things: list[Key]) -> set[Key]:
    """Those of these things that anybody names, or did; without messages.view, those that facts do."""
    rows = await tx.rows(
        _THERE,
        **columns(things),
        predicates=FACTS["predicates"],
        kinds=FACTS["kinds"],
        project=principal.project_id,
        messages="messages.view" in principal.permissions,
    )
    return {Key(NodeType(row["type"]), row["id"]) for row in rows}


def _edge(one: Found, nodes: dict[Key, Node]) -> GraphEdge:
    here, there = nodes[one.here], nodes[one.there]
    start, end = (here, there) if one.row["outward"] else (there, here)
    names = ("valid_from", "valid_to", "known_from", "known_to", "message_id", "times")
    return GraphEdge(type=one.row["edge"], start=start, end=end, **{name: one.row[name] for name in names})


def _related(node: Node, at: Reached, nodes: dict[Key, Node]) -> Related:
    path = [Step(edge=step.row["edge"], outward=step.row["outward"], node=nodes[step.there]) for step in at.path]
    return Related(node=node, relevance=round(at.relevance, 4), path=path)
