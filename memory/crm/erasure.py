"""Erasure: asked for in two steps, then done in many short ones (erasing/), and proven by what is left: numbers."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

import orjson

from contracts.core.user import Principal
from contracts.crm.contact import ContactErased
from contracts.crm.erasure import BROKER_KEEPS, Confirmation, ContactExport, Erasure, ErasureAnswer
from contracts.errors import Conflict, Forbidden, NotFound
from contracts.types import Clock, wall_clock
from memory.core.confirmation import Deed, confirm, token_for
from memory.core.export import exports
from memory.core.lake import sure_keys
from memory.crm.erasing.person import NamedBy, Person, find_person
from memory.crm.erasing.theirs import count_theirs, rows_of
from memory.crm.erasing.tombstone import bury, identity_name, lake_keys
from memory.db import Tx
from memory.sealed import Sealer

MOST = 10_000
"""Rows of a table that an export gives at most."""

_OPEN = """
select id, contact_id, asked_by, asked_at, removed, done_at, sealed from crm.erasures
where tenant_id = %(tenant)s and done_at is null and (%(contacts)s::uuid[] is null or contact_id = any(%(contacts)s))
order by asked_at, id"""

_GET = """
select id, contact_id, asked_by, asked_at, removed, done_at from crm.erasures
where tenant_id = %(tenant)s and id = %(id)s"""

_WITHIN = "select from crm.contacts where tenant_id = %(tenant)s and id = %(id)s and project_id = %(project)s"

_BEGIN = """
insert into crm.erasures (tenant_id, id, contact_id, asked_by, asked_at, sealed)
values (%(tenant)s, %(id)s, %(contact)s, %(by)s, %(at)s, %(sealed)s)"""

# Nothing leads to them any more, and nothing is said of them: a webhook of now is about somebody new. Named by hand, so
# that one that was on its way at this moment gives no name back.
_CLOSE = """
with names as (
  delete from crm.identities where tenant_id = %(tenant)s and contact_id = any(%(contacts)s)
), replies as (
  delete from crm.deliveries d using crm.messages m where d.tenant_id = %(tenant)s and d.state = 'pending'
    and m.tenant_id = d.tenant_id and m.id = d.message_id and m.contact_id = any(%(contacts)s)
)
update crm.contacts set name = '', name_by_hand = true, phone = null, email = null, language = null, timezone = null,
  tags = '{}', custom_fields = '{}', deleted_at = coalesce(deleted_at, %(at)s),
  version = version + 1, updated_at = now()
where tenant_id = %(tenant)s and id = any(%(contacts)s)"""

_LOCK = """
select version from crm.contacts where tenant_id = %(tenant)s and id = any(%(contacts)s) order by id for update"""

# A provider's clock may be ahead of ours, but not by the years that a broken one tells.
_LATEST = """
select greatest(%(now)s::timestamptz, least(max(at), %(now)s::timestamptz + interval '1 day')) as until
from crm.messages where tenant_id = %(tenant)s and contact_id = any(%(contacts)s)"""

_FORGET_KEYS = "delete from core.lake_keys where tenant_id = %(tenant)s and id = any(%(ids)s)"

_REMOVED = """
update crm.erasures set removed = removed
  || jsonb_build_object(%(where)s::text, coalesce((removed ->> %(where)s)::bigint, 0) + %(number)s)
