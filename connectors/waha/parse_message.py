"""Messages, and who and which chat a payload is about."""

from dataclasses import dataclass
from datetime import datetime

from connectors.waha.ids import Jid, jid, message_chat, message_id, message_participant, person
from connectors.waha.parse_content import content
from connectors.waha.payload import Fields, moment, need
from contracts.connector import Observation
from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity
from contracts.crm.message import MessageStatus, ObservedMessage
from contracts.errors import Unparsable

MAX_NAME = 200

_S = MessageStatus
ACKS = {-1: _S.FAILED, 0: _S.QUEUED, 1: _S.SENT, 2: _S.DELIVERED, 3: _S.READ, 4: _S.PLAYED}
ACK_NAMES = {
    "ERROR": _S.FAILED,
    "PENDING": _S.QUEUED,
    "SERVER": _S.SENT,
    "DEVICE": _S.DELIVERED,
    "READ": _S.READ,
    "PLAYED": _S.PLAYED,
}


@dataclass(frozen=True)
class Webhook:
    """The envelope of an event. `at` is the time that it bears, else the time of receipt."""

    event: str
    id: str
    at: datetime
    me: Fields
    payload: Fields


class NotRecorded(Exception):
    """What a webhook tells is nothing that we record; the message says why."""


def message(hook: Webhook) -> list[Observation]:
    """`message` and `message.any`: both may tell of the same message, and then carry the same id."""
    payload = hook.payload
    name = need(payload.text("id"), "payload.id")
    chat, chat_type = conversation(payload)
    found = content(payload)
    if found.type is None:
        raise NotRecorded(f"There is no text and no file in a message of kind {found.kind[:60]!r}.")
    from_me = is_mine(payload)
    return [
        ObservedMessage(
            provider_id=message_id(name),
            at=moment(payload.get("timestamp")) or hook.at,
            from_me=from_me,
            chat=str(chat),
            chat_type=chat_type,
            who=who(payload, chat, from_me=from_me),
            name=None if from_me else _name(payload),
            content_type=found.type,
            text=found.text,
            media=found.media,
            reply_to=found.reply_to,
            mentions=found.mentions,
            status=(ack(payload) or _S.SENT) if from_me else _S.DELIVERED,
            from_api=payload.text("source") == "api",
            metadata=found.metadata,
        )
    ]


def is_mine(payload: Fields) -> bool:
    """Whether we said or did it: as told, else by the long id."""
    told = payload.get("fromMe")
    return told if isinstance(told, bool) else (payload.text("id") or "").startswith("true_")


def ack(payload: Fields) -> MessageStatus | None:
    """The status behind a number or name of acknowledgement, None when there is none."""
    number = payload.integer("ack")
    return ACKS.get(number) if number is not None else ACK_NAMES.get(payload.text("ackName") or "")


def chat_of(payload: Fields) -> Jid | None:
    """The chat that a payload is about.

    The long id is trusted first: GOWS calls the chat `from`, even in what we sent, and `to` in a group is the sender.
    """
    if found := message_chat(payload.text("id")):
        return found
    others = ("to", "from") if is_mine(payload) else ("from", "to")
    told = (payload.text(name) for name in (*others, "remoteJid", "id"))
    names = (payload.fields("_data", "Info").text("Chat"), *told)
    return next((found for name in names if (found := jid(name))), None)


NO_CONVERSATION = {
    "broadcast": "Stories and broadcast lists are no conversation.",
    "newsletter": "A WhatsApp channel is no conversation.",
}


def conversation(payload: Fields) -> tuple[Jid, ChatType]:
    """The chat of a payload. Raises NotRecorded when it is no conversation, Unparsable when there is none."""
    chat = chat_of(payload)
    if chat is None:
        raise Unparsable("No chat can be read out of this payload")
    if chat.chat_type is None:
        raise NotRecorded(NO_CONVERSATION.get(chat.server, f"A chat @{chat.server} is no conversation."))
    return chat, chat.chat_type


def people(payload: Fields, chat: Jid | None, *, from_me: bool) -> list[Jid | None]:
    """All names of the person that a payload is from (or to, when from us); nobody for ours in a group.

    `me`, and the names of the sender when we are the sender, are never taken: they are our own number.
    """
    data = payload.fields("_data")
    info, key = data.fields("Info") or data, data.fields("key")
    if chat is None or chat.chat_type is not ChatType.GROUP:
        theirs = [info.text("SenderAlt"), key.text("senderPn"), key.text("senderLid")]
        other = [info.text("RecipientAlt")] if from_me else theirs
        return [chat, *(jid(name) for name in (*other, key.text("remoteJidAlt")))]
    if from_me:
        return []
    names = [payload.text("participant"), payload.text("author"), info.text("Sender"), key.text("participant")]
    others = [info.text("SenderAlt"), key.text("participantAlt"), key.text("participantPn"), key.text("participantLid")]
    return [*(jid(name) for name in names), message_participant(payload.text("id")), *(jid(name) for name in others)]


def who(payload: Fields, chat: Jid, *, from_me: bool) -> list[Identity]:
    """The identities of that person. Raises Unparsable when a person must be there and is not."""
    found = list(person(people(payload, chat, from_me=from_me)))
    if not found and not (from_me and chat.chat_type is ChatType.GROUP):
        raise Unparsable("Nobody can be read out of this payload")
    return found


def _name(payload: Fields) -> str | None:
    data = payload.fields("_data")
    found = data.fields("Info").text("PushName") or data.text("pushName", "notifyName")
    return (found.strip()[:MAX_NAME] or None) if found else None
