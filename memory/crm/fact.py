"""What is known of people: now, as it was in the world at a time, as we knew it at a time; and put right by hand."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import AwareDatetime, Field

from contracts.core.user import Principal
from contracts.crm.claim import Act
from contracts.crm.fact import EXTRACTOR, PREDICATES, Fact, FactDraft, FactType, Modality
from contracts.crm.value import written
from contracts.errors import Conflict, Invalid
from contracts.types import Clock, Page, wall_clock
from memory.crm.contact import get_contact
from memory.db import Tx
from memory.page import Cursor, Limit, keys, page
from memory.recall.facts import learn_by_hand

MAX_SOURCES = 20
"""Sources that are shown of a fact: the latest."""

# A quote is what the message still says; what was edited since has none.
_FACTS = """
select f.id, f.contact_id, f.predicate, f.value, f.modality, f.valid_from, f.valid_to, f.valid_from_source,
  f.recorded_at, f.invalidated_at, f.invalidation_kind, f.superseded_by, f.disputed, f.extractor,
  s.confidence, s.sources
from recall.facts f
cross join lateral (
  select coalesce(least(0.99, 1 - exp(sum(ln(1 - least(s.weight::float8, 0.999))))), 0) as confidence,
    coalesce(jsonb_agg(s.source order by s.rank desc) filter (where s.rank <= %(sources)s), '[]') as sources
  from (
    select s.weight,
      row_number() over (order by coalesce(m.at, t.at) desc, coalesce(m.id, t.id) desc, s.span) as rank,
      jsonb_build_object('message_id', m.id, 'stated_by', t.stated_by, 'at', coalesce(m.at, t.at),
        'start', lower(s.span), 'end', upper(s.span), 'quote',
        case when %(quoted)s and m.revoked_at is null and s.content_hash = sha256(convert_to(m.text, 'UTF8'))
          then substr(m.text, lower(s.span) + 1, upper(s.span) - lower(s.span)) end) as source
    from recall.fact_sources s
    left join crm.messages m on m.tenant_id = %(tenant)s and m.id = s.message_id
    left join recall.statements t on t.tenant_id = %(tenant)s and t.id = s.statement_id
    where s.tenant_id = %(tenant)s and s.fact_id = f.id
      and (%(known)s::timestamptz is null or s.recorded_at <= %(known)s)
  ) s
) s
where f.tenant_id = %(tenant)s and f.contact_id = %(contact)s"""

_LIST = f"""{_FACTS} and f.extractor = %(extractor)s
  and f.predicate = any(%(predicates)s::text[]) and (%(planned)s or f.modality = 'asserted')
  and case when %(world)s::timestamptz is null then f.valid_to is null
    else f.valid_from <= %(world)s and (f.valid_to is null or f.valid_to > %(world)s) end
  and case when %(known)s::timestamptz is null then f.invalidated_at is null
    else f.recorded_at <= %(known)s and (f.invalidated_at is null or f.invalidated_at > %(known)s) end
  and (%(after_at)s::timestamptz is null or (f.valid_from, f.id) < (%(after_at)s, %(after_id)s))
order by f.valid_from desc, f.id desc
limit %(rows)s"""

_GET = f"{_FACTS} and f.id = %(id)s"

_STATED = f"""{_FACTS} and f.extractor = %(extractor)s and f.invalidated_at is null and exists (
    select from recall.fact_sources s
    where s.tenant_id = %(tenant)s and s.fact_id = f.id and s.statement_id = %(statement)s)
