"""Receipts, edits, reactions and revocations: held until their message is there, then applied, blind to order.

Everything passes through `crm.message_pending`, early or late, so there is one path. Of two edits, or two reactions of
one person, the one with the later provider time wins, then the greater id.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.crm.message import (
    MessageDelivered,
    MessageEdited,
    MessageEvent,
    MessageFailed,
    MessagePlayed,
    MessageReactionAdded,
    MessageReactionRemoved,
    MessageRead,
    MessageRevoked,
    MessageSent,
    MessageStatus,
    ObservedChange,
    further,
)
from memory.db import Ask, Tx, as_json

_HOLD = """
insert into crm.message_pending (tenant_id, channel_id, provider_id, kind, change_id, at, from_me, chat, actor, actors,
  status, text)
select %(tenant)s, r.channel_id, r.provider_id, r.kind, r.change_id, r.at, r.from_me, r.chat, r.actor, r.actors,
  r.status, r.text
from jsonb_to_recordset(%(rows)s::jsonb)
  as r(channel_id uuid, provider_id text, kind text, change_id text, at timestamptz, from_me boolean, chat text,
       actor text, actors jsonb, status text, text text)
on conflict do nothing"""

# What may be applied: a receipt always; the rest only where the one who did it is the one who wrote the message, or,
# for revocations and reactions, a member of the same group. A forged id changes nobody else's message.
_TAKE = """
with waiting as (
  select distinct * from json_to_recordset(%(touched)s::json) as t(channel_id uuid, provider_id text)
), locked as (
  select m.*, c.external_id, c.type as chat_type
  from waiting w
  join crm.messages m on m.tenant_id = %(tenant)s and m.channel_id = w.channel_id and m.provider_id = w.provider_id
  join crm.chats c on c.tenant_id = m.tenant_id and c.id = m.chat_id
  order by m.id for no key update of m
), taken as (
  delete from crm.message_pending p using locked m
  where p.tenant_id = %(tenant)s and p.channel_id = m.channel_id and p.provider_id = m.provider_id
    and case p.kind
      when 'ack' then true
      when 'reaction' then p.chat = m.external_id or (p.from_me and m.chat_type = 'individual') or exists (
        select from jsonb_to_recordset(p.actors) as a(scheme text, scope text, value text)
        join crm.identities i using (scheme, scope, value)
        where i.tenant_id = %(tenant)s and i.project_id = m.project_id and i.contact_id = m.contact_id)
      else (p.from_me and m.from_me)
        or (p.kind = 'revoke' and m.chat_type = 'group' and p.chat = m.external_id)
        or (not p.from_me and not m.from_me and exists (
          select from jsonb_to_recordset(p.actors) as a(scheme text, scope text, value text)
          join crm.identities i using (scheme, scope, value)
          where i.tenant_id = %(tenant)s and i.project_id = m.project_id and i.contact_id = m.contact_id))
      end
  returning p.*, m.id as message_id
)
select t.kind, t.change_id, t.at, t.actor, t.status as reported, t.text as said, t.message_id,
  m.version, m.status, m.text, m.at as sent_at, m.chat_id, m.edited_at, m.revoked_at, m.delivered_at, m.read_at,
  m.played_at, m.failure_reason
from taken t join locked m on m.id = t.message_id
order by t.message_id, t.at, t.change_id"""

_WAITING_FOR = """
select distinct m.channel_id, m.provider_id from crm.messages m
join crm.message_pending p using (tenant_id, channel_id, provider_id)
where m.tenant_id = %(tenant)s and m.contact_id = any(%(contacts)s)"""

_UPDATE = """
update crm.messages m set
  status = r.status, failure_reason = r.failure_reason, delivered_at = r.delivered_at, read_at = r.read_at,
  played_at = r.played_at, revoked_at = r.revoked_at, version = r.version,
  text = case when r.revoked_at is null then m.text end,
  media = case when r.revoked_at is null then m.media end
from json_to_recordset(%(rows)s::json)
  as r(id uuid, status text, failure_reason text, delivered_at timestamptz, read_at timestamptz, played_at timestamptz,
       revoked_at timestamptz, version integer)
