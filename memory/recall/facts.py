"""What is known of people. State-based: whatever is called, in whatever order and however often, the records that count
follow from the present rows of `crm.messages` and the claims offered for their present texts.

A batch is one read of all claims of the people concerned, `consolidate`, and one write of what is otherwise, behind a
lock per person, so that two writers of one do not race.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from contracts.crm.claim import Act, Claim, Held, Said, consolidate, functional, key
from contracts.crm.fact import Invalidation, Modality
from memory.db import Tx, as_json

_LOCK = """
select pg_advisory_xact_lock(hashtextextended(k.contact_id::text, 1))
from (
  select m.contact_id from unnest(%(ids)s::uuid[]) as w(id)
  join crm.messages m on m.tenant_id = %(tenant)s and m.id = w.id
  where m.contact_id is not null
  union
  select w.id from unnest(%(people)s::uuid[]) as w(id)
  order by 1) k"""

_FOLLOW = """
update recall.claims c set contact_id = m.contact_id
from unnest(%(people)s::uuid[]) as w(id), crm.messages m
where c.tenant_id = %(tenant)s and c.contact_id = w.id and m.tenant_id = %(tenant)s and m.id = c.message_id
  and m.contact_id <> c.contact_id"""

_DROP = """
delete from recall.claims c
using unnest(%(ids)s::uuid[]) as w(id)
join crm.messages m on m.tenant_id = %(tenant)s and m.id = w.id
where c.tenant_id = %(tenant)s and c.message_id = w.id and c.content_hash is distinct from
  case when m.revoked_at is null then sha256(convert_to(m.text, 'UTF8')) end"""

# What was taken back for everyone is known from no time any more; a trigger forgets the facts that only it told of.
_UNSAY = """
delete from recall.fact_sources s
using unnest(%(ids)s::uuid[]) as w(id)
join crm.messages m on m.tenant_id = %(tenant)s and m.id = w.id
where s.tenant_id = %(tenant)s and s.message_id = w.id and (m.revoked_at is not null or m.text is null)"""

_HEAR = """
insert into recall.claims (tenant_id, message_id, extractor, place, contact_id, content_hash, predicate, act, value,
  replaces, modality, polarity, since, changed, confidence, span)
select %(tenant)s, m.id, %(extractor)s, r.place, m.contact_id, r.content_hash, r.predicate, r.act, r.value, r.replaces,
  r.modality, r.polarity, r.since, r.changed, r.confidence, int4range(r.start, r.end)
from json_to_recordset(%(rows)s::json)
  as r(message_id uuid, place smallint, content_hash bytea, predicate text, act text, value text, replaces text,
    modality text, polarity smallint, since timestamptz, changed boolean, confidence real, start integer, "end" integer)
join crm.messages m on m.tenant_id = %(tenant)s and m.id = r.message_id
where m.contact_id is not null and not m.from_me and m.revoked_at is null
  and r.content_hash = sha256(convert_to(m.text, 'UTF8'))
on conflict do nothing"""

_WHO = """
with who as materialized (
  select m.contact_id as id from unnest(%(ids)s::uuid[]) as w(id)
  join crm.messages m on m.tenant_id = %(tenant)s and m.id = w.id
  where m.contact_id is not null
  union
  select w.id from unnest(%(people)s::uuid[]) as w(id)
)"""

_CLAIMS = f"""{_WHO}
select c.contact_id, c.extractor, c.message_id, m.at, c.content_hash, c.predicate, c.act, c.value, c.replaces,
  c.modality, c.polarity, c.since, c.changed, c.confidence, lower(c.span) as start, upper(c.span) as end
from who
join recall.claims c on c.tenant_id = %(tenant)s and c.contact_id = who.id
join crm.messages m on m.tenant_id = %(tenant)s and m.id = c.message_id"""  # noqa: S608

_KNOWN = f"""{_WHO}
select f.id, f.contact_id, f.extractor, f.predicate, f.value, f.modality, f.valid_from, f.valid_to,
  f.valid_from_source, f.disputed, s.message_ids, s.starts
