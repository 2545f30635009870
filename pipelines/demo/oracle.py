"""What the tables must hold after a month, counted from the bodies alone by the simplest possible means.

It shares nothing with the generator nor with the product: it reads JSON, keeps sets and draws the conclusions by hand.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipelines.demo.generator import Webhook

SESSION_GAP = 30 * 60
"""Seconds of silence, in event time, that still belong to a session."""


@dataclass(frozen=True)
class Expected:
    """Rows of one shop.

    messages: distinct message ids, without stories and newsletters; contacts: people who wrote or were written to, the
    names of one person (number, LID) counted once; chats: distinct chats as WAHA names them, so a person met under
    number and LID has two; sessions: chains of one contact's messages, both directions, groups included, whose gaps
    are at most 30 minutes. The shop's own words in a group belong to no contact and no session. edited and revoked
    are messages, reactions are pairs of message and person.
    """

    messages: int
    contacts: int
    chats: int
    sessions: int
    inbound: int
    outbound: int
    media: int
    reactions: int
    edited: int
    revoked: int


def expected(webhooks: Iterable[Webhook], *, groups: bool = True) -> dict[str, Expected]:
    """The expected rows per shop, in whatever order the webhooks come; `groups` says whether group chats are kept."""
    bodies: dict[str, list[Any]] = defaultdict(list)
    for webhook in webhooks:
        bodies[webhook.shop].append(json.loads(webhook.body))
    return {shop: _count(envelopes, groups=groups) for shop, envelopes in bodies.items()}


def _count(envelopes: list[Any], *, groups: bool) -> Expected:
    of: dict[str, list[Any]] = defaultdict(list)
    for envelope in envelopes:
        of[envelope["event"]].append(envelope["payload"])
    messages = {m["id"]: m for m in of["message"] + of["message.any"] if _kept(m["from"], groups=groups)}
    people = _people(messages.values())
    return Expected(
        messages=len(messages),
        contacts=len(set(people.values())),
        chats=len({_name(m["from"]) for m in messages.values()}),
        sessions=_sessions(messages.values(), people),
        inbound=sum(not m["fromMe"] for m in messages.values()),
        outbound=sum(m["fromMe"] for m in messages.values()),
        media=sum(m["hasMedia"] for m in messages.values()),
        reactions=len({(r["reaction"]["messageId"], r["participant"], r["fromMe"]) for r in of["message.reaction"]}),
        edited=len({e["editedMessageId"] for e in of["message.edited"]}),
        revoked=len({r["revokedMessageId"] for r in of["message.revoked"]}),
    )


def _kept(chat: str, *, groups: bool) -> bool:
    return not chat.endswith(("@newsletter", "@broadcast")) and (groups or not chat.endswith("@g.us"))


def _name(jid: str) -> str:
    user, server = jid.split("@")
    return user.split(":")[0] + "@" + server.replace("s.whatsapp.net", "c.us")


def _names(message: Any) -> set[str]:
    """Every name a message gives its contact; none for the shop's words in a group."""
    info = message["_data"]["Info"]
    if message["fromMe"]:
        names = [] if message["from"].endswith("@g.us") else [info["Chat"]]
    else:
        names = [info["Sender"], info["SenderAlt"]]
    return {_name(name) for name in names if name}


def _people(messages: Iterable[Any]) -> dict[str, str]:
    """Name to person: names that meet in a message are one, by relabelling until nothing is left to join."""
    person: dict[str, str] = {}
    for message in messages:
        names = _names(message)
        met = {person.get(name, name) for name in names}
        for name in names:
            person[name] = min(met)
        for name, label in list(person.items()) if len(met) > 1 else []:
            if label in met:
                person[name] = min(met)
    return person


def _sessions(messages: Iterable[Any], person: dict[str, str]) -> int:
    times: dict[str, list[int]] = defaultdict(list)
    for message in messages:
        for contact in {person[name] for name in _names(message)}:
            times[contact].append(message["timestamp"])
    sessions = 0
    for moments in times.values():
        moments.sort()
        sessions += 1 + sum(b - a > SESSION_GAP for a, b in pairwise(moments))
    return sessions
