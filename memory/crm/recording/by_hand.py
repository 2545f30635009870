"""What people did through doors, done once more at its place among the webhooks, from what was told of it.

What an event does not tell is taken from the live row that it was about (`Deed.row`). A reply is told of once more,
since its session follows from that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.crm.message import MessageCreated
from memory.db import Tx, as_json

# Whom a live contact is here: the ids of people depend on which of their messages was recorded first, so it is looked
# for by id (and whom that one was merged into), then by the names that lead to it.
_WHO = """
with recursive chain as (
  select id, merged_into from crm.contacts where tenant_id = %(tenant)s and id = %(contact)s
  union
  select c.id, c.merged_into from chain
  join crm.contacts c on c.tenant_id = %(tenant)s and c.id = chain.merged_into
)
select coalesce(
  (select id from chain where merged_into is null),
  (select i.contact_id from jsonb_to_recordset(%(names)s::jsonb)
     as n(project_id uuid, scheme text, scope text, value text)
   join crm.identities i on i.tenant_id = %(tenant)s and i.project_id = n.project_id and i.scheme = n.scheme
     and i.scope = n.scope and i.value = n.value
   order by i.scheme, i.value limit 1)) as id"""

# As it was queued: what became of it is told by webhooks. That the provider took it, or did not, is told by none.
_REPLY = """
insert into crm.messages
select * from jsonb_populate_record(null::crm.messages, %(row)s::jsonb || jsonb_build_object(
  'version', 1, 'contact_id', %(contact)s::uuid, 'session_id', null, 'text', %(text)s::text,
  'chat_id', coalesce((select id from crm.chats where tenant_id = %(tenant)s and id = %(chat)s),
    (%(row)s::jsonb ->> 'chat_id')::uuid),
  'status', case %(row)s::jsonb ->> 'status' when 'queued' then 'queued' when 'failed' then 'failed' else 'sent' end,
  'edited_at', null, 'revoked_at', null, 'delivered_at', null, 'read_at', null, 'played_at', null))
on conflict do nothing"""

# Its language is the one given by hand only while no later word on it came.
_CREATED = """
insert into crm.contacts
select * from jsonb_populate_record(null::crm.contacts, %(row)s::jsonb || jsonb_build_object(
  'version', 1, 'name', %(name)s::text, 'name_by_hand', true, 'name_at', null, 'phone', null,
  'first_interaction_at', null, 'last_interaction_at', null, 'deleted_at', null, 'merged_into', null,
  'source_channel', null)
  || case when %(row)s::jsonb ->> 'language_at' = %(row)s::jsonb ->> 'created_at' then '{}'::jsonb
     else '{"language": null, "language_at": null}' end)
on conflict do nothing"""

_CLAIM = """
insert into crm.identities as i (tenant_id, project_id, scheme, value, contact_id)
select %(tenant)s, c.project_id, %(scheme)s, %(value)s, c.id from crm.contacts c
where c.tenant_id = %(tenant)s and c.id = %(contact)s
on conflict do nothing"""

_PHONE = "update crm.contacts set phone = %(phone)s where tenant_id = %(tenant)s and id = %(contact)s"

_UPDATED = """
update crm.contacts c set
  name = coalesce(%(changes)s::jsonb ->> 'name', c.name), name_by_hand = c.name_by_hand or %(changes)s::jsonb ? 'name',
  language = case when %(changes)s::jsonb ? 'language' then %(changes)s::jsonb ->> 'language' else c.language end,
  language_at = case when %(changes)s::jsonb ? 'language' then %(at)s::timestamptz else c.language_at end,
  email = case when %(changes)s::jsonb ? 'email' then %(changes)s::jsonb ->> 'email' else c.email end,
  timezone = case when %(changes)s::jsonb ? 'timezone' then %(changes)s::jsonb ->> 'timezone' else c.timezone end,
  tags = case when %(changes)s::jsonb ? 'tags'
    then array(select jsonb_array_elements_text(%(changes)s::jsonb -> 'tags')) else c.tags end,
  custom_fields = coalesce(%(changes)s::jsonb -> 'custom_fields', c.custom_fields)
