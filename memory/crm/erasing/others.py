"""What others have of a person, and rows whose owner no condition tells: looked through page by page.

What is theirs goes; of the rest nothing changes but the person's exact names and the words of theirs that it quotes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from contracts.crm.erasure import ERASED
from contracts.crm.message import MessageEdited
from memory.crm.erasing.person import Person
from memory.db import Tx, as_json
from memory.recall.items import forget

PAGE = 2_000
"""Rows that are read at a time, of which few are changed."""

_JUDGED: LiteralString = """
with page as materialized (
  select o.id, o.key, o.data,
    (select h ->> 1 from json_array_elements(o.headers) h where h ->> 0 = 'ce_subject') as about
  from core.outbox o where o.tenant_id = %(tenant)s and o.id > %(after)s order by o.id limit %(most)s
), judged as (
  select p.id, p.data, p.key = any(%(keys)s) or p.about = any(%(contacts)s::uuid[]::text[])
      or exists (select from unnest(%(contacts)s::uuid[]) c where position(c::text in p.data) > 0)
      or exists (select from crm.messages m where m.tenant_id = %(tenant)s and m.contact_id = any(%(contacts)s)
        and m.id = case when p.about ~ '^[0-9a-f-]{36}$' then p.about::uuid end) as theirs,
    p.data ~* %(pattern)s as named
  from page p
)"""

_EVENTS = f"""{_JUDGED}, gone as (
  delete from core.outbox o using judged j where o.tenant_id = %(tenant)s and o.id = j.id and j.theirs returning o.id
), changed as (
  update core.outbox o set data = regexp_replace(o.data, %(pattern)s, %(erased)s, 'gi')
  from judged j where o.tenant_id = %(tenant)s and o.id = j.id and j.named and not j.theirs returning o.id
)
select (select max(id) from page) as last, (select count(*) from gone) as gone,
  (select count(*) from changed) as changed"""  # noqa: S608

_WAITING = f"{_JUDGED} select id, data from judged where theirs order by id"  # noqa: S608

_NAMED = """
with page as materialized (
  select id, contact_id, text, mentions, metadata from crm.messages
  where tenant_id = %(tenant)s and id > %(after)s order by id limit %(most)s
)
select (select id from page order by id desc limit 1) as last, array(
  select id from page where (contact_id is null or contact_id <> all(%(contacts)s))
    and (mentions && %(names)s::text[] or text ~* %(pattern)s or metadata::text ~* %(pattern)s)) as ids"""

_UNNAME = """
update crm.messages m set version = m.version + 1,
  text = regexp_replace(m.text, %(pattern)s, %(erased)s, 'gi'),
  mentions = array(select one from unnest(m.mentions) one where one <> all(%(names)s::text[])),
  metadata = regexp_replace((case when m.metadata ? 'contacts' then jsonb_set(m.metadata, '{contacts}', (
      select coalesce(jsonb_agg(card), '[]') from jsonb_array_elements(m.metadata -> 'contacts') card
      where card::text !~* %(pattern)s)) else m.metadata end)::text, %(pattern)s, %(erased)s, 'gi')::jsonb
from (select id, text as before from crm.messages
  where tenant_id = %(tenant)s and id = any(%(ids)s) order by id for no key update) as old
where m.tenant_id = %(tenant)s and m.id = old.id
returning m.id, m.version, m.chat_id, m.text, m.text is distinct from old.before as reworded"""

_UNNAME_EDITS = """
update crm.message_edits set text = regexp_replace(text, %(pattern)s, %(erased)s, 'gi')
where tenant_id = %(tenant)s and message_id = any(%(ids)s) and text ~* %(pattern)s"""

_FORGET_MODELS = "delete from crm.enrichments where tenant_id = %(tenant)s and message_id = any(%(ids)s)"

_UNNAME_CHATS = """
update crm.chats c set version = c.version + 1, updated_at = now(),
  subject = regexp_replace(c.subject, %(pattern)s, %(erased)s, 'gi'),
  participants = (select coalesce(jsonb_agg(p.one order by p.at), '[]')
    from jsonb_array_elements(c.participants) with ordinality p(one, at)
    where p.one ->> 'external_id' <> all(%(names)s::text[]))
