"""The timeline of a person, put together from the rows that there are."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.core.user import Principal
from contracts.crm.timeline import TimelineEvent, TimelineKind
from contracts.types import Clock, Page, wall_clock
from memory.crm.contact import get_contact
from memory.db import Tx
from memory.page import Cursor, Limit, keys, page

Lookback = Annotated[int, Field(ge=1, le=36_500, description="How many days to look back.")]

# Each part is sorted and cut by its own index before the parts are put together.
_LIST = """
with happened as (
  (select m.id, 'message' as kind, m.at, m.channel_type, m.chat_id, m.session_id, m.from_me, m.content_type, m.text,
    null as end_reason
  from crm.messages m
  where m.tenant_id = %(tenant)s and m.contact_id = %(contact)s and 'message' = any(%(kinds)s::text[])
    and m.at >= %(since)s
    and (%(after_at)s::timestamptz is null or (m.at, m.id) < (%(after_at)s, %(after_id)s))
  order by m.at desc, m.id desc limit %(rows)s)
  union all
  select s.id, 'session_started', s.started_at, s.channel_type, null, s.id, null, null, null, null
  from crm.sessions s
  where s.tenant_id = %(tenant)s and s.contact_id = %(contact)s and 'session_started' = any(%(kinds)s::text[])
  union all
  select s.id, 'session_ended', s.ended_at, s.channel_type, null, s.id, null, null, null, s.end_reason
  from crm.sessions s
  where s.tenant_id = %(tenant)s and s.contact_id = %(contact)s and 'session_ended' = any(%(kinds)s::text[])
    and s.status <> 'active'
  union all
  select g.merged_id, 'merged', g.merged_at, null, null, null, null, null, null, null
  from crm.contact_merges g
  where g.tenant_id = %(tenant)s and g.survivor_id = %(contact)s and 'merged' = any(%(kinds)s::text[])
    and g.undone_at is null
)
select * from happened
where at >= %(since)s and (%(after_at)s::timestamptz is null or (at, id) < (%(after_at)s, %(after_id)s))
order by at desc, id desc
limit %(rows)s"""

_NEEDS = {
    TimelineKind.MESSAGE: "messages.view",
    TimelineKind.SESSION_STARTED: "sessions.view",
    TimelineKind.SESSION_ENDED: "sessions.view",
    TimelineKind.MERGED: "contacts.view",
}


async def list_contact_events(
    tx: Tx,
    principal: Principal,
    contact_id: UUID,
    *,
    kind: TimelineKind | None = None,
    lookback_days: Lookback = 30,
    limit: Limit = 50,
    cursor: Cursor | None = None,
    clock: Clock = wall_clock,
) -> Page[TimelineEvent]:
    """List what happened to a person, the latest first: messages, sessions begun and ended, merges.

    What the credential may not see (messages.view, sessions.view) is left out.
    """
    contact = await get_contact(tx, principal, contact_id)
    seen = [one for one, permission in _NEEDS.items() if permission in principal.permissions and kind in (None, one)]
    asked = {"contact": contact.id, "kinds": seen, "since": clock() - timedelta(days=lookback_days)}
    found = await tx.all(TimelineEvent, _LIST, **asked, **keys(limit, cursor))
    return page(found, limit, lambda event: (event.at, event.id))