from who
join recall.facts f on f.tenant_id = %(tenant)s and f.contact_id = who.id and f.invalidated_at is null
cross join lateral (
  select coalesce(array_agg(s.message_id), '{{}}') as message_ids, coalesce(array_agg(lower(s.span)), '{{}}') as starts
  from recall.fact_sources s where s.tenant_id = %(tenant)s and s.fact_id = f.id
) s"""  # noqa: S608

_END = """
update recall.facts f
set invalidated_at = %(now)s, invalidation_kind = r.invalidation_kind, superseded_by = r.superseded_by
from json_to_recordset(%(rows)s::json) as r(id uuid, invalidation_kind text, superseded_by uuid)
where f.tenant_id = %(tenant)s and f.id = r.id"""

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
using json_to_recordset(%(rows)s::json) as r(fact_id uuid, message_id uuid, start integer)
where s.tenant_id = %(tenant)s and s.fact_id = r.fact_id and s.message_id = r.message_id and lower(s.span) = r.start"""

_CITE = """
insert into recall.fact_sources (tenant_id, fact_id, message_id, content_hash, span, weight, recorded_at)
select %(tenant)s, r.fact_id, r.message_id, r.content_hash, int4range(r.start, r.end), r.weight, %(now)s
from json_to_recordset(%(rows)s::json)
  as r(fact_id uuid, message_id uuid, content_hash bytea, start integer, "end" integer, weight real)
on conflict do nothing"""

Row = dict[str, Any]
Whose = tuple[UUID, str]
"""A person, and the extractor by whose reading something is known of them."""

_CLAIM = (
    "predicate",
    "value",
    "start",
    "end",
    "confidence",
    "modality",
    "polarity",
    "act",
    "replaces",
    "since",
    "changed",
)
_FACT = ("predicate", "modality", "value", "valid_from", "valid_to", "valid_from_source", "disputed")


class Heard(NamedTuple):
    """What was read in a message: its claims, and the SHA-256 of the text they are of."""

    message_id: UUID
    content_hash: bytes = b""
    claims: Sequence[Claim] = ()


class Merged(NamedTuple):
    """People who turned out to be one: whose facts become the survivor's."""

    survivor: UUID
    others: tuple[UUID, ...]


