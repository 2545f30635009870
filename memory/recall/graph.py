"""The graph, walked: the edges around nodes, what is related over several of them, and which things are taken for one.

Every step is one round trip for all nodes that it starts from.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import sqrt
from typing import Any, NamedTuple
from uuid import UUID

from contracts.core.user import Principal
from contracts.crm.fact import EXTRACTOR
from contracts.crm.graph import KNOWN_BY, MAX_MERGES, TIES, EdgeType, Node, NodeType
from memory.db import Tx
from memory.recall.edges import AROUND

DECAY = 0.5
"""What is left of relevance after every edge."""

FAN = 50
"""Edges of each type and direction that are followed from one node: the latest."""

FRONT = 100
"""Nodes from which a further step is made: the most relevant."""

IN_ORDER = "select set_config('enable_bitmapscan', 'off', true)"
"""Of a node that is tied to very much the latest rows are wanted, which its index has in order; for a bitmap they would
all be read and sorted.
"""

_MERGED = """
select kind as type, from_id, into_id from recall.entity_merges
where tenant_id = %(tenant)s and case when %(known)s::timestamptz is null then undone_at is null
  else merged_at <= %(known)s and (undone_at is null or undone_at > %(known)s) end
order by merged_at, id limit %(most)s"""

# What a thing is called by who said it last.
_NAMES = """
select n.type, n.id, case n.type
  when 'contact' then (select c.name from crm.contacts c where c.tenant_id = %(tenant)s and c.id = n.id)
  when 'session' then (select s.channel_type from crm.sessions s where s.tenant_id = %(tenant)s and s.id = n.id)
  when 'message' then (select left(m.text, 80) from crm.messages m where m.tenant_id = %(tenant)s and m.id = n.id)
  else coalesce(
    (select f.value from recall.facts f
     where f.tenant_id = %(tenant)s and f.node_id = n.id and f.predicate = any(array(
       select p.predicate from unnest(%(predicates)s::text[], %(kinds)s::text[]) as p(predicate, kind)
       where p.kind = n.type))
     order by f.valid_from desc, f.id limit 1),
    (select x.value from recall.mentions x
     where x.tenant_id = %(tenant)s and x.node_id = n.id and x.kind = n.type
     order by x.known_from desc, x.message_id limit 1)) end as name