where m.tenant_id = %(tenant)s and m.id = r.id"""

_EDIT = """
with told as (
  select * from json_to_recordset(%(rows)s::json)
    as r(message_id uuid, change_id text, at timestamptz, text text)
), history as (
  insert into crm.message_edits (tenant_id, message_id, change_id, at, text)
  select %(tenant)s, t.message_id, t.change_id, t.at, t.text from told t
  union all
  select distinct %(tenant)s::uuid, m.id, '', m.at, m.text from told t
  join crm.messages m on m.tenant_id = %(tenant)s and m.id = t.message_id
  where m.edited_at is null and m.text is not null
  on conflict do nothing
), newest as (
  select distinct on (message_id) message_id, at, text from (
    select message_id, at, change_id, text from told
    union all
    select e.message_id, e.at, e.change_id, e.text from crm.message_edits e
    where e.tenant_id = %(tenant)s and e.change_id <> '' and e.message_id in (select message_id from told)) e
  order by message_id, at desc, change_id desc
)
update crm.messages m set text = n.text, edited_at = n.at from newest n
where m.tenant_id = %(tenant)s and m.id = n.message_id"""

_REACT = """
insert into crm.message_reactions as old (tenant_id, message_id, actor, emoji, at, change_id)
select %(tenant)s, r.message_id, r.actor, r.emoji, r.at, r.change_id
from json_to_recordset(%(rows)s::json)
  as r(message_id uuid, actor text, emoji text, at timestamptz, change_id text)
on conflict (tenant_id, message_id, actor) do update set emoji = excluded.emoji, at = excluded.at,
  change_id = excluded.change_id
where (old.at, old.change_id) < (excluded.at, excluded.change_id)
returning message_id, actor, emoji, at"""

_SETTLE_DELIVERIES = """
update crm.deliveries set state = 'done', last_error = null
where tenant_id = %(tenant)s and state <> 'done' and message_id = any(%(ids)s)"""

_FORGET_EDITS = "delete from crm.message_edits where tenant_id = %(tenant)s and message_id = any(%(ids)s)"

_REACHED: dict[MessageStatus, tuple[str, ...]] = {
    MessageStatus.DELIVERED: ("delivered_at",),
    MessageStatus.READ: ("delivered_at", "read_at"),
    MessageStatus.PLAYED: ("delivered_at", "read_at", "played_at"),
}


@dataclass(frozen=True)
class Change:
    """An observed change with the channel that reported it."""

    channel_id: UUID
    observed: ObservedChange

    def row(self) -> dict[str, Any]:
        """As it is held."""
        seen = self.observed
        actor = min((f"{i.scheme}:{i.value}" for i in seen.actor), default="me") if not seen.from_me else "me"
        actors = [{"scheme": i.scheme, "scope": i.scope, "value": i.value} for i in seen.actor]
        held = seen.model_dump(mode="json", exclude={"actor"})
        return held | {"channel_id": self.channel_id, "actor": actor, "actors": actors}


def hold_changes(ask: Ask, changes: list[Change]) -> None:
    """Put changes where they wait for their message."""
    if changes:
        ask(_HOLD, rows=as_json([change.row() for change in changes]))


async def apply_changes(tx: Tx, touched: set[tuple[UUID, str]], contacts: list[UUID]) -> None:
    """Apply what waits for the touched messages, and for those of people whose names just merged."""
    waiting = [{"channel_id": channel, "provider_id": provider} for channel, provider in sorted(touched)]
    waiting += await tx.rows(_WAITING_FOR, contacts=contacts) if contacts else []
    if not waiting:
        return
    by_message: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in await tx.rows(_TAKE, touched=as_json(waiting)):
        by_message[row["message_id"]].append(row)
    if by_message:
        await _apply(tx, by_message)


async def _apply(tx: Tx, by_message: dict[UUID, list[dict[str, Any]]]) -> None:
    states = [_after(tx, rows) for rows in by_message.values()]
    edits = [row for rows in by_message.values() for row in rows if row["kind"] == "edit" and not _revoked(rows)]
    reactions = [row for rows in by_message.values() for row in rows if row["kind"] == "reaction"]
    async with tx.together() as ask:
        if edits:
            ask(_EDIT, rows=as_json([_edited(row) for row in edits]))
        ask(_UPDATE, rows=as_json(states))
        reacted = ask(_REACT, rows=as_json(_newest(reactions))) if reactions else None
        if revoked := [state["id"] for state in states if state["revoked_at"]]:
            ask(_FORGET_EDITS, ids=revoked)
        if reached := [state["id"] for state in states if state["reached_provider"]]:
            ask(_SETTLE_DELIVERIES, ids=reached)
    if reacted:
        _tell_reactions(tx, reacted.rows, {row["message_id"]: str(row["chat_id"]) for row in reactions})


def _revoked(rows: list[dict[str, Any]]) -> bool:
    return rows[0]["revoked_at"] is not None or any(row["kind"] == "revoke" for row in rows)


def _after(tx: Tx, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The state of a message after its changes, and the news of it."""
    first = rows[0]
    names = ("status", "failure_reason", "delivered_at", "read_at", "played_at", "revoked_at")
    state = {"id": first["message_id"], "version": first["version"] + 1} | {name: first[name] for name in names}
    for row in rows:
        if row["kind"] == "ack":
            _receive(state, row)
        elif row["kind"] == "revoke":
            state["revoked_at"] = min(filter(None, (state["revoked_at"], row["at"])))
    _tell(tx, first, rows, state)
    acks = [MessageStatus(row["reported"]) for row in rows if row["kind"] == "ack"]
    state["reached_provider"] = any(ack not in (MessageStatus.QUEUED, MessageStatus.FAILED) for ack in acks)
    return state


