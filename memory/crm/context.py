"""What is known of a person, read together: for whoever is about to answer."""

from datetime import timedelta
from uuid import UUID

from contracts.core.user import Principal
from contracts.crm.context import ContactContext, ContextQuery, RecentMessage, SimilarSession, Statistics
from contracts.crm.fact import Fact
from contracts.crm.layout import FIRST, fitted
from contracts.crm.scope import Scope, strategy_of
from contracts.crm.search import MAX_HITS, SearchQuery
from contracts.crm.session import Session
from memory.crm.contact import get_contact
from memory.crm.fact import get_contact_facts
from memory.db import Tx
from memory.recall.asks import asks
from memory.recall.search import Meaning
from memory.recall.similar import Near, answering, resembling

MAX_FACTS = 100
"""Facts that are read of a person."""

# Days count back from what the person said last: who comes back after a year is met with it, and so is who answers them
# as late. What was understood counts while the message still says it: an edit or a revocation leaves it behind.
_MESSAGES = """
select m.*, mood.result as sentiment, coalesce(named.result -> 'entities', '[]') as entities
from (
  select * from crm.messages
  where tenant_id = %(tenant)s and contact_id = %(contact)s and at >= coalesce((
    select at from crm.messages
    where tenant_id = %(tenant)s and contact_id = %(contact)s and not from_me order by at desc limit 1
  ) - make_interval(days => %(days)s), '-infinity')
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

_TALKS = """
select to_jsonb(s) as session, near.similarity, (
  select jsonb_agg(jsonb_build_object('id', m.id, 'at', m.at, 'from_me', m.from_me, 'content_type', m.content_type,
    'text', left(m.text, 1000)) order by m.at, m.id)
  from crm.messages m
  where m.tenant_id = %(tenant)s and m.id = any(%(messages)s) and m.session_id = s.id
) as messages
from unnest(%(sessions)s::uuid[], %(similarities)s::float8[]) with ordinality near(id, similarity, place)
join crm.sessions s on s.tenant_id = %(tenant)s and s.id = near.id and s.contact_id = %(contact)s
order by near.place"""


async def get_contact_context(
    tx: Tx, principal: Principal, contact_id: UUID, asked: ContextQuery, meant: Meaning
) -> ContactContext:
    """A person with what was said last, sessions like it, what is known and numbers, as their budget has room for it.

    `meant` is what the query means. Raises NotFound, UnknownScope.
    """
    contact, scope = await get_contact(tx, principal, contact_id), asked.reach(principal)
    whole = ContactContext(
        contact=contact, recent_messages=None, session=None, similar_sessions=None, facts=[], statistics=None,
        scope=scope.name, strategy=strategy_of(principal, asked.strategy, asked.scope), max_tokens=scope.max_tokens,
    )  # fmt: skip
    await _read(tx, principal, whole, scope)
    near: list[Near] = []
    if whole.recent_messages is not None and "sessions.view" in principal.permissions:
        near = await _near(tx, whole, scope, asked.query, meant)
        whole.similar_sessions = await _talks(tx, contact.id, near)
    if scope.fact_types:
        types = sorted(scope.fact_types)
        found = await get_contact_facts(tx, principal, contact.id, fact_types=types, limit=MAX_FACTS)
        whole.facts = _ordered(found.items, asked.query, near)
    return fitted(whole)


async def count_sessions(tx: Tx, contact_id: UUID) -> Statistics:
    """All sessions of a person, counted."""
    return await tx.one(Statistics, _COUNT, contact=contact_id)


async def _read(tx: Tx, principal: Principal, whole: ContactContext, scope: Scope) -> None:
    """Messages, the open session and numbers, as far as they may be seen: one round trip."""
    whose, may, sessions = {"contact": whole.contact.id}, principal.permissions, "sessions.view"
    async with tx.together() as ask:
        latest = {"days": scope.recent_days, "limit": scope.messages}
        said = ask(_MESSAGES, **whose, **latest) if "messages.view" in may else None
        opened = ask(_OPEN, **whose) if sessions in may else None
        counted = ask(_COUNT, **whose) if sessions in may and scope.statistics else None
    if said is not None:
        whole.recent_messages = [RecentMessage(**row) for row in said.rows]
    if opened is not None and opened.rows:
        whole.session = Session(**opened.rows[0])
    if counted is not None:
        whole.statistics = Statistics(**counted.rows[0])


async def _near(tx: Tx, whole: ContactContext, scope: Scope, query: str | None, meant: Meaning) -> list[Near]:
    """Sessions that answer the query; without one those like the session of now, or the last. Nothing is told twice."""
    recent = whole.recent_messages or []
    if not recent:
        return []
    last = next((message.at for message in reversed(recent) if not message.from_me), recent[-1].at)
    since = last - timedelta(days=scope.lookback_days)
    if query is None:
        talk = whole.session.id if whole.session else recent[-1].session_id
        return await resembling(tx, whole.contact.id, talk, since, meant.model, scope.sessions) if talk else []
    asked = SearchQuery(
        q=query, limit=MAX_HITS, contact_id=whole.contact.id, project_id=whole.contact.project_id,
        since=since, strategy=whole.strategy,
    )  # fmt: skip
    found, told = await answering(tx, asked, meant), {message.id for message in recent[-FIRST:]}
    left = [one._replace(message_ids=[m for m in one.message_ids if m not in told]) for one in found]
    return [one for one in left if one.message_ids][: scope.sessions]


async def _talks(tx: Tx, contact_id: UUID, near: list[Near]) -> list[SimilarSession]:
    if not near:
        return []
    rows = await tx.rows(
        _TALKS,
        contact=contact_id,
        sessions=[one.session_id for one in near],
        similarities=[one.similarity for one in near],
        messages=[message for one in near for message in one.message_ids],
    )
    return [SimilarSession.model_validate(row) for row in rows if row["messages"]]


def _ordered(facts: list[Fact], query: str | None, near: list[Near]) -> list[Fact]:
    """What the query asks for first, then what was said where it is answered, then the latest."""
    wanted, said = set(asks(query or "")), {message for one in near for message in one.message_ids}
    return sorted(facts, key=lambda one: (one.predicate not in wanted, said.isdisjoint(_heard(one))))


def _heard(fact: Fact) -> set[UUID]:
    return {source.message_id for source in fact.sources if source.message_id}
