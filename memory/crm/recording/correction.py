"""A record that was made anew brought into the live one: rows that hold their place get the columns of the new ones.

A row that has changed since it was compared (its version says so) is passed over. Nobody is told of any of it.
"""

from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import UUID

from memory.crm.recording import facts
from memory.db import Tx, as_json

Rows = Sequence[dict[str, Any]]
"""Rows as JSON has them, by the names of their columns."""


def _setting(columns: tuple[str, ...]) -> LiteralString:
    names: Any = ", ".join(f"{column} = r.{column}" for column in columns)
    return names  # type: ignore[no-any-return]


_MESSAGES = f"""
update crm.messages t set {_setting(facts.MESSAGE)}, version = t.version + 1
from jsonb_populate_recordset(null::crm.messages, %(rows)s::jsonb) r
where t.tenant_id = %(tenant)s and t.id = r.id and t.version = r.version
returning t.id"""  # noqa: S608

_CONTACTS = f"""
update crm.contacts t set {_setting(facts.CONTACT)}, name_at = r.name_at, language_at = r.language_at,
  version = t.version + 1, updated_at = now()
from jsonb_populate_recordset(null::crm.contacts, %(rows)s::jsonb) r
where t.tenant_id = %(tenant)s and t.id = r.id and t.version = r.version
returning t.id"""  # noqa: S608

_CHATS = f"""
update crm.chats t set {_setting(facts.CHAT)}, status_at = r.status_at, subject_at = r.subject_at,
  version = t.version + 1, updated_at = now()
from jsonb_populate_recordset(null::crm.chats, %(rows)s::jsonb) r
where t.tenant_id = %(tenant)s and t.id = r.id and t.version = r.version
returning t.id"""  # noqa: S608

_EDITS = """
insert into crm.message_edits
select r.* from jsonb_populate_recordset(null::crm.message_edits, %(rows)s::jsonb) r
join crm.messages m on m.tenant_id = %(tenant)s and m.id = r.message_id
on conflict (tenant_id, message_id, change_id) do update set at = excluded.at, text = excluded.text"""

_REACTIONS = """
insert into crm.message_reactions
select r.* from jsonb_populate_recordset(null::crm.message_reactions, %(rows)s::jsonb) r
join crm.messages m on m.tenant_id = %(tenant)s and m.id = r.message_id
on conflict (tenant_id, message_id, actor) do update
  set emoji = excluded.emoji, at = excluded.at, change_id = excluded.change_id"""

_WHO = """
select n.contact_id as made, min(i.contact_id::text)::uuid as live
from jsonb_populate_recordset(null::crm.identities, %(names)s::jsonb) n
join crm.identities i on i.tenant_id = %(tenant)s and i.project_id = n.project_id and i.scheme = n.scheme
  and i.scope = n.scope and i.value = n.value
group by 1"""

_ADD_CONTACTS = """
insert into crm.contacts
select * from jsonb_populate_recordset(null::crm.contacts, %(rows)s::jsonb) on conflict do nothing"""

_ADD_NAMES = """
insert into crm.identities
select * from jsonb_populate_recordset(null::crm.identities, %(rows)s::jsonb) on conflict do nothing"""

_ADD_CHATS = """
insert into crm.chats
select * from jsonb_populate_recordset(null::crm.chats, %(rows)s::jsonb) on conflict do nothing"""

_ADD_MESSAGES = """
insert into crm.messages
select * from jsonb_populate_recordset(null::crm.messages, %(rows)s::jsonb) on conflict do nothing
returning id"""


async def correct_messages(tx: Tx, messages: Rows, edits: Rows, reactions: Rows) -> list[UUID]:
    """Give messages the columns of these, with their edits and reactions; those that it was done to."""
    done = [row["id"] for row in await tx.rows(_MESSAGES, rows=as_json(list(messages)))]
    await _add_changes(tx, set(done), edits, reactions)
    return done


async def correct_contacts(tx: Tx, contacts: Rows) -> int:
    """Give people the columns of these; to how many it was done."""
    return await tx.run(_CONTACTS, rows=as_json(list(contacts)))


async def correct_chats(tx: Tx, chats: Rows) -> int:
    """Give conversations the columns of these; to how many it was done."""
    return await tx.run(_CHATS, rows=as_json(list(chats)))


async def add_messages(tx: Tx, messages: Rows, contacts: Rows, names: Rows, chats: Rows) -> list[UUID]:
    """Add messages that are not there, with the people (found by their names) and conversations that are not either."""
    found = await tx.rows(_WHO, names=as_json(list(names))) if names else []
    live = {str(row["made"]): str(row["live"]) for row in found}
    new = [row for row in contacts if row["id"] not in live]
    await tx.run(_ADD_CONTACTS, rows=as_json(new))
    await tx.run(_ADD_NAMES, rows=as_json([{**row, "contact_id": _of(live, row)} for row in names]))
    await tx.run(_ADD_CHATS, rows=as_json([{**row, "contact_id": _of(live, row)} for row in chats]))
    rows = [{**row, "contact_id": _of(live, row), "session_id": None} for row in messages]
    return [row["id"] for row in await tx.rows(_ADD_MESSAGES, rows=as_json(rows))]


async def add_changes(tx: Tx, edits: Rows, reactions: Rows) -> None:
    """Add edits and reactions, or bring them up to date."""
    await tx.run(_EDITS, rows=as_json(list(edits)))
    await tx.run(_REACTIONS, rows=as_json(list(reactions)))


async def _add_changes(tx: Tx, done: set[UUID], edits: Rows, reactions: Rows) -> None:
    its = [[row for row in rows if UUID(row["message_id"]) in done] for rows in (edits, reactions)]
    await add_changes(tx, its[0], its[1])


def _of(live: dict[str, str], row: dict[str, Any]) -> str | None:
    contact: str | None = row["contact_id"]
    return live.get(contact, contact) if contact else None
