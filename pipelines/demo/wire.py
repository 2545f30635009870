"""WAHA's wire format as its GOWS engine sends it: the envelope of every event and the payload of each kind.

In that engine `from` is the chat in both directions, also for the shop's own messages, and `to` is null outside of
groups; who wrote is told by `fromMe`, `participant` and the engine's `_data.Info`. Messages carry seconds, the
envelope and the group events milliseconds.
"""

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from pipelines.demo.content import Content, Json
from pipelines.demo.shops import PREMISES, Shop

FILES = "http://waha.example:3000/api/files"
_ACKS = {1: "SERVER", 2: "DEVICE", 3: "READ"}
_RECEIPTS = {1: "sender", 2: "", 3: "read"}
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


class Sent(NamedTuple):
    """A webhook as WAHA first wants to send it, `at` in epoch milliseconds."""

    at: int
    event: str
    body: bytes


@dataclass(frozen=True)
class Address:
    """Where a message lies and who wrote it, in the engine's own names (`…@s.whatsapp.net`, `…@lid`, `…@g.us`)."""

    chat: str
    sender: str
    alt: str
    push_name: str
    from_me: bool = False

    @property
    def shared(self) -> bool:
        """Whether the chat has several writers, so that ids and payloads name the participant."""
        return self.chat.endswith(("@g.us", "@broadcast"))


def cus(jid: str) -> str:
    """The name WAHA shows: `:device` cut off and `@s.whatsapp.net` written `@c.us`."""
    user, _, server = jid.partition("@")
    return f"{user.partition(':')[0]}@{'c.us' if server == 's.whatsapp.net' else server}"


def message_id(address: Address, stanza: str) -> str:
    """The serialised id: direction, chat, bare id, and the participant where several people write."""
    name = f"{str(address.from_me).lower()}_{cus(address.chat)}_{stanza}"
    return f"{name}_{cus(address.sender)}" if address.shared else name


class Wire:
    """Writes one shop's webhooks."""

    def __init__(self, shop: Shop, rng: random.Random) -> None:
        premises = PREMISES[shop.key]
        self.session, self._rng = shop.session, rng
        self.jid, self.lid = f"{shop.phone}@s.whatsapp.net", f"{premises.lid}@lid"
        device = f"{shop.phone}:{premises.device}@s.whatsapp.net"
        self._me = {"id": cus(self.jid), "pushName": shop.name, "lid": self.lid, "jid": device}

    def own(self, chat: str, *, by_lid: bool = False) -> Address:
        """The shop itself, typing on its phone in a chat."""
        sender, alt = (self.lid, self.jid) if by_lid else (self.jid, self.lid)
        return Address(chat, sender, alt, self._me["pushName"], from_me=True)

    def stanza(self, *, from_me: bool) -> str:
        """A new bare message id: 20 hex digits as an iPhone makes them, or 32 as Android does."""
        if from_me or self._rng.random() < 0.4:
            return f"3A{self._rng.getrandbits(72):018X}"
        return f"AC{self._rng.getrandbits(120):030X}"

    def send(self, event: str, payload: Json, at: int) -> Sent:
        """Wrap a payload in the envelope, `at` in epoch milliseconds."""
        envelope = {
            "id": "evt_" + self._ulid(at),
            "timestamp": at,
            "event": event,
            "session": self.session,
            "metadata": {},
            "me": self._me,
            "payload": payload,
            "engine": "GOWS",
            "environment": {"version": "2026.7.1", "engine": "GOWS", "tier": "CORE"},
        }
        return Sent(at, event, json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode())

    def message(self, address: Address, stanza: str, at: int, content: Content) -> Json:
        """The payload of a message written `at` (epoch seconds)."""
        participant = cus(address.sender) if address.shared else None
        ack = 1 if address.from_me else 2
        return {
            "id": message_id(address, stanza),
            "timestamp": at,
            "from": cus(address.chat),
            "fromMe": address.from_me,
            "source": "app",
            "to": participant,
            "participant": participant,
            "body": content.body,
            "hasMedia": content.media is not None,
            "media": self._media(content, stanza),
            "ack": ack,
            "ackName": _ACKS[ack],
            "replyTo": None,
            "_data": {"Info": _info(address, stanza, at, content), "Message": content.proto},
        } | content.fields

    def ack(self, address: Address, stanza: str, at: int, level: int) -> Json:
        """The recipient's server (1), device (2) or eyes (3) have the shop's message."""
        receipt = {"Chat": address.chat, "Sender": address.chat, "IsFromMe": False, "IsGroup": address.shared,
                   "MessageIDs": [stanza], "Timestamp": _iso(at), "Type": _RECEIPTS[level]}  # fmt: skip
        return {"id": message_id(address, stanza), "from": cus(address.chat), "to": None, "participant": None,
                "fromMe": True, "ack": level, "ackName": _ACKS[level], "_data": receipt}  # fmt: skip

    def reaction(self, address: Address, at: int, emoji: str, target: str) -> Json:
        """A reaction to the message whose serialised id is `target`."""
        participant = cus(address.sender) if address.shared else None
        return {"id": message_id(address, self.stanza(from_me=address.from_me)), "timestamp": at,
                "from": cus(address.chat), "fromMe": address.from_me, "source": "app", "to": participant,
                "participant": participant, "reaction": {"text": emoji, "messageId": target}}  # fmt: skip

    def edit(self, address: Address, at: int, text: str, edited: str) -> Json:
        """A new body for the message whose bare id is `edited`; the edit has an id of its own."""
        key = {"remoteJID": address.chat, "fromMe": address.from_me, "ID": edited}
        protocol = {"type": 14, "key": key, "editedMessage": {"conversation": text}}
        change = Content(text, {"protocolMessage": protocol})
        return self.message(address, self.stanza(from_me=address.from_me), at, change) | {"editedMessageId": edited}

    def revoke(self, address: Address, at: int, revoked: str) -> Json:
        """The message whose bare id is `revoked` was deleted for everyone."""
        key = {"remoteJID": address.chat, "fromMe": address.from_me, "ID": revoked}
        change = Content("", {"protocolMessage": {"type": 0, "key": key}})
        after = self.message(address, self.stanza(from_me=address.from_me), at, change)
        return {"after": after, "before": None, "revokedMessageId": revoked, "_data": after["_data"]}

    def _media(self, content: Content, stanza: str) -> Json | None:
        if content.media is None:
            return None
        mimetype, extension, filename = content.media
        url = f"{FILES}/{self.session}/{stanza}.{extension}"
        return {"url": url, "filename": filename, "s3": None, "mimetype": mimetype}

    def _ulid(self, at: int) -> str:
        bits = at << 80 | self._rng.getrandbits(80)
        return "".join(_CROCKFORD[bits >> shift & 31] for shift in range(125, -1, -5))


def _info(address: Address, stanza: str, at: int, content: Content) -> Json:
    return {
        "Chat": address.chat,
        "Sender": address.sender,
        "IsFromMe": address.from_me,
        "IsGroup": address.shared,
        "AddressingMode": "lid" if address.sender.endswith("@lid") else "pn",
        "SenderAlt": address.alt,
        "RecipientAlt": "",
        "ID": stanza,
        "Type": "text" if content.media_type == "" else "media",
        "PushName": address.push_name,
        "Timestamp": _iso(at),
        "MediaType": content.media_type,
        "Edit": "",
    }


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