order by f.valid_from desc
limit 1"""

_STATE = """
insert into recall.statements (tenant_id, id, contact_id, stated_by, at, act, predicate, value, modality, since)
values (%(tenant)s, %(id)s, %(contact)s, %(by)s, %(at)s, %(act)s, %(predicate)s, %(value)s, %(modality)s, %(since)s)"""

Types = Annotated[list[FactType], Field(max_length=len(FactType), description="Only facts of these types.")]
Predicates = Annotated[
    list[Annotated[str, Field(max_length=40)]],
    Field(max_length=len(PREDICATES), description=f"Only these: {', '.join(PREDICATES)}."),
]
AsOf = Annotated[AwareDatetime, Field(description="What was true in the world then. Left out: what is true now.")]
KnownAt = Annotated[AwareDatetime, Field(description="What we knew then. Left out: what we know now.")]
Extractor = Annotated[
    str, Field(max_length=100, description="By whose reading; after a change of rules the old one stays.")
]


class NotKnown(Conflict):
    """This fact counts no longer: look at what is known now."""


async def get_contact_facts(  # noqa: PLR0913 - each is a filter of its own
    tx: Tx,
    principal: Principal,
    contact_id: UUID,
    *,
    fact_types: Types | None = None,
    predicates: Predicates | None = None,
    as_of: AsOf | None = None,
    known_at: KnownAt | None = None,
    include_planned: bool = False,
    extractor: Extractor = EXTRACTOR,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[Fact]:
    """Show what is known of a person, the latest first, each with who said so where; `as_of` is the world's time.

    Plans are shown only if wished. Quotes are null for a credential that may not see messages (messages.view).
    """
    contact = await get_contact(tx, principal, contact_id)
    found = await tx.all(
        Fact,
        _LIST,
        contact=contact.id,
        extractor=extractor,
        predicates=_wanted(fact_types, predicates),
        planned=include_planned,
        world=as_of,
        **_shown(principal) | {"known": known_at},
        **keys(limit, cursor),
    )
    return page(found, limit, _place)


async def add_contact_fact(
    tx: Tx, principal: Principal, contact_id: UUID, draft: FactDraft, clock: Clock = wall_clock
) -> Fact:
    """Put a fact down by hand, with the caller as its source; it ends or disputes what a message would."""
    contact, now = await get_contact(tx, principal, contact_id), clock()
    if draft.since and draft.since > now:
        raise Invalid("What is so from a day to come on is a plan: put it down as planned, without `since`.")
    said: dict[str, Any] = {"predicate": draft.predicate, "value": written(draft.predicate, draft.value)}
    said |= {"modality": Modality.PLANNED if draft.planned else Modality.ASSERTED, "since": draft.since}
    statement = await _state(tx, principal, contact.id, Act.STATE, now, **said)
    return await tx.one(
        Fact, _STATED, contact=contact.id, statement=statement, extractor=EXTRACTOR, **_shown(principal)
    )


async def retract_contact_fact(
    tx: Tx, principal: Principal, contact_id: UUID, fact_id: UUID, clock: Clock = wall_clock
) -> Fact:
    """Take a fact back by hand: it never was so, and what it had ended holds again; `known_at` still shows it.

    Raises NotKnown for one that counts no longer.
    """
    contact = await get_contact(tx, principal, contact_id)
    found = await tx.one(Fact, _GET, contact=contact.id, id=fact_id, **_shown(principal))
    if found.invalidated_at:
        raise NotKnown
    said: dict[str, Any] = {"predicate": found.predicate, "value": found.value, "modality": found.modality}
    await _state(tx, principal, contact.id, Act.RETRACT, clock(), since=None, **said)
    return await tx.one(Fact, _GET, contact=contact.id, id=fact_id, **_shown(principal))


async def _state(tx: Tx, principal: Principal, contact_id: UUID, act: Act, at: datetime, **said: Any) -> UUID:
    """Write a statement down, and learn from it; its id."""
    statement = uuid4()
    await tx.run(_STATE, id=statement, contact=contact_id, by=principal.subject, act=act, at=at, **said)
    await learn_by_hand(tx, contact_id)
    return statement


def _shown(principal: Principal) -> dict[str, Any]:
    return {"quoted": "messages.view" in principal.permissions, "sources": MAX_SOURCES, "known": None}


def _wanted(types: list[FactType] | None, names: list[str] | None) -> list[str]:
    return [
        one.name
        for one in PREDICATES.values()
        if (types is None or one.type in types) and (names is None or one.name in names)
    ]


def _place(fact: Fact) -> tuple[datetime, UUID]:
    return fact.valid_from, fact.id
