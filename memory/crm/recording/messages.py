"""Records what channels observed: the entrance of the inbound flow into the record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.connector import KeptRaw
from contracts.crm.chat import ChatType
from contracts.crm.message import (
    MessageCreated,
    MessageStatus,
    ObservedChange,
    ObservedMessage,
    Source,
)
from contracts.types import derived_id
from memory.crm import sessionize
from memory.crm.erasing.tombstone import Graves
from memory.crm.recording import surroundings
from memory.crm.recording.arrival import Arrival, Said
from memory.crm.recording.changes import Change, apply_changes, hold_changes
from memory.crm.recording.chats import ask_chats, converse
from memory.crm.recording.identities import ask_people, identify
from memory.db import Ask, Asked, Tx, as_json
from memory.recall.items import Known, index_at_once

_CHANNELS = """
select c.id, c.allow_groups, coalesce(c.session_timeout_minutes, p.session_timeout_minutes) as timeout_minutes
from crm.channels c join core.projects p on p.tenant_id = c.tenant_id and p.id = c.project_id
where c.tenant_id = %(tenant)s and c.id = any(%(channels)s)"""

# Channels and chats remember when something was last said, and messages are recorded.
_WRITE = """
with heard as (
  update crm.channels c set last_message_at = r.at
  from json_to_recordset(%(channels)s::json) as r(id uuid, at timestamptz)
  where c.tenant_id = %(tenant)s and c.id = r.id and (c.last_message_at is null or c.last_message_at < r.at)
), touched as (
  update crm.chats c set last_message_at = r.at
  from json_to_recordset(%(chats)s::json) as r(id uuid, at timestamptz)
  where c.tenant_id = %(tenant)s and c.id = r.id and (c.last_message_at is null or c.last_message_at < r.at)
), new as (
  insert into crm.messages (tenant_id, id, project_id, channel_id, channel_type, chat_id, contact_id, provider_id,
    from_me, content_type, text, media, status, source, language, reply_to, mentions, metadata, timeout_minutes, at)
  select %(tenant)s, r.id, r.project_id, r.channel_id, r.channel_type, r.chat_id, r.contact_id, r.provider_id,
    r.from_me, r.content_type, r.text, r.media, r.status, r.source, r.language, r.reply_to,
    array(select jsonb_array_elements_text(r.mentions)), r.metadata, r.timeout_minutes, r.at
  from jsonb_to_recordset(%(rows)s::jsonb)
    as r(id uuid, project_id uuid, channel_id uuid, channel_type text, chat_id uuid, contact_id uuid, provider_id text,
         from_me boolean, content_type text, text text, media jsonb, status text, source text, language text,
         reply_to text, mentions jsonb, metadata jsonb, timeout_minutes integer, at timestamptz)
  on conflict (tenant_id, channel_id, provider_id) do nothing
  returning id, channel_id, provider_id
)
select new.*, exists (select from crm.message_pending p
  where p.tenant_id = %(tenant)s and p.channel_id = new.channel_id and p.provider_id = new.provider_id) as awaited
from new"""

# Our own reply comes back as a webhook. Where the provider gave it another id than the one we asked for, the reply
# that is still on its way in that chat with that text is the one; it takes the provider's id.
_ADOPT = """
with echo as (
  select r.channel_id, r.chat_id, r.text, r.provider_id,
    row_number() over (partition by r.channel_id, r.chat_id, r.text order by r.at, r.provider_id) as turn
  from json_to_recordset(%(rows)s::json)
    as r(channel_id uuid, chat_id uuid, text text, provider_id text, at timestamptz)
  where not exists (select from crm.messages m
    where m.tenant_id = %(tenant)s and m.channel_id = r.channel_id and m.provider_id = r.provider_id)
), waiting as (
  select m.id, m.channel_id, m.chat_id, m.text,
    row_number() over (partition by m.channel_id, m.chat_id, m.text order by m.at, m.id) as turn
  from crm.deliveries d join crm.messages m on m.tenant_id = d.tenant_id and m.id = d.message_id
  where d.tenant_id = %(tenant)s and d.state in ('sending', 'unknown')
)
update crm.messages m set provider_id = echo.provider_id
from waiting join echo using (channel_id, chat_id, text, turn)
where m.tenant_id = %(tenant)s and m.id = waiting.id"""

_KEEP = """
insert into core.kept_raw (tenant_id, id, channel_id, event, reason, body, received_at)
select %(tenant)s, r.id, r.channel_id, r.event, r.reason, r.body::bytea, r.received_at
from json_to_recordset(%(rows)s::json)
  as r(id uuid, channel_id uuid, event text, reason text, body text, received_at timestamptz)
