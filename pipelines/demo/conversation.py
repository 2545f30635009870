"""Plays a script as webhooks: who writes when, what arrives twice, what is acknowledged, corrected or withdrawn."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.demo.content import Quoted, content
from pipelines.demo.hours import Hours
from pipelines.demo.people import Customer
from pipelines.demo.script import MESSAGES, Turn, Who
from pipelines.demo.wire import Address, Sent, Wire, cus, message_id
from pipelines.demo.writing import restyle

TWICE = 0.35
"""Share of inbound messages announced as `message` as well as `message.any`."""
_ACKED = 0.3

# Silence before a turn: (weight, least, most) in seconds, always well under the 30 minutes that end a session.
_FOLLOW_UP = ((1.0, 3, 25),)
_CUSTOMER = ((0.7, 8, 120), (0.25, 120, 600), (0.05, 600, 1500))
_SHOP = ((0.6, 15, 180), (0.32, 180, 900), (0.08, 900, 1500))


@dataclass
class _Written:
    """The last message of one side."""

    address: Address
    stanza: str
    body: str


def address(customer: Customer, visit: int) -> Address:
    """How WhatsApp names the customer in their conversation number `visit` (from 0)."""
    device = f":{customer.device}" if customer.device else ""
    phone, lid = f"{customer.phone}@s.whatsapp.net", f"{customer.lid}@lid"
    sender = f"{customer.phone}{device}@s.whatsapp.net"
    by_lid = Address(lid, f"{customer.lid}{device}@lid", "", customer.push_name)
    if customer.habit == "hidden" or (customer.habit in ("late", "meets") and visit == 0):
        return by_lid
    if customer.habit == "late":
        return Address(lid, by_lid.sender, sender, customer.push_name)
    alone = customer.habit == "plain" or (customer.habit == "meets" and visit == 1)
    return Address(phone, sender, "" if alone else lid, customer.push_name)


class Conversation:
    """One script between a shop and a customer. Events come in the order of their turns."""

    def __init__(self, wire: Wire, customer: Customer, visit: int, rng: random.Random, *, verbatim: bool) -> None:
        self._wire, self._rng = wire, rng
        self._style = "plain" if verbatim else customer.style
        theirs = address(customer, visit)
        self._address: dict[Who, Address] = {"c": theirs, "s": wire.own(theirs.chat)}
        self._last: dict[Who, _Written] = {}
        self._speaker: Who = "s"
        self._others = {
            "react": self._react,
            "edit": self._edit,
            "revoke": self._revoke,
            "typing": self._typing,
            "call": self._call,
        }

    def play(self, turns: Sequence[Turn], at: int, hours: Hours) -> Iterator[Sent]:
        """The webhooks of the turns from `at` (epoch seconds) on, as far as the month goes."""
        for turn in turns:
            if turn.kind == "pause":
                later = hours.resume(at, self._rng)
                if later is None:
                    return
                at = later
            else:
                at += self._silence(turn.who)
                yield from self._turn(turn, at)

    def _silence(self, who: Who) -> int:
        gaps = _FOLLOW_UP if who == self._speaker else _CUSTOMER if who == "c" else _SHOP
        self._speaker = who
        _, least, most = self._rng.choices(gaps, [weight for weight, _, _ in gaps])[0]
        return self._rng.randint(least, most)

    def _turn(self, turn: Turn, at: int) -> Iterator[Sent]:
        if turn.kind in MESSAGES:
            yield from self._message(turn, at)
        else:
            yield self._others[turn.kind](turn, at)

    def _message(self, turn: Turn, at: int) -> Iterator[Sent]:
        writer, other = self._address[turn.who], self._last.get("s" if turn.who == "c" else "c")
        typed = turn.kind in ("text", "reply") and turn.who == "c"
        text = restyle(turn.text, self._style, self._rng) if typed else turn.text
        quoted = Quoted(other.stanza, cus(other.address.sender), other.body) if other else None
        stanza = self._wire.stanza(from_me=writer.from_me)
        payload = self._wire.message(writer, stanza, at, content(turn.kind, text, quoted, self._rng))
        self._last[turn.who] = _Written(writer, stanza, payload["body"])
        arrived = at * 1000 + self._rng.randrange(80, 900)
        if not writer.from_me and self._rng.random() < TWICE:
            yield self._wire.send("message", payload, arrived - self._rng.randrange(2, 12))
        yield self._wire.send("message.any", payload, arrived)
        if writer.from_me and self._rng.random() < _ACKED:
            yield from self._acks(writer, stanza, arrived)

    def _acks(self, writer: Address, stanza: str, at: int) -> Iterator[Sent]:
        for level, seldom, delay in ((1, 0.4, 1_500), (2, 0.1, 8_000), (3, 0.15, 240_000)):
            at += self._rng.randrange(200, delay)
            if self._rng.random() > seldom:
                yield self._wire.send("message.ack", self._wire.ack(writer, stanza, at // 1000, level), at)

    def _react(self, turn: Turn, at: int) -> Sent:
        target = self._last["s" if turn.who == "c" else "c"]
        of = message_id(target.address, target.stanza)
        return self._now("message.reaction", self._wire.reaction(self._address[turn.who], at, turn.text, of), at)

    def _edit(self, turn: Turn, at: int) -> Sent:
        edited = self._last[turn.who].stanza
        return self._now("message.edited", self._wire.edit(self._address[turn.who], at, turn.text, edited), at)

    def _revoke(self, turn: Turn, at: int) -> Sent:
        revoked = self._last[turn.who].stanza
        return self._now("message.revoked", self._wire.revoke(self._address[turn.who], at, revoked), at)

    def _typing(self, turn: Turn, at: int) -> Sent:
        who = cus(self._address[turn.who].chat)
        presence = {"participant": who, "lastKnownPresence": "typing", "lastSeen": None}
        return self._now("presence.update", {"id": who, "presences": [presence]}, at)

    def _call(self, turn: Turn, at: int) -> Sent:
        caller = self._address[turn.who].chat
        call = {"id": f"{self._rng.getrandbits(128):032X}", "from": cus(caller), "timestamp": at + 0.25,
                "isVideo": False, "isGroup": False, "_data": {"From": caller}}  # fmt: skip
        return self._now("call.received", call, at)

    def _now(self, event: str, payload: dict[str, object], at: int) -> Sent:
        return self._wire.send(event, payload, at * 1000 + self._rng.randrange(80, 900))
