"""Talks to be read as a whole, and what has been read of them: a row of `crm.enrichments` for each message."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from memory.db import Tx

KIND = "facts"
"""What kind of enrichment it is."""

MOST = 400
"""Messages of a talk that are looked at: the latest."""

# The laterals with `offset 0` are looked up one by one by key: see items.py.
_TALKS = r"""
select s.id as session_id, m.id as message_id, m.at, m.text, m.from_me, m.language,
  not m.from_me and m.contact_id is not null and e.found is null as unread
from unnest(%(ids)s::uuid[]) as s(id)
cross join lateral (
  select m.id, m.at, m.text, m.from_me, m.language, m.contact_id from crm.messages m
  where m.tenant_id = %(tenant)s and m.session_id = s.id and m.revoked_at is null and m.text ~ '\S'
  order by m.at desc, m.id desc limit %(most)s
) m
left join lateral (
  select true as found from crm.enrichments e
  where e.tenant_id = %(tenant)s and e.message_id = m.id and e.kind = %(kind)s and e.model_version = %(version)s
    and e.content_hash = sha256(convert_to(m.text, 'UTF8'))
  limit 1
) e on true
order by s.id, m.at, m.id"""


class Spoken(BaseModel):
    """A message of a talk. It is `unread` when it is the customer's, and was not read as it is now."""

    message_id: UUID
    at: datetime
    text: str
    from_me: bool = False
    unread: bool = True
    language: str | None = None


async def talks(tx: Tx, session_ids: Sequence[UUID], version: str) -> dict[UUID, list[Spoken]]:
    """What was said in these sessions, in its order; those of which that version has read everything are left out."""
    found: dict[UUID, list[Spoken]] = defaultdict(list)
    rows: list[dict[str, Any]] = await tx.rows(
        _TALKS, ids=sorted(set(session_ids)), kind=KIND, version=version, most=MOST
    )
    for row in rows:
        found[row["session_id"]].append(Spoken(**row))
    return {session_id: said for session_id, said in found.items() if any(one.unread for one in said)}
