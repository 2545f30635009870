"""What is known of a person, read together: for whoever is about to answer."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.core.user import Principal
from contracts.crm.context import MAX_HISTORY, ContactContext, RecentMessage, Statistics
from contracts.crm.session import Session
from memory.crm.contact import get_contact
from memory.db import Tx

History = Annotated[int, Field(ge=1, le=MAX_HISTORY, description="How many of the latest messages, at most 50.")]

# What was understood counts while the message still says it: an edit or a revocation leaves it behind.
_MESSAGES = """
select m.*, mood.result as sentiment, coalesce(named.result -> 'entities', '[]') as entities
from (
  select * from crm.messages
  where tenant_id = %(tenant)s and contact_id = %(contact)s
  order by at desc, id desc
  limit %(limit)s
) m
left join lateral (
  select e.result from crm.enrichments e
  where e.tenant_id = %(tenant)s and e.message_id = m.id and e.kind = 'sentiment'
    and e.content_hash = sha256(convert_to(m.text, 'UTF8'))
  order by e.created_at desc limit 1
) mood on true
left join lateral (
  select e.result from crm.enrichments e
  where e.tenant_id = %(tenant)s and e.message_id = m.id and e.kind = 'entities'
    and e.content_hash = sha256(convert_to(m.text, 'UTF8'))
  order by e.created_at desc limit 1
) named on true
order by m.at, m.id"""

_OPEN = """
select * from crm.sessions
where tenant_id = %(tenant)s and contact_id = %(contact)s and status = 'active'
order by last_activity_at desc, id
limit 1"""

_COUNT = """
select count(*) as sessions, coalesce(sum(message_count), 0) as messages,
  coalesce(sum(messages_from_contact), 0) as messages_from_contact,
  coalesce(sum(messages_from_agent), 0) as messages_from_agent,
  min(started_at) as first_session_at, max(last_activity_at) as last_activity_at,
  avg(agent_response_time_seconds)::float8 as average_response_seconds
from crm.sessions
where tenant_id = %(tenant)s and contact_id = %(contact)s"""


async def get_contact_context(
    tx: Tx, principal: Principal, contact_id: UUID, *, history_limit: History = 20
) -> ContactContext:
    """Show a person with the latest messages, what was understood of them, the open session and numbers.

    What the credential may not see (messages.view, sessions.view) is null.
    """
    contact = await get_contact(tx, principal, contact_id)
    context = ContactContext(contact=contact, messages=None, session=None, statistics=None)
    if "messages.view" in principal.permissions:
        context.messages = await tx.all(RecentMessage, _MESSAGES, contact=contact.id, limit=history_limit)
    if "sessions.view" in principal.permissions:
        context.session = next(iter(await tx.all(Session, _OPEN, contact=contact.id)), None)
        context.statistics = await count_sessions(tx, contact.id)
    return context


async def count_sessions(tx: Tx, contact_id: UUID) -> Statistics:
    """All sessions of a person, counted."""
    return await tx.one(Statistics, _COUNT, contact=contact_id)
