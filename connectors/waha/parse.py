"""From a webhook of WAHA to what it tells: one small function for every event."""

from collections.abc import Callable
from typing import NamedTuple

from connectors.waha import parse_change, parse_message, parse_state
from connectors.waha.ids import Jid, best, jid
from connectors.waha.parse_message import NotRecorded, Webhook, chat_of, is_mine, people
from connectors.waha.payload import NOTHING, Fields, decode, moment, need
from contracts.connector import KeptRaw, Observation, Raw
from contracts.errors import Unparsable

Parser = Callable[[Webhook], list[Observation]]


def kept(reason: str) -> Parser:
    """An event that is kept as it came."""

    def parser(_: Webhook) -> list[Observation]:
        raise NotRecorded(reason)

    return parser


_CALL = kept("Calls are not recorded.")
_POLL = kept("Votes in polls are not recorded.")
_ANSWER = kept("Answers to event invitations are not recorded.")
_LABELLED = kept("Which chat bears which label is not recorded.")
_OLD_GROUP = kept("Deprecated by WAHA: group.v2 tells it.")

EVENTS: dict[str, Parser] = {
    "message": parse_message.message,
    "message.any": parse_message.message,
    "message.ack": parse_change.acknowledged,
    "message.ack.group": parse_change.acknowledged,
    "message.reaction": parse_change.reacted,
    "message.edited": parse_change.edited,
    "message.revoked": parse_change.revoked,
    "message.waiting": kept("The phone waits for the keys of this message: it comes again when they are there."),
    "session.status": parse_state.session,
    "group.v2.join": parse_state.group_joined,
    "group.v2.leave": parse_state.group_left,
    "group.v2.update": parse_state.group_updated,
    "group.v2.participants": parse_state.group_members,
    "chat.archive": parse_state.archived,
    "label.upsert": parse_state.label_set,
    "label.deleted": parse_state.label_deleted,
    "label.chat.added": _LABELLED,
    "label.chat.deleted": _LABELLED,
    "call.received": _CALL,
    "call.accepted": _CALL,
    "call.rejected": _CALL,
    "poll.vote": _POLL,
    "poll.vote.failed": _POLL,
    "event.response": _ANSWER,
    "event.response.failed": _ANSWER,
    "presence.update": kept("Who is online or typing is not recorded."),
    "engine.event": kept("An internal event of the engine."),
    "group.join": _OLD_GROUP,
    "group.leave": _OLD_GROUP,
    "state.change": kept("Deprecated by WAHA: session.status tells it."),
}
"""Every event that WAHA documents (2026.7), and what becomes of it."""

_UNKNOWN = kept("WAHA did not have this event when this was written.")


def parse(raw: Raw) -> list[Observation]:
    """What a webhook tells. Pure. Raises Unparsable when it has not the documented shape."""
    envelope = decode(raw.body)
    event = need(envelope.text("event"), "event")
    hook = Webhook(
        event=event,
        id=need(envelope.text("id") or str(raw.id), "id"),
        at=moment(envelope.get("timestamp")) or raw.received_at,
        me=envelope.fields("me"),
        payload=envelope.fields("payload"),
    )
    try:
        return EVENTS.get(event, _UNKNOWN)(hook)
    except NotRecorded as reason:
        return [KeptRaw(event=event, reason=str(reason))]


def conversation(body: bytes) -> str:
    """The chat that a webhook is about, '' when it is about none. Never raises."""
    return str(_subject(body).chat or "")


def sender(body: bytes) -> str:
    """The person whose data a webhook holds, by the best name that it gives; '' when unknown. Never raises."""
    about = _subject(body)
    if about.chat is None:
        return ""
    if about.event == "message.ack.group":  # whoever read our message, not we who wrote it
        return best([jid(about.payload.text("participant"))])
    return best(people(about.payload, about.chat, from_me=is_mine(about.payload)))


class _Subject(NamedTuple):
    event: str | None
    payload: Fields
    chat: Jid | None


def _subject(body: bytes) -> _Subject:
    """What names the chat of a webhook, and that chat: the payload, in a revocation or vote one level deeper."""
    try:
        envelope = decode(body)
    except Unparsable:
        return _Subject(None, NOTHING, None)
    event, payload = envelope.text("event"), envelope.fields("payload")
    for told in (payload, *(payload.fields(name) for name in ("after", "before", "vote"))):
        if chat := chat_of(told) or jid(told.fields("group").text("id")) or jid(told.text("chatId")):
            return _Subject(event, told, chat)
    return _Subject(event, payload, None)
