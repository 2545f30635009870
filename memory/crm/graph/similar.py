"""Who is like whom, by what they share."""

from collections import defaultdict
from math import log
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.core.user import Principal
from contracts.crm.graph import EdgeType, Node, NodeType, SimilarContact, SimilarContacts
from memory.crm.contact import get_contact
from memory.db import Tx
from memory.recall.graph import Asked, Found, Key, around, merges, named

COMMON = 200
"""What more people than this have makes nobody like anybody."""

Most = Annotated[int, Field(ge=1, le=50, description="How many people, at most 50.")]

_SHARED = frozenset(EdgeType) - {EdgeType.HAS_SESSION, EdgeType.CONTAINS, EdgeType.REPLIED_TO, EdgeType.MENTIONS}


async def find_similar_contacts(tx: Tx, principal: Principal, contact_id: UUID, *, limit: Most = 10) -> SimilarContacts:
    """Find people like a person: the same employer, place, plan, wish or identifier, or who name the same things.

    The similarity is the share of what holds of the person that holds of the other, too, where each thing counts
    1/ln(1 + number of people who have it) (Adamic and Adar 2003): what is rare says more. Names are shown as reasons.
    """
    me = Key(NodeType.CONTACT, (await get_contact(tx, principal, contact_id)).id)
    asked, same = Asked.by(principal, _SHARED), await merges(tx)
    mine = {one.there: one for one in await around(tx, [me], asked, same) if one.there.type is not NodeType.CONTACT}
    having = await around(tx, sorted(mine), asked, same, each=COMMON + 1) if mine else []
    people = _people(having)
    weights = {thing: 1 / log(1 + len(people[thing])) for thing in mine if 0 < len(people[thing]) <= COMMON}
    shared = _shared(weights, people, me)
    whole = sum(weights.values())
    found = {person: sum(weights[thing] for thing in things) / whole for person, things in shared.items()}
    best = sorted(found, key=lambda person: (-found[person], person))[:limit]
    nodes = await named(tx, {*best, *(thing for person in best for thing in shared[person])})
    return SimilarContacts(
        contacts=[
            SimilarContact(
                contact_id=person.id,
                name=nodes[person].name or "",
                similarity=round(found[person], 4),
                reasons=[_reason(mine[thing], nodes[thing]) for thing in shared[person]],
            )
            for person in best
        ]
    )


def _people(having: list[Found]) -> dict[Key, set[Key]]:
    people: dict[Key, set[Key]] = defaultdict(set)
    for one in having:
        if one.there.type is NodeType.CONTACT:
            people[one.here].add(one.there)
    return people


def _shared(weights: dict[Key, float], people: dict[Key, set[Key]], me: Key) -> dict[Key, list[Key]]:
    """By person what they share with me, the rarest first."""
    shared: dict[Key, list[Key]] = defaultdict(list)
    for thing in sorted(weights, key=lambda thing: (-weights[thing], thing)):
        for person in people[thing] - {me}:
            shared[person].append(thing)
    return shared


def _reason(tie: Found, thing: Node) -> str:
    return f"{str(tie.row['edge']).lower()}: {thing.name}"
