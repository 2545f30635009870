"""How far the flows are behind the ends of their topics."""

from collections.abc import Collection

from contracts.settings import Settings
from contracts.topics import ARCHIVE, BRIDGE, FLOWS, topics_of
from memory.core.flow_position import Place
from memory.examine import read_so_far
from pipelines.examine import ends
from pipelines.kafka import Broker

Lag = dict[Place, int | None]
"""Records still to be read by partition; None where the broker did not tell its end in time."""


def lags(settings: Settings, found: Broker) -> dict[str, Lag]:
    """How far every flow is behind, in the present life of the broker's log. Raises Unavailable.

    The bridge is one of them where there is a RabbitMQ.
    """
    read = read_so_far(settings, found.cluster)
    flows = [flow for flow in FLOWS if flow != BRIDGE or settings.bridged]
    places = {flow: _places(topics_of(flow), found) for flow in flows}
    start = {place: min(read.get((flow, place), 0) for flow, its in places.items() if place in its)
             for its in places.values() for place in its}  # fmt: skip
    reached = ends(settings, start)
    return {
        flow: {place: _behind(reached.get(place), read.get((flow, place), 0)) for place in its}
        for flow, its in places.items()
    }


IN_TIME = frozenset(FLOWS) - {ARCHIVE}
"""Flows that somebody waits for; the archive takes its time."""


def behind(settings: Settings, found: Broker, flows: Collection[str] = IN_TIME) -> int:
    """How many records these flows have still to read, each flow counted for itself; an unknown end counts as one."""
    return sum(unread(lag) for flow, lag in lags(settings, found).items() if flow in flows)


def unread(lag: Lag) -> int:
    """How many records of a flow's are still to be read; an unknown end counts as one."""
    return sum(1 if count is None else count for count in lag.values())


def _places(topics: tuple[str, ...], found: Broker) -> list[Place]:
    return [(topic, partition) for topic in topics for partition in range(found.topics.get(topic, 0))]


def _behind(end: int | None, read: int) -> int | None:
    return None if end is None else max(0, end - read)