on conflict do nothing"""


_SHARD = 1
"""Search counts what is recorded apart from what the embed flow adds, so that they do not wait for each other."""


async def record(
    tx: Tx, arrivals: Sequence[Arrival], now: datetime | None = None, known: Known | None = None,
    graves: Graves | None = None,
) -> int:  # fmt: skip
    """Record a batch of one tenant; how many messages were new. A second time it changes nothing and tells nothing.

    With `now` new messages are placed in their sessions at once; without it the sessions flow does it, as they tell.
    With what is `known` of their texts they are findable at once; without it the embed flow makes them so.
    Who knows the `graves` records nothing of people who were erased since.
    """
    if graves:
        await graves.know(tx)
    wanted = _messages(arrivals)
    async with tx.together() as ask:
        channels = ask(_CHANNELS, channels=list({a.raw.channel_id for a in wanted}))
        people, chats = ask_people(ask, wanted), ask_chats(ask, wanted)
        buried = graves.ask(ask, tx, arrivals) if graves else None
    if graves:
        arrivals = graves.spared(tx, arrivals, buried)
        wanted = _messages(arrivals)
    said, refused = _admit(wanted, channels.rows)
    met = await identify(tx, said, people.rows)
    chat_ids, added = await converse(tx, said, met, chats.rows)
    kept = [a for a in arrivals if isinstance(a.observed, KeptRaw)]
    changes = [Change(a.raw.channel_id, a.observed) for a in arrivals if isinstance(a.observed, ObservedChange)]
    changes += _receipts(said)
    told = [_row(tx, one, chat_ids[index], met.contacts.get(index)) for index, one in enumerate(said)]
    rows: dict[UUID, dict[str, Any]] = {}
    for row in told:
        rows.setdefault(row["id"], row)  # of a message told twice the first telling counts
    async with tx.together() as ask:
        met.write(ask)
        added.write(ask)
        hold_changes(ask, changes)
        _keep(ask, kept, refused)
        _adopt(ask, told, said)
        new = _write(ask, list(rows.values()))
        around = sessionize.ask_around(ask, list(rows), met.survivors) if now and (rows or met.survivors) else None
        if known is not None and (texts := {at: row["text"] for at, row in rows.items() if row["text"]}):
            index_at_once(ask, texts, known, _SHARD)
    met.tell(tx)
    added.tell(tx)
    placed = await sessionize.place(tx, around.rows if around else [], met.survivors)
    recorded = {row["id"] for row in new.rows}
    _tell(tx, [row for message_id, row in rows.items() if message_id in recorded], placed.sessions())
    if now:
        await sessionize.tell(tx, placed, now)
    await surroundings.note(tx, arrivals)
    touched = {(change.channel_id, change.observed.provider_id) for change in changes}
    touched |= {(row["channel_id"], row["provider_id"]) for row in new.rows if row["awaited"]}
    await apply_changes(tx, touched, met.survivors)
    return len(new.rows)


def _messages(arrivals: Sequence[Arrival]) -> list[Arrival]:
    return [one for one in arrivals if isinstance(one.observed, ObservedMessage)]


def _admit(wanted: Sequence[Arrival], found: list[dict[str, Any]]) -> tuple[list[Said], list[Arrival]]:
    """The messages to record, and those that the channel does not want (groups, where they are off)."""
    channels = {row["id"]: row for row in found}
    said: list[Said] = []
    refused: list[Arrival] = []
    for one in wanted:
        channel = channels.get(one.raw.channel_id)
        group = isinstance(one.observed, ObservedMessage) and one.observed.chat_type is ChatType.GROUP
        if channel is None or (group and not channel["allow_groups"]):
            refused.append(one)
        elif isinstance(one.observed, ObservedMessage):
            raw, timeout = one.raw, channel["timeout_minutes"]
            said.append(Said(raw.channel_id, raw.channel_type, raw.project_id, timeout, one.observed, one.language))
    return said, refused


def _row(tx: Tx, one: Said, chat: UUID, contact: UUID | None) -> dict[str, Any]:
    seen = one.observed
    return {
        "id": derived_id(tx.tenant_id, one.channel_id, seen.provider_id, "message"),
        "project_id": one.project_id,
        "channel_id": one.channel_id,
        "channel_type": one.channel_type,
        "chat_id": chat,
        "contact_id": contact,
        "provider_id": seen.provider_id,
        "from_me": seen.from_me,
        "content_type": seen.content_type,
        "text": seen.text,
        "media": seen.media.model_dump() if seen.media else None,
        "status": MessageStatus.SENT if seen.from_me else MessageStatus.DELIVERED,
        "source": Source.WEBHOOK,
        "language": one.language,
        "reply_to": seen.reply_to,
        "mentions": seen.mentions,
        "metadata": seen.metadata,
        "timeout_minutes": one.timeout_minutes,
        "at": seen.at,
    }


def _write(ask: Ask, rows: list[dict[str, Any]]) -> Asked:
    return ask(
        _WRITE,
        channels=_last(rows, "channel_id"),
        chats=_last(rows, "chat_id"),
        rows=as_json(rows),
    )


def _last(rows: list[dict[str, Any]], name: str) -> str:
    """When something was last said, by channel or chat."""
    last = {row[name]: row["at"] for row in sorted(rows, key=lambda row: row["at"])}
    return as_json([{"id": where, "at": at} for where, at in last.items()])


def _adopt(ask: Ask, rows: list[dict[str, Any]], said: list[Said]) -> None:
    echoes = [row for row, one in zip(rows, said, strict=True) if one.observed.from_me and one.observed.from_api]
    if echoes:
        names = ("channel_id", "chat_id", "text", "provider_id", "at")
        ask(_ADOPT, rows=as_json([{name: row[name] for name in names} for row in echoes]))


def _tell(tx: Tx, rows: list[dict[str, Any]], sessions: dict[UUID, UUID]) -> None:
    fields = (
        "contact_id",
        "from_me",
        "channel_id",
        "chat_id",
        "content_type",
        "status",
        "text",
        "language",
        "mentions",
    )
    for row in rows:
        about = {name: row[name] for name in fields}
        session = sessions.get(row["id"])
        event = MessageCreated(message_id=row["id"], created_at=row["at"], session_id=session, **about)
        tx.emit(event, time=row["at"], conversation=str(row["chat_id"]))


def _receipts(said: list[Said]) -> list[Change]:
    """What a webhook of our own message says of its status counts as a receipt, whichever webhook came first."""
    return [
        Change(
            one.channel_id,
            ObservedChange(
                kind="ack",
                provider_id=one.observed.provider_id,
                change_id=f"{one.observed.provider_id}:{one.observed.status}",
                at=one.observed.at,
                from_me=True,
                chat=one.observed.chat,
                status=one.observed.status,
            ),
        )
        for one in said
        if one.observed.from_me and (one.observed.from_api or one.observed.status is not MessageStatus.SENT)
    ]


def _keep(ask: Ask, kept: list[Arrival], refused: list[Arrival]) -> None:
    reasons = [(a, a.observed.event, a.observed.reason) for a in kept if isinstance(a.observed, KeptRaw)]
    reasons += [(a, "message", "the channel takes no groups, or is gone") for a in refused]
    rows = [
        {
            "id": arrival.raw.id,
            "channel_id": arrival.raw.channel_id,
            "event": event,
            "reason": reason,
            "body": arrival.raw.body,
            "received_at": arrival.raw.received_at,
        }
        for arrival, event, reason in reasons
    ]
    if rows:
        ask(_KEEP, rows=as_json(rows))
