"""Spoils the order of a shop's webhooks the way networks do: some come late, some come again."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from pipelines.demo.wire import Sent

DUPLICATES = 0.05
LATE = 0.05
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def spoil(events: Sequence[Sent], rng: random.Random) -> list[tuple[datetime, Sent]]:
    """The events (in order) with 5 % sent 3 to 9 places late and, of the result, 5 % byte-identical repeats.

    Whatever is late or repeated is sent with those it has come to stand among, so no time exceeds the last event's.
    """
    late = _chosen(len(events), LATE / (1 - DUPLICATES), rng)
    order = sorted(range(len(events)), key=lambda i: i + (rng.randrange(3, 10) + 0.5 if i in late else 0))
    again = _chosen(len(events), DUPLICATES / (1 - DUPLICATES), rng)
    places = [(float(i), events[n]) for i, n in enumerate(order)]
    places += [(i + rng.randrange(1, 40) + 0.5, events[order[i]]) for i in sorted(again)]
    places.sort(key=lambda place: place[0])
    dues = accumulate((event.at for _, event in places), max)
    return [(_EPOCH + timedelta(milliseconds=due), event) for due, (_, event) in zip(dues, places, strict=True)]


def _chosen(count: int, share: float, rng: random.Random) -> set[int]:
    """Places to spoil: not the very first (the session's start) nor the last ten, which have nothing to fall behind."""
    return set(rng.sample(range(1, count - 10), round(count * share)))