def _receive(state: dict[str, Any], row: dict[str, Any]) -> None:
    reported = MessageStatus(row["reported"])
    state["status"] = further(MessageStatus(state["status"]), reported)
    for name in _REACHED.get(reported, ()):
        state[name] = min(filter(None, (state[name], row["at"])))
    if reported is MessageStatus.FAILED and state["failure_reason"] is None:
        state["failure_reason"] = row["said"] or "the provider reported an error"


def _tell(tx: Tx, before: dict[str, Any], rows: list[dict[str, Any]], state: dict[str, Any]) -> None:
    message, told = before["message_id"], []
    if state["status"] != before["status"]:
        told.append(_progress(message, rows, state))
    if state["revoked_at"] and not before["revoked_at"]:
        told.append(MessageRevoked(message_id=message, revoked_at=state["revoked_at"]))
    edits = [row for row in rows if row["kind"] == "edit"]
    if edits and not state["revoked_at"]:
        newest = max(edits, key=lambda row: (row["at"], row["change_id"]))
        told.append(MessageEdited(message_id=message, edited_at=newest["at"], text=newest["said"] or ""))
    for event in told:
        tx.emit(event, version=state["version"], time=rows[-1]["at"], conversation=str(before["chat_id"]))


def _progress(message: UUID, rows: list[dict[str, Any]], state: dict[str, Any]) -> MessageEvent:
    at = max(row["at"] for row in rows if row["kind"] == "ack")
    match MessageStatus(state["status"]):
        case MessageStatus.DELIVERED:
            return MessageDelivered(message_id=message, delivered_at=state["delivered_at"])
        case MessageStatus.READ:
            return MessageRead(message_id=message, read_at=state["read_at"])
        case MessageStatus.PLAYED:
            return MessagePlayed(message_id=message, played_at=state["played_at"])
        case MessageStatus.FAILED:
            return MessageFailed(message_id=message, failure_reason=state["failure_reason"], failed_at=at)
        case _:
            return MessageSent(message_id=message, sent_at=at)


def _edited(row: dict[str, Any]) -> dict[str, Any]:
    return {k: row[k] for k in ("message_id", "change_id", "at")} | {"text": row["said"] or ""}


def _newest(reactions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last of each person's reactions to a message; no emoji takes it back."""
    newest = {(row["message_id"], row["actor"]): row for row in reactions}
    fields = ("message_id", "actor", "at", "change_id")
    return [{k: row[k] for k in fields} | {"emoji": row["said"] or ""} for row in newest.values()]


def _tell_reactions(tx: Tx, reacted: list[dict[str, Any]], chats: dict[UUID, str]) -> None:
    for row in reacted:
        about = {"message_id": row["message_id"], "actor": row["actor"]}
        event: MessageEvent = (
            MessageReactionAdded(**about, emoji=row["emoji"], reacted_at=row["at"])
            if row["emoji"]
            else MessageReactionRemoved(**about, removed_at=row["at"])
        )
        tx.emit(event, time=row["at"], conversation=chats[row["message_id"]])
