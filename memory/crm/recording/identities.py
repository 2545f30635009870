"""From the names that a batch carries to the people behind them: found, made, or merged where exact names meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.crm.contact import ContactCreated, ContactPhoneSet, ContactUpdated, Identity, best_identity
from contracts.crm.message import ObservedMessage
from contracts.errors import Unavailable
from contracts.types import derived_id
from memory.crm.recording.arrival import Arrival, Said
from memory.crm.recording.merging import Knot, Name, merge
from memory.db import Ask, Asked, Tx, as_json

Known = dict[Name, tuple[UUID, datetime | None]]
"""The contact that a name leads to, and when that contact first wrote."""

_KNOWN = """
select i.project_id, i.scheme, i.scope, i.value, i.contact_id, c.first_interaction_at
from json_to_recordset(%(names)s::json) as n(project_id uuid, scheme text, scope text, value text)
join crm.identities i on i.tenant_id = %(tenant)s and i.project_id = n.project_id
  and i.scheme = n.scheme and i.scope = n.scope and i.value = n.value
join crm.contacts c on c.tenant_id = i.tenant_id and c.id = i.contact_id"""

_ADD_CONTACTS = """
insert into crm.contacts (tenant_id, id, project_id, name, name_at, phone, language, language_at, source_channel,
  first_interaction_at, last_interaction_at)
select %(tenant)s, r.id, r.project_id, coalesce(r.name, r.label), r.name_at, r.phone, r.language, r.language_at,
  r.source_channel, r.first_at, r.last_at
from json_to_recordset(%(rows)s::json)
  as r(id uuid, project_id uuid, label text, name text, name_at timestamptz, phone text, language text,
       language_at timestamptz, source_channel text, first_at timestamptz, last_at timestamptz)"""

_ADD_NAMES = """
insert into crm.identities (tenant_id, project_id, scheme, scope, value, contact_id)
select %(tenant)s, r.project_id, r.scheme, r.scope, r.value, r.contact_id
from json_to_recordset(%(rows)s::json)
  as r(project_id uuid, scheme text, scope text, value text, contact_id uuid)
on conflict do nothing"""

_MEET = """
with told as (
  select * from json_to_recordset(%(rows)s::json)
    as r(id uuid, label text, phone text, name text, name_at timestamptz, language text, language_at timestamptz,
         first_at timestamptz, last_at timestamptz)
), old as (
  select c.id, c.name, c.name_at, c.name_by_hand, c.phone, c.language, c.language_at, c.first_interaction_at,
    c.last_interaction_at
  from crm.contacts c where c.tenant_id = %(tenant)s and c.id in (select id from told)
  order by c.id for no key update
), news as (
  select old.id, old.phone is null and r.phone is not null as phone_told, coalesce(old.phone, r.phone) as phone,
    case when old.name_by_hand then old.name
         when r.name_at is not null and (old.name_at is null or (r.name_at, r.name) > (old.name_at, old.name))
           then r.name
         when old.name_at is null and r.phone is not null then r.label
         else old.name end as name,
    case when old.name_by_hand then old.name_at else greatest(old.name_at, r.name_at) end as name_at,
    case when r.language_at is not null
           and (old.language_at is null or (r.language_at, r.language) > (old.language_at, old.language))
         then r.language else old.language end as language,
    greatest(old.language_at, r.language_at) as language_at,
    least(old.first_interaction_at, r.first_at) as first_at, greatest(old.last_interaction_at, r.last_at) as last_at
  from old join told r on r.id = old.id
)
update crm.contacts c set
  name = n.name, name_at = n.name_at, phone = n.phone, language = n.language, language_at = n.language_at,
  first_interaction_at = n.first_at, last_interaction_at = n.last_at,
  version = c.version + ((n.name, n.phone, n.language) is distinct from (c.name, c.phone, c.language))::int,
  updated_at = case when (n.name, n.phone, n.language) is distinct from (c.name, c.phone, c.language)
    then now() else c.updated_at end
from news n join old on old.id = n.id
where c.tenant_id = %(tenant)s and c.id = n.id
  and (n.name, n.phone, n.language, n.name_at, n.language_at, n.first_at, n.last_at) is distinct from
    (c.name, c.phone, c.language, c.name_at, c.language_at, c.first_interaction_at, c.last_interaction_at)
