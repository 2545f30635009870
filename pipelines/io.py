"""The beginning of every dataflow: a source reads groups of partitions, one consumer for all of a group, from the
lowest position of the flows that share it.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bytewax.inputs import FixedPartitionedSource, StatefulSourcePartition
from confluent_kafka import Consumer, Message, TopicPartition

from contracts.connector import Raw
from contracts.envelope import TRACEPARENT, trace_id
from contracts.errors import Unavailable, VentrosError, told
from contracts.settings import Settings
from memory.core.dead_letter import NO_TENANT
from memory.core.flow_position import Place, forget_positions, positions
from memory.db import Database
from pipelines.ending import Ending
from pipelines.kafka import HOP, LEISURE, Broker, ask, consumer, ensure_topics

BATCH = 500
IDLE = 0.1
"""Seconds that a source waits for a first record."""
NO_REST = timedelta(0)
LONG_AGO = datetime.fromtimestamp(0, UTC)

_log = logging.getLogger("ventros.flow")


class LogLost(VentrosError):
    """The broker's log ends before the place up to which this flow has read it: it starts anew at the beginning."""

    permanent = False


class MorePartitions(VentrosError):
    """A topic has got partitions that nobody reads yet: the flow starts anew, and reads them too."""

    permanent = False


@dataclass(frozen=True, slots=True)
class Record:
    """A Kafka record. `parsed` is what the flow's pure step made of it; an exception goes to the dead letters."""

    topic: str
    partition: int
    offset: int
    key: str
    headers: dict[str, str]
    value: bytes
    cluster: str = ""
    parsed: Any = None

    @property
    def tenant_id(self) -> UUID:
        """Whose it is; NO_TENANT when it does not say."""
        try:
            return UUID(self.headers.get("ce_tenantid", ""))
        except ValueError:
            return NO_TENANT

    @property
    def event_id(self) -> str:
        """Which event it is, for a log; '' when its header holds anything but an id."""
        try:
            return str(UUID(self.headers.get("ce_id", "")))
        except ValueError:
            return ""

    @property
    def trace_id(self) -> str:
        """The trace that it belongs to, for a log; '' when there is none."""
        return trace_id(self.headers.get(TRACEPARENT, ""))


def raw_of(record: Record) -> Raw:
    """The webhook in a record of `raw.inbound`. Raises KeyError or ValueError when it does not say whose it is."""
    headers = record.headers
    return Raw(
        tenant_id=UUID(headers["ce_tenantid"]),
        project_id=UUID(headers["projectid"]),
        channel_id=UUID(headers["channelid"]),
        channel_type=headers["channeltype"],
        body=record.value,
        received_at=datetime.fromisoformat(headers["ce_ingestedtime"]),
        key=record.key.partition(":")[2],
    )


class KafkaIn(FixedPartitionedSource[Record, None]):
    """Topics as one input, shared by flows; positions live in Postgres, next to the effects."""

    def __init__(
        self, settings: Settings, readers: Mapping[str, Sequence[str]], groups: int = 1, *,
        rest: timedelta = NO_REST, ending: Ending | None = None,
    ) -> None:  # fmt: skip
        """`readers` says which topics each flow reads. Who is in no hurry may `rest` after what came.

        The broker is not asked for more of a partition while something of it waits to be taken. It is at its end when
        the process is asked to end.
        """
        self.settings, self.readers, self.groups, self.rest = settings, readers, groups, rest
        self.ending = ending or Ending()

    def list_parts(self) -> list[str]:
        """One part a group of partitions."""
        return [str(group) for group in range(self.groups)]

    def build_part(self, step_id: str, for_part: str, resume_state: None) -> "_Partitions":
        """A consumer for this group's partitions of every topic."""
        del step_id, resume_state
        return _Partitions(self, int(for_part))


