"""News that is of no single message: the state of a channel, members and subject of a group, archives, labels."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from contracts.connector import ObservedArchive, ObservedChannel, ObservedGroup, ObservedLabel
from contracts.crm.channel import (
    ChannelActivated,
    ChannelLabelDeleted,
    ChannelLabelUpserted,
    ChannelStatus,
    ChannelStatusChanged,
)
from contracts.crm.chat import (
    ChatArchived,
    ChatParticipantAdded,
    ChatParticipantRemoved,
    ChatSubjectUpdated,
    ChatType,
    ChatUnarchived,
)
from contracts.types import derived_id
from memory.crm.recording.arrival import Arrival
from memory.crm.recording.chats import UNNAMED, Place, add_chats
from memory.db import Tx, as_json

_STATUS = """
update crm.channels c set status = r.status, status_at = r.at, version = c.version + 1, updated_at = now(),
  last_error = case when r.status = 'error' then r.reason end
from json_to_recordset(%(rows)s::json) as r(id uuid, status text, at timestamptz, reason text)
where c.tenant_id = %(tenant)s and c.id = r.id and c.status_at < r.at and c.status <> r.status
returning c.id, c.version, c.status, c.status_at, r.reason"""

_SUBJECT = """
update crm.chats c set subject = r.subject, subject_at = r.at, version = c.version + 1, updated_at = now()
from json_to_recordset(%(rows)s::json) as r(id uuid, subject text, at timestamptz)
where c.tenant_id = %(tenant)s and c.id = r.id and c.subject_at < r.at and c.subject is distinct from r.subject
returning c.id, c.version, c.subject"""

_ARCHIVE = """
update crm.chats c set status = r.status, status_at = r.at, version = c.version + 1, updated_at = now()
from json_to_recordset(%(rows)s::json) as r(channel_id uuid, external_id text, status text, at timestamptz)
where c.tenant_id = %(tenant)s and c.channel_id = r.channel_id and c.external_id = r.external_id
  and c.status_at < r.at and c.status <> r.status and c.status <> 'closed'
returning c.id, c.version, c.status"""

_MEMBERS = """
with told as (
  insert into crm.chat_members as old (tenant_id, chat_id, external_id, present, admin, at, change_id)
  select %(tenant)s, r.chat_id, r.external_id, r.present, r.admin, r.at, r.change_id
  from json_to_recordset(%(rows)s::json)
    as r(chat_id uuid, external_id text, present boolean, admin boolean, at timestamptz, change_id text)
  on conflict (tenant_id, chat_id, external_id) do update
    set present = excluded.present, admin = excluded.admin, at = excluded.at, change_id = excluded.change_id
    where (old.at, old.change_id) < (excluded.at, excluded.change_id)
  returning chat_id, external_id, present
)
select * from told order by chat_id, external_id"""

_PARTICIPANTS = """
update crm.chats c set version = c.version + 1, updated_at = now(), participants = coalesce((
  select jsonb_agg(jsonb_build_object('external_id', m.external_id, 'admin', m.admin) order by m.external_id)
  from crm.chat_members m where m.tenant_id = c.tenant_id and m.chat_id = c.id and m.present), '[]')
where c.tenant_id = %(tenant)s and c.id = any(%(chats)s)"""

_LABELS = """
insert into crm.labels as old (tenant_id, channel_id, label_id, name, deleted, at)
select %(tenant)s, r.channel_id, r.label_id, r.name, r.deleted, r.at
from json_to_recordset(%(rows)s::json) as r(channel_id uuid, label_id text, name text, deleted boolean, at timestamptz)
on conflict (tenant_id, channel_id, label_id) do update
  set name = coalesce(excluded.name, old.name), deleted = excluded.deleted, at = excluded.at
  where old.at < excluded.at
