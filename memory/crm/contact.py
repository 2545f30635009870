"""People: listed, found, added and changed by hand, removed. What webhooks tell of them is in recording/."""

import re
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import Field

from contracts.core.user import Principal
from contracts.crm.contact import (
    MAX_TAGS,
    Contact,
    ContactCreated,
    ContactDeleted,
    ContactDraft,
    ContactPatch,
    ContactPhoneSet,
    ContactTags,
    ContactUpdated,
)
from contracts.errors import Conflict, Invalid
from contracts.types import Page
from memory.db import Tx, as_json
from memory.page import Cursor, Limit, keys, page
from memory.request import changes_to, expected, project_for

Words = Annotated[str, Field(min_length=1, max_length=200)]

_LIST = """
select c.* from crm.contacts c
where c.tenant_id = %(tenant)s and c.deleted_at is null
  and (%(project)s::uuid is null or c.project_id = %(project)s)
  and (%(text)s::text is null or unaccent(c.name) ilike unaccent(%(text)s) or c.email ilike %(text)s
    or c.phone like %(digits)s)
  and (%(tag)s::text is null or %(tag)s = any(c.tags))
  and (%(after_at)s::timestamptz is null or (c.created_at, c.id) < (%(after_at)s, %(after_id)s))
order by c.created_at desc, c.id desc
limit %(rows)s"""

# `union` (not `union all`) ends even where two merges would point at each other.
_GET = """
with recursive chain as (
  select id, merged_into from crm.contacts where tenant_id = %(tenant)s and id = %(id)s
  union
  select c.id, c.merged_into from chain
  join crm.contacts c on c.tenant_id = %(tenant)s and c.id = chain.merged_into
)
select c.* from chain join crm.contacts c on c.tenant_id = %(tenant)s and c.id = chain.id
where c.merged_into is null and c.deleted_at is null and (%(project)s::uuid is null or c.project_id = %(project)s)"""

_LOCK = """
select * from crm.contacts
where tenant_id = %(tenant)s and id = %(id)s and deleted_at is null
  and (%(project)s::uuid is null or project_id = %(project)s)
for update"""

_CREATE = """
insert into crm.contacts (tenant_id, id, project_id, name, name_by_hand, phone, email, language, language_at, tags,
  custom_fields)
values (%(tenant)s, %(id)s, %(project)s, %(name)s, true, %(phone)s, %(email)s, %(language)s,
  case when %(language)s::text is not null then now() end, %(tags)s, %(custom_fields)s::jsonb)
returning *"""

_UPDATE = """
update crm.contacts set
  name = %(name)s, name_by_hand = name_by_hand or name <> %(name)s,
  language = %(language)s,
  language_at = case when language is distinct from %(language)s then now() else language_at end,
  email = %(email)s, timezone = %(timezone)s, tags = %(tags)s, custom_fields = %(custom_fields)s::jsonb,
  version = version + 1, updated_at = now()
where tenant_id = %(tenant)s and id = %(id)s
returning *"""

_DELETE = """
update crm.contacts set deleted_at = now(), version = version + 1, updated_at = now()
where tenant_id = %(tenant)s and id = %(id)s
returning *"""

_CLAIM = """
insert into crm.identities as i (tenant_id, project_id, scheme, value, contact_id)
values (%(tenant)s, %(project)s, %(scheme)s, %(value)s, %(id)s)
on conflict (tenant_id, project_id, scheme, scope, value) do update set contact_id = excluded.contact_id
where i.contact_id = excluded.contact_id"""

_RELEASE = """
delete from crm.identities
where tenant_id = %(tenant)s and contact_id = %(id)s
  and (%(scheme)s::text is null or (scheme = %(scheme)s and scope = '' and value = %(value)s))"""

_CLEARABLE = {"email", "language", "timezone"}


