"""Makes the month: people, conversations, notices, then the disorder of the network. Same arguments, same bytes."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from pipelines.demo.conversation import Conversation
from pipelines.demo.disorder import DUPLICATES, spoil
from pipelines.demo.group import MEMBERS, play_group
from pipelines.demo.hours import Hours
from pipelines.demo.notices import notices
from pipelines.demo.people import Customer, invent
from pipelines.demo.planted import PLANTED, Planted
from pipelines.demo.scenarios_en import SCENARIOS as ENGLISH
from pipelines.demo.scenarios_es import SCENARIOS as SPANISH
from pipelines.demo.scenarios_pt import SCENARIOS as PORTUGUESE
from pipelines.demo.script import Deck, fill
from pipelines.demo.shops import PEDAL, PREMISES, SHOPS, Shop
from pipelines.demo.slots import fill_in
from pipelines.demo.wire import Sent, Wire

SCENARIOS = {"pt": PORTUGUESE, "en": ENGLISH, "es": SPANISH}
_CUSTOMERS = 0.034
"""Customers of one shop for each webhook asked for: 68 for 2,000."""
_VISITS = {"late": 2, "meets": 3, "hidden": 1}


@dataclass(frozen=True)
class Webhook:
    """One HTTP request of WAHA: the exact `body`, of which `event` is the kind, sent to `shop` when `due`."""

    shop: str
    due: datetime
    body: bytes
    event: str


def month(
    start: datetime, *, seed: int = 7, messages: int = 2000, days: int = 30, account: bool = False
) -> list[Webhook]:
    """At least `messages` webhooks of both shops in the order of sending, all due before `start` + `days`.

    Among them are 5 % byte-identical repeats and 5 % out of order. More webhooks mean more customers, at most 1,500
    a shop. Small numbers are exceeded: what every month holds comes to some hundreds. `account`: with the talks of
    ACCOUNT. Raises ValueError for a
    `start` without a time zone and for a month without opening hours.
    """
    if start.tzinfo is None:
        raise ValueError("The start of the month needs a time zone.")
    share = ceil(messages / len(SHOPS))
    told = [one for one in PLANTED if account or not one.teller]
    sent = [webhook for shop in SHOPS for webhook in _Month(shop, start, days, share, seed, told).webhooks()]
    return sorted(sent, key=lambda webhook: webhook.due)


class _Month:
    """One shop's month while it is being written."""

    def __init__(
        self, shop: Shop, start: datetime, days: int, share: int, seed: int, planted: Sequence[Planted]
    ) -> None:
        end = start + timedelta(days=days)
        self._shop, self._rng = shop, random.Random(f"{seed}:{shop.key}")
        self._start, self._end = (round(moment.timestamp() * 1000) for moment in (start, end))
        self._hours = Hours(start, end, PREMISES[shop.key].timezone)
        self._wire = Wire(shop, self._rng)
        self._stories = [one for one in planted if one.shop == shop.key]
        self._wanted = ceil(share * (1 - DUPLICATES))
        self._people = invent(shop, min(1_500, max(16, round(share * 2 * _CUSTOMERS))), self._rng)
        self._decks = {language: Deck(SCENARIOS[language], self._rng) for language in SCENARIOS}

    def webhooks(self) -> list[Webhook]:
        """The shop's webhooks in order of sending."""
        ordinary = [customer for customer in self._people if customer.habit in ("phone", "plain")]
        events = [event for event in self._fixed(ordinary) if event.at < self._end]
        while len(events) < self._wanted:
            for customer in self._rng.sample(ordinary, len(ordinary)):
                events += [event for event in self._visit(customer, self._rng.random()) if event.at < self._end]
                if len(events) >= self._wanted:
                    break
        events.sort(key=lambda event: event.at)
        return [Webhook(self._shop.key, due, event.body, event.event) for due, event in spoil(events, self._rng)]

    def _fixed(self, ordinary: list[Customer]) -> Iterator[Sent]:
        """What every month holds, however short."""
        for customer in ordinary[:MEMBERS]:
            yield from self._visit(customer, 0.85 * self._rng.random())
        yield from notices(self._shop, self._wire, ordinary, self._start, self._hours, self._rng)
        if self._shop == PEDAL:
            members = [customer for customer in ordinary if customer.language == self._shop.language][:MEMBERS]
            yield from play_group(self._wire, members, self._hours, self._rng)
        yield from self._planted(ordinary[MEMBERS:])
        for customer in self._people:
            visits = _VISITS.get(customer.habit, 0)
            for visit in range(visits):
                yield from self._visit(customer, (visit + 0.7 * self._rng.random()) / visits, visit)

    def _planted(self, customers: list[Customer]) -> Iterator[Sent]:
        for story in self._stories:
            speaking = [customer for customer in customers if customer.language == story.language]
            yield from self._play(
                speaking[story.teller], story.script, self._hours.at(story.fraction), 0, verbatim=True
            )

    def _visit(self, customer: Customer, fraction: float, visit: int = 0) -> Iterator[Sent]:
        script = self._decks[customer.language].deal()
        return self._play(customer, script, self._hours.at(fraction), visit, verbatim=False)

    def _play(
        self, customer: Customer, script: tuple[str, ...], at: int, visit: int, *, verbatim: bool
    ) -> Iterator[Sent]:
        turns = fill(script, fill_in(self._shop, customer, at, self._rng))
        return Conversation(self._wire, customer, visit, self._rng, verbatim=verbatim).play(turns, at, self._hours)
