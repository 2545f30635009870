"""How far the flows are behind the ends of their topics."""

from collections.abc import Collection, Iterable, Mapping

from contracts.settings import Settings
from contracts.topics import ARCHIVE, BRIDGE, FLOWS, TALKS, topics_of
from memory.core.flow_position import Place, Reader
from memory.examine import read_so_far
from pipelines.examine import ends
from pipelines.kafka import Broker

Lag = dict[Place, int | None]
"""Records still to be read by partition; None where the broker did not tell its end in time."""


def lags(settings: Settings, found: Broker) -> dict[str, Lag]:
    """How far every flow is behind, in the present life of the broker's log. Raises Unavailable."""
    read = {(flow, *place): at for (flow, place), at in read_so_far(settings, found.cluster).items()}
    reading = readers(settings, found)
    reached = ends_of(settings, reading, read)
    behind: dict[str, Lag] = {flow: {} for flow in flows(settings)}
    for reader in reading:
        behind[reader[0]][reader[1:]] = _behind(reached.get(reader[1:]), read.get(reader, 0))
    return behind


def flows(settings: Settings) -> list[str]:
    """Every flow that reads a topic here: the bridge is one where there is a RabbitMQ."""
    return [flow for flow in FLOWS if flow != BRIDGE or settings.bridged]


def readers(settings: Settings, found: Broker) -> list[Reader]:
    """What every flow reads of this broker."""
    return [
        (flow, topic, partition)
        for flow in flows(settings) for topic in topics_of(flow) for partition in range(found.topics.get(topic, 0))
    ]  # fmt: skip


def ends_of(settings: Settings, reading: Iterable[Reader], read: Mapping[Reader, int]) -> dict[Place, int]:
    """The ends of all that is read, of those that the broker told in time; `read` is how far everybody is."""
    start: dict[Place, int] = {}
    for reader in reading:
        place, at = reader[1:], read.get(reader, 0)
        start[place] = min(at, start.get(place, at))
    return ends(settings, start)


IN_TIME = frozenset(FLOWS) - {ARCHIVE, TALKS}
"""Flows that somebody waits for; the archive takes its time, and so may a language model."""


def behind(settings: Settings, found: Broker, flows: Collection[str] = IN_TIME) -> int:
    """How many records these flows have still to read, each flow counted for itself; an unknown end counts as one."""
    return sum(unread(lag) for flow, lag in lags(settings, found).items() if flow in flows)


def unread(lag: Lag) -> int:
    """How many records of a flow's are still to be read; an unknown end counts as one."""
    return sum(1 if count is None else count for count in lag.values())


def _behind(end: int | None, read: int) -> int | None:
    return None if end is None else max(0, end - read)
