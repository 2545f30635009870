"""What is sent: the invented months of five tenants, one month after the other, the same bytes for a seed.

They hold what WhatsApp does to a shop: repeats, things out of order, edits, reactions, receipts, groups.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import count
from uuid import UUID

import orjson

from api.demo.player import message_of
from api.demo.stage import Stage
from connectors import CONNECTORS
from contracts.types import derived_id
from pipelines.demo import SHOPS, Shop, Webhook, month

TENANTS = 5
FIRST = datetime(2023, 1, 1, tzinfo=UTC)
DAYS = 30
SHARE = 2_000
"""Webhooks that a month of two shops has, at least."""

_LID = re.compile(rb"(?<!\d)(101|202)000(\d{9}(?::\d+)?@lid)")

DESK = replace(SHOPS[0], key="desk", name="Chaos desk", session="chaos-desk")
"""The tenant that replies."""

NO_CONVERSATION = ("@newsletter", "@broadcast")
"""Chats whose messages nobody records."""


def shops() -> list[Shop]:
    """One for each tenant: the two of the demo, again under other names."""
    return [
        replace(SHOPS[number % 2], key=f"chaos-{number}", name=f"Chaos {number}", session=f"chaos-{number}")
        for number in range(TENANTS)
    ]


def blocks(seed: int) -> Iterator[list[Webhook]]:
    """Month after month without an end; every month brings other people."""
    for number in count():
        start = FIRST + number * timedelta(days=DAYS)
        months = [
            _of_tenants(number, pair, month(start, seed=1_000 * seed + 3 * number + pair, messages=SHARE, days=DAYS))
            for pair in range((TENANTS + 1) // 2)
        ]
        yield list(merge(*months, key=lambda webhook: webhook.due))


def _of_tenants(number: int, pair: int, webhooks: list[Webhook]) -> list[Webhook]:
    """The webhooks of the two shops as those of two tenants; the people of another month have other LIDs.

    One LID with two phones would be one person, of whom nobody can say which of the phones was heard of first.
    """
    keys = {shop.key: f"chaos-{2 * pair + number}" for number, shop in enumerate(SHOPS)}
    known = {shop.key for shop in shops()}
    return [
        replace(one, shop=keys[one.shop], body=_LID.sub(rb"\g<1>%03d\2" % number, one.body))
        for one in webhooks
        if keys[one.shop] in known
    ]


class Workload:
    """The same webhooks by their numbers, for whoever looks back at what was sent."""

    def __init__(self, seed: int) -> None:
        self._blocks, self._made = blocks(seed), list[Webhook]()

    def __getitem__(self, number: int) -> Webhook:
        while number >= len(self._made):
            self._made += next(self._blocks)
        return self._made[number]


def conversation(webhook: Webhook) -> str:
    """What has an order of its own: a chat of a shop, or what the shop itself hears."""
    return f"{webhook.shop}:{CONNECTORS['waha'].conversation(webhook.body)}"


def recorded(webhook: Webhook, stage: Stage) -> UUID | None:
    """The id of the message that a webhook brings; None where it brings none that is recorded."""
    name = message_of(webhook)
    if name is None or orjson.loads(webhook.body)["payload"]["from"].endswith(NO_CONVERSATION):
        return None
    return derived_id(stage.tenant_id, stage.channel_id, name, "message")
