"""What is known of people. State-based: whatever is called, in whatever order and however often, the records that count
follow from the present rows of `crm.messages` and the claims offered for their present texts.

A batch is one read of all claims of the people concerned, `consolidate`, and one write of what is otherwise, behind a
lock per person, so that two writers of one do not race.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from contracts.crm.claim import Claim
from contracts.crm.fact import BY_HAND, STATED
from memory.db import Tx, as_json
from memory.recall.change import CLAIM, Change, Row, by_person

# The laterals with `offset 0`, and what is asked in parentheses, are looked up one by one by key: see items.py.
_MESSAGE = """
cross join lateral (
  select m.id, m.contact_id from crm.messages m
  where m.tenant_id = %(tenant)s and m.id = w.id and m.contact_id is not null
  offset 0
) m"""

_LOCK = f"""
select pg_advisory_xact_lock(hashtextextended(k.contact_id::text, 1))
from (
  select m.contact_id from unnest(%(ids)s::uuid[]) as w(id) {_MESSAGE}
  union
  select w.id from unnest(%(people)s::uuid[]) as w(id)
  order by 1) k"""  # noqa: S608

_NOW_OF = "(select m.contact_id from crm.messages m where m.tenant_id = %(tenant)s and m.id = c.message_id)"

_FOLLOW = f"""
update recall.claims c set contact_id = {_NOW_OF}
where c.tenant_id = %(tenant)s and c.contact_id = any(%(people)s) and c.contact_id <> {_NOW_OF}"""  # noqa: S608

_FOLLOW_STATED = """
update recall.statements s set contact_id = e.id
from (
  with recursive chain as (
    select c.id as was, c.id, c.merged_into from crm.contacts c
    where c.tenant_id = %(tenant)s and c.id = any(%(people)s) and c.merged_into is not null
    union
    select chain.was, c.id, c.merged_into from chain
    join crm.contacts c on c.tenant_id = %(tenant)s and c.id = chain.merged_into
  )
  select was, id from chain where merged_into is null
) e
where s.tenant_id = %(tenant)s and s.contact_id = e.was"""

_DROP = """
delete from recall.claims c
where c.tenant_id = %(tenant)s and c.message_id = any(%(ids)s) and c.content_hash is distinct from (
  select case when m.revoked_at is null then sha256(convert_to(m.text, 'UTF8')) end
  from crm.messages m where m.tenant_id = %(tenant)s and m.id = c.message_id
)"""

_DROP_READ = """
delete from recall.claims c
where c.tenant_id = %(tenant)s and c.message_id = any(%(ids)s) and c.extractor = %(extractor)s"""

# What was taken back for everyone is known from no time any more; a trigger forgets the facts that only it told of.
_UNSAY = """
delete from recall.fact_sources s
where s.tenant_id = %(tenant)s and s.message_id = any(%(ids)s) and (
  select m.revoked_at is not null or m.text is null
  from crm.messages m where m.tenant_id = %(tenant)s and m.id = s.message_id
)"""

_HEAR = """
insert into recall.claims (tenant_id, message_id, extractor, place, contact_id, content_hash, predicate, act, value,
  replaces, modality, polarity, since, changed, confidence, span)
select %(tenant)s, m.id, %(extractor)s, r.place, m.contact_id, r.content_hash, r.predicate, r.act, r.value, r.replaces,
  r.modality, r.polarity, r.since, r.changed, r.confidence, int4range(r.start, r.end)
from json_to_recordset(%(rows)s::json)
  as r(message_id uuid, place smallint, content_hash bytea, predicate text, act text, value text, replaces text,
    modality text, polarity smallint, since timestamptz, changed boolean, confidence real, start integer, "end" integer)
cross join lateral (
  select m.id, m.contact_id from crm.messages m
  where m.tenant_id = %(tenant)s and m.id = r.message_id and m.contact_id is not null and not m.from_me
    and m.revoked_at is null and sha256(convert_to(m.text, 'UTF8')) = r.content_hash
  offset 0
) m
on conflict do nothing"""

_WHO = f"""
with who as materialized (
  select m.contact_id as id from unnest(%(ids)s::uuid[]) as w(id) {_MESSAGE}
  union
  select w.id from unnest(%(people)s::uuid[]) as w(id)
)"""  # noqa: S608

_CLAIMS = f"""{_WHO}
select c.contact_id, c.extractor, c.message_id, m.at, c.content_hash, c.predicate, c.act, c.value, c.replaces,
  c.modality, c.polarity, c.since, c.changed, c.confidence, lower(c.span) as start, upper(c.span) as end
from who
cross join lateral (
  select c.* from recall.claims c where c.tenant_id = %(tenant)s and c.contact_id = who.id offset 0
) c
cross join lateral (
  select m.at from crm.messages m where m.tenant_id = %(tenant)s and m.id = c.message_id offset 0
) m
union all
select s.contact_id, %(by_hand)s, s.id, s.at, null, s.predicate, s.act, s.value, null, s.modality, 1, s.since, false,
  %(stated)s, 0, 0
from who
cross join lateral (
  select s.* from recall.statements s where s.tenant_id = %(tenant)s and s.contact_id = who.id offset 0
) s"""  # noqa: S608

_KNOWN = f"""{_WHO}
select f.id, f.contact_id, f.extractor, f.predicate, f.value, f.modality, f.valid_from, f.valid_to,
  f.valid_from_source, f.disputed, s.source_ids, s.starts
