"""How far every flow has read, written in the transaction of its effect."""

from contracts.errors import VentrosError
from memory.db import Database, Tx, as_json

Place = tuple[str, int]
"""Topic and partition."""

Reader = tuple[str, str, int]
"""Flow, topic and partition."""

_READ = "select topic, partition, next_offset from core.flow_position where flow = %s and cluster_id = %s"
_FORGET = "delete from core.flow_position where flow = %s and cluster_id = %s returning flow"

# A position that is gone is not begun anew by who saw it: what a crash took of it, it took of the effects too.
_MOVE = """
with r as materialized (
  select * from json_to_recordset(%(rows)s::json)
    as r(flow text, topic text, partition integer, seen bigint, next bigint)
), moved as (
  update core.flow_position p set next_offset = r.next, updated_at = now() from r
  where p.flow = r.flow and p.cluster_id = %(cluster)s and p.topic = r.topic and p.partition = r.partition
    and p.next_offset = r.seen
  returning 1
), begun as (
  insert into core.flow_position (flow, cluster_id, topic, partition, next_offset)
  select r.flow, %(cluster)s, r.topic, r.partition, r.next from r where r.seen is null
  on conflict do nothing
  returning 1
)
select from moved union all select from begun"""


class PositionMoved(VentrosError):
    """Another worker has taken over this part of the stream: this one stops."""

    permanent = False


async def positions(db: Database, flow: str, cluster: str) -> dict[Place, int]:
    """The next offset of every partition that the flow has read in this life of the broker's log."""
    return {(row["topic"], row["partition"]): row["next_offset"] for row in await db.query(_READ, (flow, cluster))}


async def forget_positions(db: Database, flow: str, cluster: str) -> None:
    """Read from the start again: the log that these positions speak of is gone."""
    await db.query(_FORGET, (flow, cluster))


async def move(tx: Tx, cluster: str, seen: dict[Reader, int], to: dict[Reader, int]) -> None:
    """Move flows on. Raises PositionMoved when a position is no longer the one last seen: somebody else works here."""
    rows = [
        {"flow": flow, "topic": topic, "partition": partition, "next": following, "seen": seen.get(reader)}
        for reader, following in sorted(to.items())
        for flow, topic, partition in [reader]
    ]
    if await tx.run(_MOVE, cluster=cluster, rows=as_json(rows)) != len(rows):
        raise PositionMoved