returning channel_id, label_id, name, deleted, at"""


async def note(tx: Tx, arrivals: Sequence[Arrival]) -> None:
    """Record what a batch tells of channels, groups, archives and labels; the newest word on each wins."""
    await _channels(tx, [(a, a.observed) for a in arrivals if isinstance(a.observed, ObservedChannel)])
    await _groups(tx, [(a, a.observed) for a in arrivals if isinstance(a.observed, ObservedGroup)])
    await _archives(tx, [(a, a.observed) for a in arrivals if isinstance(a.observed, ObservedArchive)])
    await _labels(tx, [(a, a.observed) for a in arrivals if isinstance(a.observed, ObservedLabel)])


async def _channels(tx: Tx, seen: list[tuple[Arrival, ObservedChannel]]) -> None:
    newest = {a.raw.channel_id: one for a, one in sorted(seen, key=lambda pair: pair[1].at)}
    if not newest:
        return
    rows = [{"id": channel} | one.model_dump(mode="json") for channel, one in newest.items()]
    for row in await tx.rows(_STATUS, rows=as_json(rows)):
        status, at = ChannelStatus(row["status"]), row["status_at"]
        changed = ChannelStatusChanged(channel_id=row["id"], status=status, reason=row["reason"], changed_at=at)
        tx.emit(changed, version=row["version"], time=at)
        if status is ChannelStatus.ACTIVE:
            tx.emit(ChannelActivated(channel_id=row["id"], activated_at=at), version=row["version"], time=at)


async def _groups(tx: Tx, seen: list[tuple[Arrival, ObservedGroup]]) -> None:
    if not seen:
        return
    seen = sorted(seen, key=lambda pair: (pair[1].at, pair[1].change_id))
    places = {Place(a.raw.channel_id, one.chat, ChatType.GROUP, None, UNNAMED): a.raw.project_id for a, one in seen}
    await add_chats(tx, places)
    ids = [derived_id(tx.tenant_id, a.raw.channel_id, one.chat, "chat") for a, one in seen]
    subjects = {chat: {"id": chat, "subject": one.subject, "at": one.at}
                for chat, (_, one) in zip(ids, seen, strict=True) if one.subject is not None}  # fmt: skip
    for row in await tx.rows(_SUBJECT, rows=as_json(list(subjects.values()))):
        tx.emit(ChatSubjectUpdated(chat_id=row["id"], new_subject=row["subject"]), version=row["version"])
    await _members(tx, {(chat, name): row for chat, (_, one) in zip(ids, seen, strict=True)
                        for name, row in _presence(chat, one).items()})  # fmt: skip


def _presence(chat: UUID, one: ObservedGroup) -> dict[str, dict[str, Any]]:
    said = {"chat_id": chat, "at": one.at, "change_id": one.change_id}
    came = {name: said | {"external_id": name, "present": True, "admin": admin} for name, admin in one.joined.items()}
    return came | {name: said | {"external_id": name, "present": False, "admin": False} for name in one.left}


async def _members(tx: Tx, rows: dict[tuple[UUID, str], dict[str, Any]]) -> None:
    if not rows:
        return
    told = await tx.rows(_MEMBERS, rows=as_json(list(rows.values())))
    await tx.run(_PARTICIPANTS, chats=list({row["chat_id"] for row in told}))
    for row in told:
        chat, name = row["chat_id"], row["external_id"]
        who = derived_id(tx.tenant_id, chat, name, "participant")
        event = ChatParticipantAdded if row["present"] else ChatParticipantRemoved
        tx.emit(event(chat_id=chat, participant_id=who, external_id=name))


async def _archives(tx: Tx, seen: list[tuple[Arrival, ObservedArchive]]) -> None:
    newest = {(a.raw.channel_id, one.chat): one for a, one in sorted(seen, key=lambda pair: pair[1].at)}
    if not newest:
        return
    rows = [
        {"channel_id": channel, "external_id": chat, "status": "archived" if one.archived else "active", "at": one.at}
        for (channel, chat), one in newest.items()
    ]
    for row in await tx.rows(_ARCHIVE, rows=as_json(rows)):
        event = ChatArchived if row["status"] == "archived" else ChatUnarchived
        tx.emit(event(chat_id=row["id"]), version=row["version"])


async def _labels(tx: Tx, seen: list[tuple[Arrival, ObservedLabel]]) -> None:
    newest = {(a.raw.channel_id, one.label_id): one for a, one in sorted(seen, key=lambda pair: pair[1].at)}
    if not newest:
        return
    rows = [{"channel_id": channel} | one.model_dump(mode="json") for (channel, _), one in newest.items()]
    for row in await tx.rows(_LABELS, rows=as_json(rows)):
        about = {"channel_id": row["channel_id"], "label_id": row["label_id"], "timestamp": row["at"]}
        event = (
            ChannelLabelDeleted(**about)
            if row["deleted"]
            else ChannelLabelUpserted(**about, label_name=row["name"] or "")
        )
        tx.emit(event, time=row["at"])
