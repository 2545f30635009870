"""What reaches a shop besides conversations: its session, its labels, a story, a newsletter."""

import random
from collections.abc import Iterator, Sequence

from pipelines.demo.content import Json, content
from pipelines.demo.conversation import address
from pipelines.demo.hours import Hours
from pipelines.demo.people import Customer
from pipelines.demo.shops import PREMISES, Shop
from pipelines.demo.wire import Address, Sent, Wire, cus

_COLOURS = ("#ff9485", "#64c4ff", "#ffd429", "#dfaef0")


def notices(
    shop: Shop, wire: Wire, customers: Sequence[Customer], start: int, hours: Hours, rng: random.Random
) -> Iterator[Sent]:
    """All of a shop's notices; `customers` must be people who also write to it. `start` is in epoch milliseconds."""
    yield wire.send("session.status", _working(wire.session, start), start + 1_000)
    yield from _labels(PREMISES[shop.key].labels, wire, customers, start, hours)
    yield _story(wire, customers[0], hours.at(0.4), rng)
    yield _newsletter(wire, PREMISES[shop.key].newsletter, hours.at(0.6), rng)


def _working(session: str, at: int) -> Json:
    statuses = ("STOPPED", "STARTING", "WORKING")
    points = [{"status": status, "timestamp": at + 300 * n} for n, status in enumerate(statuses)]
    return {"name": session, "status": "WORKING", "statuses": points, "data": None}


def _labels(
    names: Sequence[str], wire: Wire, customers: Sequence[Customer], start: int, hours: Hours
) -> Iterator[Sent]:
    for number, (name, customer) in enumerate(zip(names, customers, strict=False)):
        label = {"id": str(number + 1), "name": name, "color": number, "colorHex": _COLOURS[number]}
        yield wire.send("label.upsert", label, start + 2_000 + 150 * number)
        tagged = {"labelId": label["id"], "chatId": cus(address(customer, 0).chat), "label": label}
        yield wire.send("label.chat.added", tagged, hours.at(0.9) * 1000 + 60_000 * number)


def _story(wire: Wire, poster: Customer, at: int, rng: random.Random) -> Sent:
    """A customer's status post, which every contact of theirs receives: no conversation."""
    sender = f"{poster.phone}@s.whatsapp.net"
    who = Address("status@broadcast", sender, f"{poster.lid}@lid", poster.push_name)
    post = wire.message(who, wire.stanza(from_me=False), at, content("image", "✨", None, rng))
    return wire.send("message.any", post, at * 1000 + 400)


def _newsletter(wire: Wire, text: str, at: int, rng: random.Random) -> Sent:
    channel = "120363000000000777@newsletter"
    post = content("text", text, None, rng)
    payload = wire.message(Address(channel, channel, "", ""), wire.stanza(from_me=False), at, post)
    return wire.send("message.any", payload, at * 1000 + 400)