where c.tenant_id = %(tenant)s and c.id = %(contact)s"""

_RELEASE = """
delete from crm.identities
where tenant_id = %(tenant)s and contact_id = %(contact)s and (%(scheme)s::text is null or scheme = %(scheme)s)"""

_DELETED = "update crm.contacts set deleted_at = %(at)s where tenant_id = %(tenant)s and id = %(contact)s"

_CUT = """
insert into crm.session_cuts (tenant_id, contact_id, channel_type, cut_at)
select %(tenant)s, %(contact)s, %(channel_type)s, c.at::timestamptz
from jsonb_array_elements_text(%(cuts)s::jsonb) as c(at)
on conflict do nothing"""

_CHANNEL = """
update crm.channels set
  session_timeout_minutes = case when %(changes)s::jsonb ? 'session_timeout_minutes'
    then (%(changes)s::jsonb ->> 'session_timeout_minutes')::integer else session_timeout_minutes end,
  allow_groups = coalesce((%(changes)s::jsonb ->> 'allow_groups')::boolean, allow_groups)
where tenant_id = %(tenant)s and id = %(channel)s"""


@dataclass(frozen=True)
class Deed:
    """What was told of a thing done by hand. `contact` is the live contact that it concerned, and `names` lead to it.

    `row` is the live row of what was made by it; `cuts` are the moments at which sessions were closed by it.
    """

    type: str
    told: dict[str, Any]
    contact: UUID | None = None
    names: Sequence[dict[str, Any]] = ()
    row: dict[str, Any] | None = None
    cuts: Sequence[str] = ()


class Nobody(LookupError):
    """What was done by hand was about somebody, or something, that is not here."""


async def redo(tx: Tx, deed: Deed) -> None:
    """Do it once more; a second time it changes nothing. Raises Nobody."""
    await _DOORS[deed.type](tx, deed)


async def _who(tx: Tx, deed: Deed) -> UUID:
    (found,) = await tx.rows(_WHO, contact=deed.contact, names=as_json(list(deed.names)))
    if found["id"] is None:
        raise Nobody(f"{deed.type} concerns the contact {deed.contact}, whom no webhook tells of.")
    who: UUID = found["id"]
    return who


def _row(deed: Deed) -> str:
    if deed.row is None:
        raise Nobody(f"What {deed.type} made is no longer there.")
    return as_json(deed.row)


async def _reply(tx: Tx, deed: Deed) -> None:
    row, who, told = _row(deed), await _who(tx, deed), deed.told
    if await tx.run(_REPLY, row=row, contact=who, text=told["text"], chat=told["chat_id"]):
        tx.emit(MessageCreated.read({**told, "contact_id": who}), conversation=told["chat_id"])


async def _create(tx: Tx, deed: Deed) -> None:
    if await tx.run(_CREATED, row=_row(deed), name=deed.told["name"]) and deed.row and deed.row["email"]:
        await tx.run(_CLAIM, contact=deed.contact, scheme="email", value=deed.row["email"])


async def _set_phone(tx: Tx, deed: Deed) -> None:
    who, phone = await _who(tx, deed), deed.told["phone"]
    await tx.run(_PHONE, contact=who, phone=phone)
    await tx.run(_CLAIM, contact=who, scheme="phone", value=phone)


async def _update(tx: Tx, deed: Deed) -> None:
    who, changes = await _who(tx, deed), deed.told["changes"]
    if "email" in changes:
        await tx.run(_RELEASE, contact=who, scheme="email")
        if changes["email"]:
            await tx.run(_CLAIM, contact=who, scheme="email", value=changes["email"])
    await tx.run(_UPDATED, contact=who, changes=as_json(changes), at=deed.told["updated_at"])


async def _delete(tx: Tx, deed: Deed) -> None:
    who = await _who(tx, deed)
    await tx.run(_RELEASE, contact=who, scheme=None)
    await tx.run(_DELETED, contact=who, at=deed.told["deleted_at"])


async def _close(tx: Tx, deed: Deed) -> None:
    kind = deed.told["channel_type"]
    await tx.run(_CUT, contact=await _who(tx, deed), channel_type=kind, cuts=as_json(list(deed.cuts)))


async def _change_channel(tx: Tx, deed: Deed) -> None:
    await tx.run(_CHANNEL, channel=deed.told["channel_id"], changes=as_json(deed.told["changes"]))


_DOORS: dict[str, Any] = {
    "message.created": _reply,
    "contact.created": _create,
    "contact.phone_set": _set_phone,
    "contact.updated": _update,
    "contact.deleted": _delete,
    "session.ended": _close,
    "channel.updated": _change_channel,
}

REDONE = frozenset(_DOORS)
"""The events told by doors that are done once more; the others tell of what the record does not depend on."""