where c.tenant_id = %(tenant)s and (c.contact_id is null or c.contact_id <> all(%(contacts)s))
  and (c.subject ~* %(pattern)s or exists (select from jsonb_array_elements(c.participants) p
    where p ->> 'external_id' = any(%(names)s::text[])))"""

# Who wrote again meanwhile is somebody whom we know nothing of; the conversation is theirs from now on.
_HAND_OVER = """
update crm.chats c set contact_id = m.contact_id, version = c.version + 1, updated_at = now()
from (select distinct on (m.chat_id) m.chat_id, m.contact_id from crm.messages m
  where m.tenant_id = %(tenant)s and m.chat_id = any(%(chats)s) and m.contact_id <> all(%(contacts)s)
  order by m.chat_id, m.at desc, m.id desc) m
where c.tenant_id = %(tenant)s and c.id = m.chat_id and c.contact_id = any(%(contacts)s)"""

_RAW: Mapping[str, LiteralString] = {
    "core.journal": "select t.id, 'raw.inbound' as topic, t.channel_type as kind, t.body, false as theirs",
    "core.kept_raw": """
select t.id, 'raw.inbound' as topic, (select c.type from crm.channels c where c.tenant_id = t.tenant_id
  and c.id = t.channel_id) as kind, t.body, false as theirs""",
    "core.dead_letters": """
select t.id, t.topic, t.headers ->> 'channeltype' as kind, t.data as body,
  t.headers ->> 'ce_subject' = any(%(contacts)s::uuid[]::text[]) or exists (select from crm.messages m
    where m.tenant_id = t.tenant_id and m.contact_id = any(%(contacts)s)
      and m.id::text = t.headers ->> 'ce_subject') as theirs""",
}
"""Tables of bytes that a provider, or a flow, wrote."""

_DROP: Mapping[str, LiteralString] = {
    "core.journal": "delete from core.journal where tenant_id = %(tenant)s and id = any(%(ids)s)",
    "core.kept_raw": "delete from core.kept_raw where tenant_id = %(tenant)s and id = any(%(ids)s)",
    "core.dead_letters": """
with told as (delete from core.outbox where tenant_id = %(tenant)s and event_id = any(%(ids)s))
delete from core.dead_letters where tenant_id = %(tenant)s and id = any(%(ids)s)""",
}

_REWRITE: Mapping[str, LiteralString] = {
    "core.journal": """
update core.journal t set body = r.body::bytea from json_to_recordset(%(rows)s::json) as r(id uuid, body text)
where t.tenant_id = %(tenant)s and t.id = r.id""",
    "core.kept_raw": """
update core.kept_raw t set body = r.body::bytea from json_to_recordset(%(rows)s::json) as r(id uuid, body text)
where t.tenant_id = %(tenant)s and t.id = r.id""",
    "core.dead_letters": """
with told as (delete from core.outbox where tenant_id = %(tenant)s and event_id = any(%(ids)s))
update core.dead_letters t set data = r.body::bytea, error = %(erased)s -- it may quote what the bytes held
from json_to_recordset(%(rows)s::json) as r(id uuid, body text)
where t.tenant_id = %(tenant)s and t.id = r.id""",
}

RAW_TABLES = tuple(_RAW)


@dataclass(frozen=True)
class Bytes:
    """What came from a provider through a channel of a kind, or what an event of a topic says."""

    topic: str
    kind: str | None
    body: bytes


Reread = Callable[[Bytes], bytes | None]
"""What of some bytes may stay: nothing of those that are the person's."""


def _asked(person: Person) -> dict[str, Any]:
    return {**person.asked(), "pattern": person.marks.pattern, "erased": ERASED}