class _Partitions(StatefulSourcePartition[Record, None]):
    def __init__(self, source: KafkaIn, group: int) -> None:
        self._settings, self._readers = source.settings, source.readers
        self._group, self._groups = group, source.groups
        self._rest, self._ending = source.rest, source.ending
        self._rested, self._awake = threading.Event(), 0.0
        self._begin()

    def _begin(self) -> None:
        """Read this life of the broker's log, from where the flows are in it."""
        self._consumer = consumer(self._settings, LEISURE if self._rest else HOP)
        found = _wait_for_broker(self._consumer)
        self._cluster = found.cluster
        self._next = asyncio.run(_lowest(self._settings, self._readers, self._cluster, self._places(found)))
        self._consumer.assign([TopicPartition(topic, part, at) for (topic, part), at in self._next.items()])
        self._checked = time.monotonic()

    def _places(self, found: Broker) -> list[Place]:
        """This group's partitions, as many as the broker has."""
        topics = sorted({topic for topics in self._readers.values() for topic in topics})
        places = [(topic, partition) for topic in topics for partition in range(found.topics.get(topic, 0))]
        return [place for place in places if place[1] % self._groups == self._group]

    def next_batch(self) -> list[Record]:
        if self._ending.asked:
            raise StopIteration
        self._rested.wait(max(0.0, self._awake - time.monotonic()))
        records = []
        for message in self._waiting():
            if message.error():
                continue
            records.append(record := record_of(message, self._cluster))
            self._next[record.topic, record.partition] = record.offset + 1
        if time.monotonic() - self._checked > 1.0:
            self._check()
        more = len(records) > BATCH  # as many as are taken at once: behind them there are others, and no time to rest
        self._awake = time.monotonic() + self._rest.total_seconds() if records and not more else 0.0
        return records

    def _waiting(self) -> list[Message]:
        first = self._consumer.poll(IDLE)
        return [first, *self._consumer.consume(BATCH, 0.0)] if first else []

    def next_awake(self) -> datetime:
        """At once, whatever the clock says: Bytewax's own pause goes by it, and lasts until it is there again."""
        return LONG_AGO

    def _check(self) -> None:
        """Is it still the same log, and does it reach as far as was read? Asked every second."""
        self._checked = time.monotonic()
        try:
            found = ask(self._consumer, 1.0)
        except Unavailable:
            return
        if found.cluster != self._cluster:
            self._begin_anew()
        elif set(self._places(found)) - set(self._next):
            raise MorePartitions
        else:
            self._check_ends()

    def _begin_anew(self) -> None:
        _log.warning("the broker's log is another one: it is read from where the flows are in it")
        self._consumer.close()
        ensure_topics(self._settings)
        self._begin()

    def _check_ends(self) -> None:
        for (topic, partition), following in self._next.items():
            _, end = self._consumer.get_watermark_offsets(TopicPartition(topic, partition), cached=True)
            if 0 <= end < following:
                asyncio.run(_forget(self._settings, list(self._readers), self._cluster))
                raise LogLost

    def snapshot(self) -> None:
        return None

    def close(self) -> None:
        self._consumer.close()


def record_of(message: Message, cluster: str) -> Record:
    """A message of the broker as a record of that life of its log."""
    headers = {name: _text(value) for name, value in dict(message.headers() or ()).items()}
    place = (str(message.topic()), int(message.partition() or 0), int(message.offset() or 0))
    value = message.value()
    return Record(*place, _text(message.key()), headers, value if isinstance(value, bytes) else b"", cluster)


def _text(value: str | bytes | None) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value or ""


def _wait_for_broker(client: Consumer) -> Broker:
    while True:
        try:
            return ask(client)
        except Unavailable as error:
            _log.warning("flow waits: %s", told(error))
            time.sleep(1.0)


async def _lowest(
    settings: Settings, readers: Mapping[str, Sequence[str]], cluster: str, places: list[Place]
) -> dict[Place, int]:
    async with Database(settings.dsn("app"), size=1) as db:
        read = {flow: await positions(db, flow, cluster) for flow in readers}
    return {
        place: min(read[flow].get(place, 0) for flow, topics in readers.items() if place[0] in topics)
        for place in places
    }


async def _forget(settings: Settings, flows: list[str], cluster: str) -> None:
    async with Database(settings.dsn("app"), size=1) as db:
        for flow in flows:
            await forget_positions(db, flow, cluster)
