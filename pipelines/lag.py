"""How far the flows are behind the ends of their topics.

A broker may be wrong when asked for an end directly (the embedded one is), so the ends are those that a reader of the
topics is told along with what it reads.
"""

from types import TracebackType
from typing import Self

from confluent_kafka import TopicPartition

from contracts.settings import Settings
from contracts.topics import TOPICS
from memory.core.flow_position import Place, positions
from memory.db import Database
from pipelines.flows import embed, enrich, inbound, outbound, sessions
from pipelines.kafka import cluster_id, consumer

FLOWS: dict[str, tuple[str, ...]] = {flow.NAME: flow.TOPICS for flow in (inbound, sessions, outbound, embed, enrich)}
"""Every flow with the topics that it reads."""


class Ends:
    """The ends of the topics that flows read, as a reader sees them. Its methods wait: call them in a thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._consumer = settings, consumer(settings)
        self._cluster = ""
        self._places: list[TopicPartition] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._consumer.close()

    def cluster(self) -> str:
        """Which life of the log this is. Raises Unavailable when no broker answers."""
        return cluster_id(self._consumer)

    def read(self, cluster: str, start: dict[Place, int]) -> dict[Place, int]:
        """The end of every partition, of those that told it in time. `start`: where to begin in a log not read yet."""
        if cluster != self._cluster:
            self._consumer.close()  # it still knows the ends of the log that is gone
            self._consumer = consumer(self._settings)
            self._places = [TopicPartition(topic, part, start.get((topic, part), 0)) for topic, part in _places()]
            self._consumer.assign(self._places)
            self._cluster = cluster
        while self._consumer.consume(1000, 0.05):
            continue
        ends = {(p.topic, p.partition): self._consumer.get_watermark_offsets(p, cached=True)[1] for p in self._places}
        return {place: end for place, end in ends.items() if end >= 0}


async def read_by_all(db: Database, cluster: str) -> dict[Place, int]:
    """How far the slowest of the flows has read in every partition that it reads."""
    read = {flow: await positions(db, flow, cluster) for flow in FLOWS}
    return {
        (topic, part): min(read[flow].get((topic, part), 0) for flow, topics in FLOWS.items() if topic in topics)
        for topic, part in _places()
    }


def behind(ends: dict[Place, int], read: dict[Place, int]) -> int:
    """How many records the slowest flow has still to read; a partition whose end is unknown counts as one."""
    return sum(max(0, ends[place] - at) if place in ends else 1 for place, at in read.items())


def _places() -> list[Place]:
    topics = sorted({topic for topics in FLOWS.values() for topic in topics})
    return [(topic, part) for topic in topics for part in range(TOPICS[topic].partitions)]