where tenant_id = %(tenant)s and id = %(id)s"""

_FINISH = """
update crm.erasures set done_at = %(at)s, sealed = null
where tenant_id = %(tenant)s and id = %(id)s and done_at is null"""


class UnderWay(Conflict):
    """This person is being erased already."""


class Open(NamedTuple):
    """An erasure that is under way, and whom it is about."""

    erasure: Erasure
    person: Person


async def erase_contact(
    tx: Tx, principal: Principal, contact_id: UUID, said: Confirmation, sealer: Sealer, named_by: NamedBy,
    clock: Clock = wall_clock,
) -> ErasureAnswer:  # fmt: skip
    """Erase a person and everything they said, for good: asked first, done when confirmed.

    Without a confirmation it changes nothing: it tells what would go, and gives the confirmation that the same caller
    repeats within ten minutes to have it done.
    """
    person, now = await _person(tx, principal, contact_id, named_by), clock()
    answer = ErasureAnswer(contacts=person.contacts, broker_until=now + BROKER_KEEPS, exports=await exports(tx))
    if await tx.rows(_OPEN, contacts=person.contacts):
        raise UnderWay
    deed = Deed(principal, "erase_contact", {"contact_id": str(contact_id)})
    if said.confirmation is None:
        answer.would_remove = await count_theirs(tx, person)
        answer.confirmation, answer.expires_at = token_for(sealer, deed, now)
        return answer
    await confirm(tx, sealer, deed, said.confirmation, now)
    answer.erasure = await _begin(tx, principal, contact_id, person, sealer, now)
    return answer


async def get_erasure(tx: Tx, principal: Principal, erasure_id: UUID) -> Erasure:
    """Show how far an erasure has come, and what it has removed."""
    if principal.project_id:
        raise NotFound("There is no such erasure here.")
    return await tx.one(Erasure, _GET, id=erasure_id)


async def export_contact(tx: Tx, principal: Principal, contact_id: UUID, named_by: NamedBy) -> ContactExport:
    """Give everything that the tables hold of a person, at most 10,000 rows of each."""
    person = await _person(tx, principal, contact_id, named_by)
    tables = await rows_of(tx, person, MOST + 1)
    cut = [name for name, rows in tables.items() if len(rows) > MOST]
    return ContactExport(contacts=person.contacts, tables={name: rows[:MOST] for name, rows in tables.items()}, cut=cut)


async def open_erasures(tx: Tx, sealer: Sealer) -> list[Open]:
    """The erasures that are under way, the oldest first."""
    rows = await tx.rows(_OPEN, contacts=None)
    return [Open(Erasure(**row), _unsealed(tx, row["id"], sealer, row["sealed"])) for row in rows]


async def note_removed(tx: Tx, erasure_id: UUID, where: str, number: int) -> None:
    """Remember, in the transaction that removes them, how many rows went from where."""
    if number:
        await tx.run(_REMOVED, id=erasure_id, where=where, number=number)


async def finish(tx: Tx, open_: Open, now: datetime) -> None:
    """Forget whom an erasure was about, and tell everybody who may have a copy."""
    if await tx.run(_FINISH, id=open_.erasure.id, at=now):
        for contact in open_.person.contacts:
            tx.emit(ContactErased(contact_id=contact, erased_at=now), version=open_.person.version, time=now)


async def _person(tx: Tx, principal: Principal, contact_id: UUID, named_by: NamedBy) -> Person:
    """The person, for somebody who may reach all projects. Raises NotFound, Forbidden."""
    if principal.project_id and await tx.rows(_WITHIN, id=contact_id, project=principal.project_id):
        raise Forbidden("A person is known in every project: this needs a credential that is bound to none.")
    if principal.project_id:
        raise NotFound("There is no such contact here.")
    return await find_person(tx, contact_id, named_by)


async def _begin(
    tx: Tx, principal: Principal, contact_id: UUID, person: Person, sealer: Sealer, now: datetime
) -> Erasure:
    """Close everything that leads to the person, for good; the rows that are left are removed round after round."""
    erasure_id, keys = uuid4(), await sure_keys(tx, sealer, [])
    owners = person.lake_owners(tx.tenant_id)
    locked = await tx.rows(_LOCK, contacts=person.contacts)
    person = person.model_copy(update={"version": 2 + max(row["version"] for row in locked)})
    sealed = _sealed(tx, erasure_id, sealer, person)
    await tx.run(_BEGIN, id=erasure_id, contact=contact_id, by=principal.subject, at=now, sealed=sealed)
    opened = await lake_keys(tx, keys, owners)
    (latest,) = await tx.rows(_LATEST, contacts=person.contacts, now=now)
    await bury(tx, keys, [*owners, *map(identity_name, person.identities)], latest["until"])
    await tx.run(_CLOSE, contacts=person.contacts, at=now)
    await note_removed(tx, erasure_id, "crm.identities", len(person.identities))
    await note_removed(tx, erasure_id, "core.lake_keys", await tx.run(_FORGET_KEYS, ids=opened))
    return await tx.one(Erasure, _GET, id=erasure_id)


def _sealed(tx: Tx, erasure_id: UUID, sealer: Sealer, person: Person) -> bytes:
    return sealer.seal(person.model_dump_json().encode(), f"erasing/{tx.tenant_id}/{erasure_id}".encode())


def _unsealed(tx: Tx, erasure_id: UUID, sealer: Sealer, sealed: bytes) -> Person:
    plain = sealer.open(bytes(sealed), f"erasing/{tx.tenant_id}/{erasure_id}".encode())
    return Person.model_validate(orjson.loads(plain))