async def learn(tx: Tx, heard: Sequence[Heard], extractor: str, merged: Sequence[Merged] = ()) -> int:
    """Bring what is known of people up to date with messages that came, changed or were taken back, and with merges;
    how many records began or ended.

    `extractor` is who read the claims; what others read stays. Claims of a text that is no longer the message's, and of
    what we said ourselves, are passed over.
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
        ask(_DROP, **ends)
        ask(_UNSAY, **ends)
        if rows:
            ask(_HEAR, extractor=extractor, rows=as_json(rows))
        claims, known, now = ask(_CLAIMS, **ends), ask(_KNOWN, **ends), ask("select clock_timestamp() as now")
    change = Change(gone)
    for whose, said, standing in _by_person(claims.rows, known.rows):
        change.settle(whose, said, standing)
    return await _write(tx, change, now.rows[0]["now"])


def _rows(one: Heard) -> Iterator[Row]:
    counting = [claim for claim in one.claims if claim.counts]
    for place, claim in enumerate(counting):
        told = {name: getattr(claim, name) for name in _CLAIM}
        yield {"message_id": one.message_id, "content_hash": one.content_hash, "place": place, **told}


def _by_person(claims: list[Row], known: list[Row]) -> Iterator[tuple[Whose, list[Row], list[Row]]]:
    found: dict[Whose, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((claims, known)):
        for row in rows:
            found[row["contact_id"], row["extractor"]][side].append(row)
    return ((whose, *sides) for whose, sides in found.items())


class Change:
    """What is otherwise after a batch: records that end and begin, and sources that come and go."""

    def __init__(self, gone: set[UUID]) -> None:
        """`gone` are those who became part of somebody else."""
        self.gone = gone
        self.ended: list[Row] = []
        self.begun: list[Row] = []
        self.cited: list[Row] = []
        self.uncited: list[Row] = []

    def settle(self, whose: Whose, claims: list[Row], known: list[Row]) -> None:
        """Compare what is recorded of a person with what their claims make known."""
        hashes = {row["message_id"]: bytes(row["content_hash"]) for row in claims}
        wanted = {_same(one): one for one in consolidate(map(_said, claims))}
        standing = {tuple(row[name] for name in _FACT): row for row in known}
        ids = {what: standing[what]["id"] if what in standing else uuid4() for what in wanted}
        for what, held in wanted.items():
            if what not in standing:
                self.begun.append(_record(ids[what], whose, held))
            self._cite(ids[what], held, standing.get(what), hashes)
        self.ended += [
            {"id": row["id"], **self._why(whose, row, wanted, ids)}
            for what, row in standing.items()
            if what not in wanted
        ]

    def _cite(self, fact_id: UUID, held: Held, standing: Row | None, hashes: dict[UUID, bytes]) -> None:
        had = set(zip(standing["message_ids"], standing["starts"], strict=True)) if standing else set()
        has = {(said.message_id, said.claim.start): said.claim for said in held.sources}
        self.cited += [
            {"fact_id": fact_id, "message_id": message_id, "content_hash": hashes[message_id], "start": start,
             "end": claim.end, "weight": claim.confidence}
            for (message_id, start), claim in has.items() if (message_id, start) not in had
        ]  # fmt: skip
        self.uncited += [{"fact_id": fact_id, "message_id": at, "start": start} for at, start in had - has.keys()]

    def _why(self, whose: Whose, row: Row, wanted: dict[Any, Held], ids: dict[Any, UUID]) -> Row:
        """Why a record ends. One whose value is still known, but over another time, was superseded."""
        if whose[0] in self.gone:
            return {"invalidation_kind": Invalidation.DUPLICATE}
        family = {what: one for what, one in wanted.items() if what[:2] == (row["predicate"], row["modality"])}
        same = [what for what, one in family.items() if key(one.value) == key(row["value"])]
        if not same:
            return {"invalidation_kind": Invalidation.RETRACTED}
        after = [what for what, one in family.items() if one.valid_from == wanted[same[-1]].valid_to]
        return {"invalidation_kind": Invalidation.SUPERSEDED, "superseded_by": ids[(after or same)[-1]]}


def _said(row: Row) -> Said:
    told = {name: row[name] for name in _CLAIM}
    told |= {"modality": Modality(row["modality"]), "act": Act(row["act"])}
    return Said(row["message_id"], row["at"], Claim(**told))


def _same(held: Held) -> tuple[Any, ...]:
    return tuple(getattr(held, name) for name in _FACT)


def _record(fact_id: UUID, whose: Whose, held: Held) -> Row:
    told = {name: getattr(held, name) for name in _FACT}
    return {
        "id": fact_id,
        "contact_id": whose[0],
        "extractor": whose[1],
        "functional": functional(held.predicate),
        **told,
    }


async def _write(tx: Tx, change: Change, now: datetime) -> int:
    if not (change.ended or change.begun or change.cited or change.uncited):
        return 0
    async with tx.together() as ask:
        if change.ended:
            ask(_END, now=now, rows=as_json(change.ended))
        if change.begun:
            ask(_RECORD, now=now, rows=as_json(change.begun))
        if change.cited:
            ask(_CITE, now=now, rows=as_json(change.cited))
        if change.uncited:
            ask(_UNCITE, rows=as_json(change.uncited))
    return len(change.ended) + len(change.begun)
