"""Who names whom."""

from collections.abc import Callable
from uuid import UUID

from contracts.core.user import Principal
from contracts.crm.graph import Acquaintance, EdgeType, Mention, NodeType, SocialGraph
from memory.crm.contact import get_contact
from memory.crm.graph.related import AsOf, Depth
from memory.db import Tx
from memory.page import Limit
from memory.recall.graph import Asked, Found, Key, Merges, around, named

_BY_MENTIONS = (EdgeType.MENTIONED,)


async def get_social_graph(
    tx: Tx,
    principal: Principal,
    contact_id: UUID,
    *,
    max_depth: Depth = 1,
    as_of: AsOf | None = None,
    limit: Limit = 50,
) -> SocialGraph:
    """Show whom a person named in messages and who named them, and so on around those; the nearest first."""
    start = Key(NodeType.CONTACT, (await get_contact(tx, principal, contact_id)).id)
    asked = Asked.by(principal, _BY_MENTIONS, world=as_of)
    depths, front = {start: 0}, [start]
    ties: dict[tuple[UUID, UUID], Mention] = {}
    for depth in range(1, max_depth + 1):
        found = [one for one in await around(tx, front, asked, Merges([])) if one.there.type is NodeType.CONTACT]
        met = sorted({one.there for one in found} - depths.keys(), key=_most_named(found))
        front = met[: limit - (len(depths) - 1)]
        depths |= dict.fromkeys(front, depth)
        ties |= {(tie.from_id, tie.to_id): tie for tie in map(_mention, found)}
        if not front:
            break
    nodes = await named(tx, depths)
    people = [
        Acquaintance(contact_id=one.id, name=nodes[one].name, depth=depth)
        for one, depth in depths.items() if one != start
    ]  # fmt: skip
    shown = {one.id for one in depths}
    mentions = [tie for tie in ties.values() if {tie.from_id, tie.to_id} <= shown]
    return SocialGraph(people=people, mentions=sorted(mentions, key=lambda tie: (-tie.times, tie.from_id, tie.to_id)))


def _mention(one: Found) -> Mention:
    ends = (one.here.id, one.there.id) if one.row["outward"] else (one.there.id, one.here.id)
    return Mention(from_id=ends[0], to_id=ends[1], times=one.row["times"], first_at=one.row["valid_from"])


def _most_named(found: list[Found]) -> Callable[[Key], tuple[int, Key]]:
    times: dict[Key, int] = {}
    for one in found:
        times[one.there] = times.get(one.there, 0) + one.row["times"]
    return lambda node: (-times[node], node)