returning c.id, c.version, c.name, c.phone, c.language, c.updated_at, n.phone_told,
  (n.name, n.phone, n.language) is distinct from (old.name, old.phone, old.language) as changed"""


@dataclass(frozen=True)
class Person:
    """What a batch says of one person."""

    project_id: UUID
    contact_id: UUID
    new: bool
    names: frozenset[Identity]
    said: list[Said]


class People:
    """Who said what in a batch: `contacts` by the place of the message, `survivors` whom others were merged into,
    `moved` the survivor of everyone merged.
    """

    def __init__(self, tx: Tx, knots: list[Knot], batch: list[Said], known: Known) -> None:
        people = [_person(tx, knot, batch) for knot in knots]
        self.contacts = {at: one.contact_id for knot, one in zip(knots, people, strict=True) for at in knot.messages}
        self.survivors = [knot.survivor for knot in knots if knot.merges and knot.survivor]
        self.moved = {old: knot.survivor for knot in knots for old, _ in knot.contacts if knot.merges and knot.survivor}
        self._new = [person for person in people if person.new]
        self._met = [person for person in people if not person.new]
        named = [(person, name) for person in people for name in sorted(person.names)]
        self._names = [_name_row(person, name) for person, name in named if (person.project_id, name) not in known]
        self._named: Asked | None = None
        self._learned: Asked | None = None

    def write(self, ask: Ask) -> None:
        """Add who is new and the names that are, and what is news of the others."""
        if self._new:
            ask(_ADD_CONTACTS, rows=as_json([_news(person) | _span(person) for person in self._new]))
        if self._names:
            self._named = ask(_ADD_NAMES, rows=as_json(self._names))
        if self._met:
            self._learned = ask(_MEET, rows=as_json([_news(person) | _span(person) for person in self._met]))

    def tell(self, tx: Tx) -> None:
        """Tell of it. Raises Unavailable when another process made one of the people at the same moment."""
        if self._named and self._named.count < len(self._names):
            raise Unavailable("Another process met the same person at the same moment: the batch is repeated.")
        for person in self._new:
            _tell_created(tx, person)
        for row in self._learned.rows if self._learned else ():
            if row["changed"]:
                _tell_learned(tx, row)


def ask_people(ask: Ask, arrivals: Iterable[Arrival]) -> Asked:
    """Ask for the contacts that the names of a batch lead to so far."""
    return ask(_KNOWN, names=as_json(named(arrivals)))


def named(arrivals: Iterable[Arrival]) -> list[dict[str, Any]]:
    """The names that a batch bears, each once, as rows."""
    names = {(a.raw.project_id, i) for a in arrivals if isinstance(a.observed, ObservedMessage) for i in a.observed.who}
    return [{"project_id": p, "scheme": i.scheme, "scope": i.scope, "value": i.value} for p, i in sorted(names)]


async def identify(tx: Tx, batch: list[Said], found: list[dict[str, Any]]) -> People:
    """The people behind a batch, from what `ask_people` found; whose names turn out to be one person's are merged."""
    known = _known(found)
    knots = _knots(batch, known)
    for knot in knots:
        if knot.merges:
            await merge(tx, knot)
    return People(tx, knots, batch, known)


def _known(found: list[dict[str, Any]]) -> Known:
    return {
        (row["project_id"], Identity(row["scheme"], row["value"], row["scope"])): (
            row["contact_id"],
            row["first_interaction_at"],
        )
        for row in found
    }


def _knots(batch: list[Said], known: Known) -> list[Knot]:
    """Names that occur together, or that lead to one contact already, are one person."""
    knots: dict[Name | UUID, Knot] = {}
    for index, one in enumerate(batch):
        ends: list[Name | UUID] = [*one.names()]
        ends += [known[name][0] for name in one.names() if name in known]
        if ends:
            tied = Knot.tie([knots[end] for end in ends if end in knots])
            tied.messages.append(index)
            tied.names.update(one.names())
            tied.contacts.update(known[name] for name in one.names() if name in known)
            knots.update(dict.fromkeys(tied.names, tied))
            knots.update(dict.fromkeys([contact for contact, _ in tied.contacts], tied))
    return list({id(knot): knot for knot in knots.values()}.values())


def _person(tx: Tx, knot: Knot, batch: list[Said]) -> Person:
    said = [batch[index] for index in knot.messages]
    names = frozenset(identity for _, identity in knot.names)
    contact_id = knot.survivor or _new_id(tx, names, said[0])
    return Person(said[0].project_id, contact_id, knot.survivor is None, names, said)


def _new_id(tx: Tx, names: frozenset[Identity], opener: Said) -> UUID:
    best = best_identity(list(names))
    return derived_id(tx.tenant_id, opener.project_id, *best, opener.observed.provider_id, "contact")


def _name_row(person: Person, identity: Identity) -> dict[str, Any]:
    return {
        "project_id": person.project_id,
        "scheme": identity.scheme,
        "scope": identity.scope,
        "value": identity.value,
        "contact_id": person.contact_id,
    }


def _tell_created(tx: Tx, person: Person) -> None:
    first, news = min(one.observed.at for one in person.said), _news(person)
    created = ContactCreated(
        contact_id=person.contact_id,
        project_id=person.project_id,
        tenant_id=tx.tenant_id,
        name=news["name"] or news["label"],
        created_at=first,
    )
    tx.emit(created, time=first)


def _tell_learned(tx: Tx, row: dict[str, Any]) -> None:
    changes = {"name": row["name"], "phone": row["phone"], "language": row["language"]}
    updated = ContactUpdated(contact_id=row["id"], updated_at=row["updated_at"], changes=changes)
    tx.emit(updated, version=row["version"])
    if row["phone_told"]:
        told = ContactPhoneSet(contact_id=row["id"], tenant_id=tx.tenant_id, phone=row["phone"], verified=True)
        tx.emit(told, version=row["version"])


def _span(person: Person) -> dict[str, Any]:
    times = [one.observed.at for one in person.said]
    return {"id": person.contact_id, "first_at": min(times), "last_at": max(times)}


def _news(person: Person) -> dict[str, Any]:
    """What the newest message that tells it says of name and language; the newest wins whenever it arrives."""
    theirs = [one for one in person.said if not one.observed.from_me]
    names = [(one.observed.at, one.observed.name) for one in theirs if one.observed.name]
    languages = [(one.observed.at, one.language) for one in theirs if one.language]
    name_at, name = max(names, default=(None, None))
    language_at, language = max(languages, default=(None, None))
    return {
        "id": person.contact_id,
        "project_id": person.project_id,
        "source_channel": person.said[0].channel_type,
        "label": best_identity(list(person.names)).value,
        "phone": _phone(person.names),
        "name": name,
        "name_at": name_at,
        "language": language,
        "language_at": language_at,
    }


def _phone(names: Iterable[Identity]) -> str | None:
    return min((name.value for name in names if name.scheme == "phone"), default=None)
