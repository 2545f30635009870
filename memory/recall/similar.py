"""Sessions of a person that are near: to a question, or to what is talked of now. One round trip, none per session."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from contracts.crm.search import Hit, SearchQuery
from memory.db import Tx
from memory.recall.search import Meaning, search

TOLD = 3
"""So many messages of a session say why it is near."""

SHARE = 0.2
"""What is less probable than this share of the best answer is none."""

READ = 2_000
"""So many of a person's messages are looked at, the latest."""

TELLING = 20
"""Characters from which on a message tells what a session is about."""

# A session's meaning is the mean of those of its messages, but for the short ones: greetings, yes and thanks would make
# all sessions alike. What is compared is little, so each with each.
_NEAREST = """
with said as materialized (
  select m.id, m.session_id, m.telling, e.v
  from (
    select m.id, m.session_id, length(m.text) >= %(telling)s as telling from crm.messages m
    where m.tenant_id = %(tenant)s and m.contact_id = %(contact)s and m.session_id is not null and m.at >= %(since)s
    order by m.at desc, m.id desc limit %(read)s
  ) m
  cross join lateral (
    select i.id from recall.items i where i.tenant_id = %(tenant)s and i.message_id = m.id and i.kind = 'turn' offset 0
  ) i
  cross join lateral (
    select e.v from recall.embeddings e
    where e.tenant_id = %(tenant)s and e.item_id = i.id and e.model = %(model)s and e.piece = 0
      and l2_norm(e.v) > 0 -- white space has the zero vector, which is near to nothing
    offset 0
  ) e
),
meaning as materialized (
  select session_id, coalesce(avg(v) filter (where telling), avg(v)) as v from said group by session_id
),
near as materialized (
  select s.session_id, n.v, 1 - (s.v <=> n.v) as similarity
  from meaning n
  join meaning s on s.session_id <> n.session_id
  where n.session_id = %(session)s
  order by s.v <=> n.v, s.session_id limit %(most)s
)
select near.session_id, near.similarity, told.message_ids
from near
cross join lateral (
  select array_agg(t.id) as message_ids from (
    select said.id from said where said.session_id = near.session_id
    order by said.telling desc, said.v <=> near.v, said.id limit %(told)s
  ) t
) told
order by near.similarity desc, near.session_id"""


class Near(NamedTuple):
    """A session that is near, how near, and the messages that make it so, the nearest first."""

    session_id: UUID
    similarity: float
    message_ids: list[UUID]


async def answering(tx: Tx, query: SearchQuery, meant: Meaning) -> list[Near]:
    """Sessions with what answers a question best, each as near as its best message is relevant."""
    hits, found = (await search(tx, query, meant.vector, meant.model, meant.slot)).hits, dict[UUID, list[Hit]]()
    best = max((hit.relevance for hit in hits), default=0.0)
    for hit in hits:
        if hit.session_id and hit.relevance >= SHARE * best:
            found.setdefault(hit.session_id, []).append(hit)
    return [
        Near(session, max(hit.relevance for hit in within), [hit.message_id for hit in within[:TOLD]])
        for session, within in found.items()
    ]


async def resembling(tx: Tx, contact_id: UUID, session_id: UUID, since: datetime, model: str, most: int) -> list[Near]:
    """Other sessions of a person whose meaning is nearest to that of one, by the cosine of their means."""
    asked = {"contact": contact_id, "session": session_id, "since": since, "model": model, "most": most}
    rows = await tx.rows(_NEAREST, **asked, read=READ, told=TOLD, telling=TELLING)
    return [Near(**row) for row in rows]