from who
cross join lateral (
  select f.* from recall.facts f
  where f.tenant_id = %(tenant)s and f.contact_id = who.id and f.invalidated_at is null
  offset 0
) f
cross join lateral (
  select coalesce(array_agg(coalesce(s.message_id, s.statement_id)), '{{}}') as source_ids,
    coalesce(array_agg(coalesce(lower(s.span), 0)), '{{}}') as starts
  from recall.fact_sources s where s.tenant_id = %(tenant)s and s.fact_id = f.id
) s"""  # noqa: S608

_END = """
update recall.facts f
set invalidated_at = %(now)s, invalidation_kind = r.invalidation_kind, superseded_by = r.superseded_by
from json_to_recordset(%(rows)s::json) as r(id uuid, invalidation_kind text, superseded_by uuid)
where f.tenant_id = %(tenant)s and f.id = any(%(ids)s) and f.id = r.id"""

_RECORD = """
insert into recall.facts (tenant_id, id, contact_id, extractor, predicate, functional, value, modality, valid_from,
  valid_to, valid_from_source, disputed, recorded_at)
select %(tenant)s, r.id, r.contact_id, r.extractor, r.predicate, r.functional, r.value, r.modality, r.valid_from,
  r.valid_to, r.valid_from_source, r.disputed, %(now)s
from json_to_recordset(%(rows)s::json)
  as r(id uuid, contact_id uuid, extractor text, predicate text, functional boolean, value text, modality text,
    valid_from timestamptz, valid_to timestamptz, valid_from_source text, disputed boolean)"""

_UNCITE = """
delete from recall.fact_sources s
using json_to_recordset(%(rows)s::json) as r(fact_id uuid, source_id uuid, start integer)
where s.tenant_id = %(tenant)s and s.fact_id = any(%(ids)s) and s.fact_id = r.fact_id
  and coalesce(s.message_id, s.statement_id) = r.source_id and coalesce(lower(s.span), 0) = r.start"""

_CITE = """
insert into recall.fact_sources
  (tenant_id, fact_id, message_id, statement_id, content_hash, span, weight, recorded_at)
select %(tenant)s, r.fact_id, r.message_id, r.statement_id, r.content_hash,
  case when r.message_id is not null then int4range(r.start, r.end) end, r.weight, %(now)s
from json_to_recordset(%(rows)s::json)
  as r(fact_id uuid, message_id uuid, statement_id uuid, content_hash bytea, start integer, "end" integer, weight real)
on conflict do nothing"""


class Heard(NamedTuple):
    """What was read in a message: its claims, and the SHA-256 of the text they are of."""

    message_id: UUID
    content_hash: bytes = b""
    claims: Sequence[Claim] = ()


class Merged(NamedTuple):
    """People who turned out to be one: whose facts become the survivor's."""

    survivor: UUID
    others: tuple[UUID, ...]


async def learn(
    tx: Tx, heard: Sequence[Heard], extractor: str, merged: Sequence[Merged] = (), *, anew: bool = False
) -> int:
    """Bring what is known of people up to date with messages that came, changed or were taken back, and with merges;
    how many records began or ended.

    `extractor` is who read the claims; what others read stays. Claims of a text that is no longer the message's, and of
    what we said ourselves, are passed over. Read `anew`, they take the place of those that it read before.
    """
    rows = [row for one in heard for row in _rows(one)]
    gone = {other for one in merged for other in one.others}
    ends: Row = {
        "ids": sorted({one.message_id for one in heard}),
        "people": sorted(gone | {one.survivor for one in merged}),
    }
    async with tx.together() as ask:
        ask(_LOCK, **ends)
        if merged:
            ask(_FOLLOW, **ends)
            ask(_FOLLOW_STATED, **ends)
        ask(_DROP, **ends)
        if anew:
            ask(_DROP_READ, extractor=extractor, **ends)
        ask(_UNSAY, **ends)
        if rows:
            ask(_HEAR, extractor=extractor, rows=as_json(rows))
        claims, known = ask(_CLAIMS, **ends, by_hand=BY_HAND, stated=STATED), ask(_KNOWN, **ends)
        now = ask("select clock_timestamp() as now")
    change = Change(gone)
    for whose, said, standing in by_person(claims.rows, known.rows):
        change.settle(whose, said, standing)
    return await _write(tx, change, now.rows[0]["now"])


async def learn_by_hand(tx: Tx, contact_id: UUID) -> int:
    """Bring what is known of a person up to date with what was put down by hand; how many records began or ended."""
    return await learn(tx, (), BY_HAND, [Merged(contact_id, ())])


def _rows(one: Heard) -> Iterator[Row]:
    counting = [claim for claim in one.claims if claim.counts]
    for place, claim in enumerate(counting):
        told = {name: getattr(claim, name) for name in CLAIM}
        yield {"message_id": one.message_id, "content_hash": one.content_hash, "place": place, **told}


async def _write(tx: Tx, change: Change, now: datetime) -> int:
    if not (change.ended or change.begun or change.cited or change.uncited):
        return 0
    async with tx.together() as ask:
        if change.ended:
            ask(_END, now=now, ids=[row["id"] for row in change.ended], rows=as_json(change.ended))
        if change.begun:
            ask(_RECORD, now=now, rows=as_json(change.begun))
        if change.cited:
            ask(_CITE, now=now, rows=as_json(change.cited))
        if change.uncited:
            ask(_UNCITE, ids=[row["fact_id"] for row in change.uncited], rows=as_json(change.uncited))
    return len(change.ended) + len(change.begun)
