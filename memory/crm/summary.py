"""What the rows of a session tell of it."""

from uuid import UUID

from contracts.core.user import Principal
from contracts.crm.summary import Line, Mood, Named, SessionSummary
from memory.crm.session import get_session
from memory.db import Tx

# What was understood counts while the message still says it, and only the newest reading of it.
_MOOD = """
select mode() within group (order by mood.result ->> 'label') as sentiment,
  avg((mood.result ->> 'score')::float8) as sentiment_score, count(*) as rated_messages
from crm.messages m
join lateral (
  select e.result from crm.enrichments e
  where e.tenant_id = %(tenant)s and e.message_id = m.id and e.kind = 'sentiment'
    and e.content_hash = sha256(convert_to(m.text, 'UTF8'))
  order by e.created_at desc limit 1
) mood on true
where m.tenant_id = %(tenant)s and m.session_id = %(session)s and not m.from_me"""

_NAMED = """
select entity ->> 'kind' as kind, entity ->> 'value' as value, count(*) as times
from crm.messages m
join lateral (
  select e.result from crm.enrichments e
  where e.tenant_id = %(tenant)s and e.message_id = m.id and e.kind = 'entities'
    and e.content_hash = sha256(convert_to(m.text, 'UTF8'))
  order by e.created_at desc limit 1
) named on true
cross join lateral jsonb_array_elements(named.result -> 'entities') as entity
where m.tenant_id = %(tenant)s and m.session_id = %(session)s
group by 1, 2
order by 3 desc, 1, 2
limit 20"""

_FIRST = """
select id, at, from_me, content_type, text from crm.messages
where tenant_id = %(tenant)s and session_id = %(session)s order by at, id limit 1"""

_LAST = """
select id, at, from_me, content_type, text from crm.messages
where tenant_id = %(tenant)s and session_id = %(session)s order by at desc, id desc limit 1"""


async def get_session_summary(tx: Tx, principal: Principal, session_id: UUID) -> SessionSummary:
    """Show what a session tells of itself: its numbers, the customer's mood, what was named, how it began and ended.

    What the credential may not see (messages.view) is null.
    """
    session = await get_session(tx, principal, session_id)
    summary = SessionSummary(session=session, mood=None, named=None, first=None, last=None)
    if "messages.view" in principal.permissions:
        summary.mood = await tx.one(Mood, _MOOD, session=session.id)
        summary.named = await tx.all(Named, _NAMED, session=session.id)
        summary.first = next(iter(await tx.all(Line, _FIRST, session=session.id)), None)
        summary.last = next(iter(await tx.all(Line, _LAST, session=session.id)), None)
    return summary