async def list_contacts(
    tx: Tx,
    principal: Principal,
    *,
    q: Words | None = None,
    tag: Words | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[Contact]:
    """List people, newest first; `q` looks in name, phone and e-mail."""
    asked = {"project": principal.project_id, "text": _like(q), "digits": _digits(q), "tag": tag}
    found = await tx.all(Contact, _LIST, **asked, **keys(limit, cursor))
    return page(found, limit, lambda contact: (contact.created_at, contact.id))


async def get_contact(tx: Tx, principal: Principal, contact_id: UUID) -> Contact:
    """Show a person; for one who was merged, the person that they became."""
    return await tx.one(Contact, _GET, id=contact_id, project=principal.project_id)


async def create_contact(tx: Tx, principal: Principal, draft: ContactDraft) -> Contact:
    """Add a person by hand."""
    project_id = await project_for(tx, principal, draft.project_id)
    values = draft.model_dump(exclude={"project_id"}) | _stored(draft.tags, draft.custom_fields)
    contact = await tx.one(Contact, _CREATE, id=uuid4(), project=project_id, **values)
    await _claim(tx, contact, "phone", contact.phone)
    await _claim(tx, contact, "email", contact.email)
    _tell_created(tx, contact)
    return contact


async def update_contact(tx: Tx, principal: Principal, contact_id: UUID, patch: ContactPatch, version: int) -> Contact:
    """Change what we know of a person; tags and custom fields that are sent replace the old ones."""
    found = expected(await _lock(tx, principal, contact_id), version)
    return await _change(tx, found, changes_to(found, patch, clearable=_CLEARABLE))


async def tag_contact(tx: Tx, principal: Principal, contact_id: UUID, change: ContactTags) -> Contact:
    """Add tags to a person, take some away, or replace all; there are at most 50."""
    found = await _lock(tx, principal, contact_id)
    kept = {"add": found.tags, "remove": [one for one in found.tags if one not in change.tags], "replace": []}
    tags = list(dict.fromkeys([*kept[change.operation], *([] if change.operation == "remove" else change.tags)]))
    if len(tags) > MAX_TAGS:
        raise Invalid(f"A person has at most {MAX_TAGS} tags: remove some first.")
    return await _change(tx, found, {"tags": tags} if tags != found.tags else {})


async def _change(tx: Tx, found: Contact, changes: dict[str, Any]) -> Contact:
    if not changes:
        return found
    wanted = found.model_copy(update=changes)
    if "email" in changes:
        await _release(tx, found, "email", found.email)
        await _claim(tx, wanted, "email", wanted.email)
    values = wanted.model_dump(include={"name", "language", "email", "timezone"})
    changed = await tx.one(Contact, _UPDATE, id=found.id, **values, **_stored(wanted.tags, wanted.custom_fields))
    event = ContactUpdated(contact_id=changed.id, updated_at=changed.updated_at, changes=changes)
    tx.emit(event, version=changed.version, time=changed.updated_at)
    return changed


async def delete_contact(tx: Tx, principal: Principal, contact_id: UUID, version: int) -> None:
    """Remove a person; their phone and e-mail are free for another one, their conversations stay."""
    found = expected(await _lock(tx, principal, contact_id), version)
    gone = await tx.one(Contact, _DELETE, id=found.id)
    await _release(tx, found)
    event = ContactDeleted(contact_id=gone.id, deleted_at=gone.updated_at)
    tx.emit(event, version=gone.version, time=gone.updated_at)


async def _lock(tx: Tx, principal: Principal, contact_id: UUID) -> Contact:
    return await tx.one(Contact, _LOCK, id=contact_id, project=principal.project_id)


async def _claim(tx: Tx, contact: Contact, scheme: str, value: str | None) -> None:
    claim = {"id": contact.id, "project": contact.project_id, "scheme": scheme, "value": value}
    if value and not await tx.run(_CLAIM, **claim):
        raise Conflict(f"The {scheme} {value} belongs to another contact: change that one, or leave it out here.")


async def _release(tx: Tx, contact: Contact, scheme: str | None = None, value: str | None = None) -> None:
    await tx.run(_RELEASE, id=contact.id, scheme=scheme, value=value)


def _tell_created(tx: Tx, contact: Contact) -> None:
    created = ContactCreated(
        contact_id=contact.id,
        project_id=contact.project_id,
        tenant_id=tx.tenant_id,
        name=contact.name,
        created_at=contact.created_at,
    )
    tx.emit(created, time=contact.created_at)
    if contact.phone:
        told = ContactPhoneSet(contact_id=contact.id, tenant_id=tx.tenant_id, phone=contact.phone, verified=False)
        tx.emit(told, time=contact.created_at)


def _stored(tags: list[str], custom_fields: dict[str, Any]) -> dict[str, Any]:
    return {"tags": list(dict.fromkeys(tags)), "custom_fields": as_json(custom_fields)}


def _like(words: str | None) -> str | None:
    """A pattern that finds the words as they stand: its own signs mean themselves."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", words) + "%" if words else None


def _digits(words: str | None) -> str | None:
    """A pattern for the phone, when the words can be part of one, however it is written."""
    number = re.sub(r"\D", "", words) if words and re.fullmatch(r"[\d\s()+./-]+", words) else ""
    return f"%{number}%" if number else None