async def look_through_events(tx: Tx, person: Person, after: int) -> tuple[int, int | None]:
    """Look through a page of the events that wait in the outbox, after the one of that number.

    How many were theirs or named them, and the number of the last that was looked at: None behind the last page.
    """
    (found,) = await tx.rows(_EVENTS, **_asked(person), keys=_keys(tx, person), after=after, most=PAGE)
    return found["gone"] + found["changed"], found["last"]


async def waiting_events(tx: Tx, person: Person) -> list[dict[str, Any]]:
    """The events about them that wait in the outbox, or were told in the last days."""
    return await tx.rows(_WAITING, **_asked(person), keys=_keys(tx, person), after=0, most=2**31 - 1)


def _keys(tx: Tx, person: Person) -> list[str]:
    """The keys under which is told what concerns nobody else."""
    talks = [*person.contacts, *(chat.id for chat in person.chats), *person.names]
    return [f"{tx.tenant_id}:{talk}" for talk in talks]


async def look_through_messages(tx: Tx, person: Person, after: UUID, now: datetime) -> tuple[int, UUID | None]:
    """Look through a page of everybody else's messages, in the order of their ids: the exact names of the person go.

    How many named them, and the last that was looked at. Search and models read anew what was reworded.
    """
    asked = _asked(person)
    (found,) = await tx.rows(_NAMED, **asked, after=after, most=PAGE)
    changed = await tx.rows(_UNNAME, **asked, ids=found["ids"]) if found["ids"] else []
    if reworded := [row for row in changed if row["reworded"]]:
        ids = [row["id"] for row in reworded]
        async with tx.together() as ask:
            ask(_UNNAME_EDITS, **asked, ids=ids)
            ask(_FORGET_MODELS, ids=ids)
        await forget(tx, ids)
        for row in reworded:
            event = MessageEdited(message_id=row["id"], edited_at=now, text=row["text"])
            tx.emit(event, version=row["version"], time=now, conversation=str(row["chat_id"]))
    return len(changed), found["last"]


async def unname_chats(tx: Tx, person: Person) -> int:
    """Take the person out of the groups that they were in, and hand their conversations to whoever writes there now."""
    changed = await tx.run(_UNNAME_CHATS, **_asked(person))
    await tx.run(_HAND_OVER, **person.asked())
    return changed


async def raw_rows(tx: Tx, person: Person) -> dict[str, list[dict[str, Any]]]:
    """Everything that providers sent and that is still kept, table by table; most of it is of others."""
    found = {}
    for table, chosen in _RAW.items():
        query: Any = f"{chosen} from {table} t where t.tenant_id = %(tenant)s order by t.id"
        found[table] = await tx.rows(query, **person.asked())
    return found


async def look_through_raw(tx: Tx, table: str, person: Person, after: UUID, reread: Reread) -> tuple[int, UUID | None]:
    """Look through a page of what providers sent, as it is kept in a table, in the order of ids.

    How many rows went or lost something, and the last that was looked at: None behind the last page.
    """
    query: Any = (
        f"{_RAW[table]} from {table} t where t.tenant_id = %(tenant)s and t.id > %(after)s order by t.id limit 200"
    )
    found = await tx.rows(query, **person.asked(), after=after)
    left = {
        row["id"]: None if row["theirs"] else reread(Bytes(row["topic"], row["kind"], bytes(row["body"])))
        for row in found
    }
    gone = [row["id"] for row in found if left[row["id"]] is None]
    changed = [
        {"id": row["id"], "body": left[row["id"]]} for row in found if left[row["id"]] not in (None, row["body"])
    ]
    if gone:
        await tx.run(_DROP[table], ids=gone)
    if changed:
        ids = [row["id"] for row in changed]
        await tx.run(_REWRITE[table], rows=as_json(changed), ids=ids, **_asked(person))
    return len(gone) + len(changed), found[-1]["id"] if found else None
