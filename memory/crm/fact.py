"""What is known of people, to read: now, as it was in the world at a time, and as we knew it at a time."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.core.user import Principal
from contracts.crm.fact import EXTRACTOR, PREDICATES, Fact, FactType
from contracts.types import Page
from memory.crm.contact import get_contact
from memory.db import Tx
from memory.page import Cursor, Limit, keys, page

MAX_SOURCES = 20
"""Sources that are shown of a fact: the latest."""

# A quote is what the message still says; what was edited since has none.
_LIST = """
select f.id, f.contact_id, f.predicate, f.value, f.modality, f.valid_from, f.valid_to, f.valid_from_source,
  f.recorded_at, f.invalidated_at, f.invalidation_kind, f.superseded_by, f.disputed, f.extractor,
  s.confidence, s.sources
from recall.facts f
cross join lateral (
  select coalesce(least(0.99, 1 - exp(sum(ln(1 - least(s.weight::float8, 0.999))))), 0) as confidence,
    coalesce(jsonb_agg(s.source order by s.rank desc) filter (where s.rank <= %(sources)s), '[]') as sources
  from (
    select s.weight, row_number() over (order by m.at desc, m.id desc, s.span) as rank,
      jsonb_build_object('message_id', m.id, 'at', m.at, 'start', lower(s.span), 'end', upper(s.span), 'quote',
        case when %(quoted)s and m.revoked_at is null and s.content_hash = sha256(convert_to(m.text, 'UTF8'))
          then substr(m.text, lower(s.span) + 1, upper(s.span) - lower(s.span)) end) as source
    from recall.fact_sources s
    join crm.messages m on m.tenant_id = %(tenant)s and m.id = s.message_id
    where s.tenant_id = %(tenant)s and s.fact_id = f.id
      and (%(known)s::timestamptz is null or s.recorded_at <= %(known)s)
  ) s
) s
where f.tenant_id = %(tenant)s and f.contact_id = %(contact)s and f.extractor = %(extractor)s
  and f.predicate = any(%(predicates)s::text[]) and (%(planned)s or f.modality = 'asserted')
  and case when %(world)s::timestamptz is null then f.valid_to is null
    else f.valid_from <= %(world)s and (f.valid_to is null or f.valid_to > %(world)s) end
  and case when %(known)s::timestamptz is null then f.invalidated_at is null
    else f.recorded_at <= %(known)s and (f.invalidated_at is null or f.invalidated_at > %(known)s) end
  and (%(after_at)s::timestamptz is null or (f.valid_from, f.id) < (%(after_at)s, %(after_id)s))
order by f.valid_from desc, f.id desc
limit %(rows)s"""

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
    rows = await tx.rows(
        _LIST,
        contact=contact.id,
        extractor=extractor,
        predicates=_wanted(fact_types, predicates),
        planned=include_planned,
        world=as_of,
        known=known_at,
        quoted="messages.view" in principal.permissions,
        sources=MAX_SOURCES,
        **keys(limit, cursor),
    )
    found = [Fact(type=PREDICATES[row["predicate"]].type, **row) for row in rows]
    return page(found, limit, _place)


def _wanted(types: list[FactType] | None, names: list[str] | None) -> list[str]:
    return [
        one.name
        for one in PREDICATES.values()
        if (types is None or one.type in types) and (names is None or one.name in names)
    ]


def _place(fact: Fact) -> tuple[datetime, UUID]:
    return fact.valid_from, fact.id