from unnest(%(types)s::text[], %(ids)s::uuid[]) as n(type, id)"""

FACTS: dict[str, list[str]] = {
    "predicates": list(KNOWN_BY),
    "labels": [edge for edge, _ in KNOWN_BY.values()],
    "kinds": [kind for _, kind in KNOWN_BY.values()],
}
"""Which facts are edges, as the statements take it."""


class Key(NamedTuple):
    """What names a node."""

    type: NodeType
    id: UUID


@dataclass(frozen=True)
class Asked:
    """Of which edges, and of which times: `world` as things were, `known` as we knew them. None: now."""

    edges: Collection[EdgeType]
    project: UUID | None = None
    world: datetime | None = None
    known: datetime | None = None

    @classmethod
    def by(cls, principal: Principal, edges: Iterable[EdgeType] | None = None, **times: datetime | None) -> "Asked":
        """Those of these edges that the caller may see."""
        seen = [one for one in edges or EdgeType if TIES[one].needs <= principal.permissions]
        return cls(seen, principal.project_id, **times)


class Found(NamedTuple):
    """An edge as it was found from a node."""

    here: Key
    there: Key
    row: Mapping[str, Any]


class Merges:
    """Which things are read as which: those that merges tie together are one, called as the last merge says."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """`rows` are the merges that hold, the oldest first."""
        self._root: dict[Key, Key] = {}
        self._all: dict[Key, list[Key]] = {}
        for row in rows:
            kind = NodeType(row["type"])
            merged, into = self.root(Key(kind, row["from_id"])), self.root(Key(kind, row["into_id"]))
            if merged != into:
                self._all[into] = self.all_of(into) + self.all_of(merged)
                self._root |= dict.fromkeys(self._all[into], into)

    def root(self, node: Key) -> Key:
        """The thing that a node is read as."""
        return self._root.get(node, node)

    def all_of(self, root: Key) -> list[Key]:
        """Every node that is read as this one, itself first."""
        return self._all.get(root, [root])


async def merges(tx: Tx, known: datetime | None = None) -> Merges:
    """The merges that hold, or held as we knew it at a time."""
    return Merges(await tx.rows(_MERGED, known=known, most=MAX_MERGES))


async def around(tx: Tx, nodes: Collection[Key], asked: Asked, same: Merges, each: int = FAN) -> list[Found]:
    """The edges of nodes, the latest first, at most `each` of every type and direction of each. One round trip."""
    members = {member: root for root in nodes for member in same.all_of(root)}
    async with tx.together() as ask:
        ask(IN_ORDER)
        found = ask(
            AROUND,
            **columns(list(members)),
            **FACTS,
            extractor=EXTRACTOR,
            edges=list(asked.edges),
            project=asked.project,
            world=asked.world,
            known=asked.known,
            each=each,
        )
    return [
        Found(members[_key(row["node_type"], row["node_id"])], same.root(_key(row["type"], row["id"])), row)
        for row in found.rows
    ]


async def named(tx: Tx, keys: Iterable[Key]) -> dict[Key, Node]:
    """Nodes with what they are called, in the order of their keys."""
    wanted = sorted(set(keys))
    rows = await tx.rows(_NAMES, **columns(wanted), predicates=FACTS["predicates"], kinds=FACTS["kinds"])
    found = {_key(row["type"], row["id"]): Node(**row) for row in rows}
    return {key: found[key] for key in wanted}


def columns(nodes: Sequence[Key]) -> dict[str, Any]:
    """Nodes as the statements take them."""
    return {"types": [node.type for node in nodes], "ids": [node.id for node in nodes]}


def _key(type: str, id: UUID) -> Key:
    return Key(NodeType(type), id)


@dataclass
class Reached:
    """A node that was reached: how relevant it is, and the best way there."""

    relevance: float = 0.0
    best: float = 0.0
    path: tuple[Found, ...] = ()


@dataclass
class Walk:
    """A walk from a node, edge by edge.

    A node is as relevant as all shortest ways to it together, at most 1. Every edge leaves half (DECAY), and a node on
    the way passes on the less the more it is tied to: 1/sqrt(degree).
    """

    start: Key
    reached: dict[Key, Reached] = field(init=False)
    front: list[Key] = field(init=False)

    def __post_init__(self) -> None:
        self.reached = {self.start: Reached(1.0, 1.0)}
        self.front = [self.start]

    def step(self, found: Sequence[Found]) -> None:
        """Go on over the edges around the front."""
        new: dict[Key, Reached] = {}
        for here, ways in _by_node(found).items():
            before = self.reached[here]
            passed = DECAY / (sqrt(len(ways)) if here != self.start else 1)
            for there, way in ways.items():
                if there in self.reached:
                    continue
                to = new.setdefault(there, Reached())
                to.relevance = min(1.0, to.relevance + before.relevance * passed)
                if before.best * passed > to.best:
                    to.best, to.path = before.best * passed, (*before.path, way)
        self.reached |= new
        self.front = sorted(new, key=lambda node: (-new[node].relevance, node))[:FRONT]


def _by_node(found: Iterable[Found]) -> dict[Key, dict[Key, Found]]:
    """By node what it is tied to, by the latest edge to each; in an order that is always the same."""
    ways: dict[Key, dict[Key, Found]] = defaultdict(dict)
    for one in found:
        if one.here != one.there:
            ways[one.here].setdefault(one.there, one)
    return {here: ways[here] for here in sorted(ways)}


async def walk(tx: Tx, start: Key, asked: Asked, same: Merges, depth: int) -> Walk:
    """What is reached from a node over at most `depth` edges."""
    walked = Walk(start)
    for _ in range(depth):
        if walked.front:
            walked.step(await around(tx, walked.front, asked, same))
    return walked
