"""What is reported about a message: receipts, edits, reactions, revocations."""

from contextlib import suppress
from datetime import datetime

from connectors.waha.ids import Jid, jid, message_id, person
from connectors.waha.parse_message import NotRecorded, Webhook, ack, conversation, is_mine, who
from connectors.waha.payload import Fields, clean, moment, need
from contracts.connector import Observation
from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity
from contracts.crm.message import ObservedChange
from contracts.errors import Unparsable


def acknowledged(hook: Webhook) -> list[Observation]:
    """`message.ack` and `message.ack.group`: how far a message got. In a group, the first member counts."""
    payload = hook.payload
    name = need(payload.text("id"), "payload.id")
    chat, _ = conversation(payload)
    status = ack(payload)
    if status is None:
        raise NotRecorded("The acknowledgement has no value.")
    member = jid(payload.text("participant"))
    return [
        ObservedChange(
            kind="ack",
            provider_id=message_id(name),
            change_id=":".join([message_id(name), status, *([str(member)] if member else [])]),
            at=moment(payload.get("timestamp")) or _engine_time(payload) or hook.at,
            from_me=is_mine(payload),
            chat=str(chat),
            actor=_reader(payload, chat),
            status=status,
        )
    ]


def reacted(hook: Webhook) -> list[Observation]:
    """`message.reaction`: an emoji, or an empty text when it was taken back."""
    payload, reaction = hook.payload, hook.payload.fields("reaction")
    name = need(payload.text("id"), "payload.id")
    target = need(reaction.text("messageId"), "payload.reaction.messageId")
    chat, _ = conversation(payload)
    from_me = is_mine(payload)
    return [
        ObservedChange(
            kind="reaction",
            provider_id=message_id(target),
            change_id=message_id(name),
            at=moment(payload.get("timestamp")) or hook.at,
            from_me=from_me,
            chat=str(chat),
            actor=[] if from_me else who(payload, chat, from_me=False),
            text=reaction.text("text") or "",
        )
    ]


def edited(hook: Webhook) -> list[Observation]:
    """`message.edited`: the new text of an earlier message."""
    payload = hook.payload
    name = need(payload.text("id"), "payload.id")
    target = message_id(need(payload.text("editedMessageId") or name, "payload.editedMessageId"))
    chat, _ = conversation(payload)
    body = payload.get("body")
    if not isinstance(body, str):
        raise NotRecorded("The edit tells no text.")
    change_id, at = _report(hook, payload, target)
    from_me = is_mine(payload)
    return [
        ObservedChange(
            kind="edit",
            provider_id=target,
            change_id=change_id,
            at=at,
            from_me=from_me,
            chat=str(chat),
            actor=[] if from_me else who(payload, chat, from_me=False),
            text=clean(body),
        )
    ]


def revoked(hook: Webhook) -> list[Observation]:
    """`message.revoked`: a message was taken back for everyone. `after` is the act, in WEBJS the message itself."""
    after = hook.payload.fields("after") or hook.payload.fields("before") or hook.payload
    name = hook.payload.text("revokedMessageId") or hook.payload.fields("before").text("id") or after.text("id")
    target = message_id(need(name, "payload.revokedMessageId"))
    chat, _ = conversation(after)
    change_id, at = _report(hook, after, target)
    from_me = is_mine(after)
    return [
        ObservedChange(
            kind="revoke",
            provider_id=target,
            change_id=change_id,
            at=at,
            from_me=from_me,
            chat=str(chat),
            actor=[] if from_me else who(after, chat, from_me=False),
        )
    ]


def _report(hook: Webhook, act: Fields, target: str) -> tuple[str, datetime]:
    """Id and time of a report: those of the act, unless the payload only repeats the message that it is about."""
    name = message_id(need(act.text("id") or target, "payload.id"))
    if name == target:
        return hook.id, hook.at
    return name, moment(act.get("timestamp")) or hook.at


def _reader(payload: Fields, chat: Jid) -> list[Identity]:
    """Who received or read: the other side when the message is ours, ourselves otherwise."""
    if not is_mine(payload):
        return []
    if chat.chat_type is ChatType.INDIVIDUAL:
        return who(payload, chat, from_me=False)
    member = jid(payload.text("participant"))
    return list(person([member, jid(payload.fields("_data").text("SenderAlt"))])) if member else []


def _engine_time(payload: Fields) -> datetime | None:
    """GOWS tells in its own data when somebody read; being internal, it may be anything."""
    with suppress(Unparsable):
        return moment(payload.fields("_data").text("Timestamp"))
    return None
