"""The two ends of every dataflow. Steps are sync, operations are async: they meet in `Apply` and nowhere else.

A source reads groups of partitions, one consumer for all of a group, from the lowest position of the flows that share
it. A sink applies a batch in one transaction together with its position, so the effect is exactly once.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import uvloop
from bytewax.inputs import FixedPartitionedSource, StatefulSourcePartition
from bytewax.outputs import DynamicSink, StatelessSinkPartition
from confluent_kafka import Message, TopicPartition

from contracts.errors import Unavailable, VentrosError
from contracts.settings import Settings
from memory.core.dead_letter import NO_TENANT, bury, dead_letter_id
from memory.core.flow_position import Place, PositionMoved, Reader, forget_positions, move, positions
from memory.db import Batch, Database, Tx, Work
from pipelines.kafka import cluster_id, consumer

BATCH = 500
IDLE = 0.1
"""Seconds that a source waits for a first record."""

PATIENCE = 120.0
"""Seconds that a sink waits for Postgres before its process gives up and is started anew."""

_log = logging.getLogger("ventros.flow")


class LogLost(VentrosError):
    """The broker's log is another one than this flow was reading: it starts anew at the beginning."""

    permanent = False


class TooManyDeadLetters(VentrosError):
    """Too large a share of what came could not be digested: the flow stops rather than empty the topic."""


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


class KafkaIn(FixedPartitionedSource[Record, None]):
    """Topics as one input, shared by flows; positions live in Postgres, next to the effects."""

    def __init__(self, settings: Settings, readers: Mapping[str, Sequence[str]], groups: int = 1) -> None:
        """`readers` says which topics each flow reads."""
        self.settings, self.readers, self.groups = settings, readers, groups

    def list_parts(self) -> list[str]:
        """One part a group of partitions."""
        return [str(group) for group in range(self.groups)]

    def build_part(self, step_id: str, for_part: str, resume_state: None) -> "_Partitions":
        """A consumer for this group's partitions of every topic."""
        del step_id, resume_state
        mine = [
            (topic, partition)
            for topic in sorted({topic for topics in self.readers.values() for topic in topics})
            for partition in range(self.settings.kafka_partitions)
            if partition % self.groups == int(for_part)
        ]
        return _Partitions(self.settings, mine, self.readers)


class _Partitions(StatefulSourcePartition[Record, None]):
    def __init__(self, settings: Settings, places: list[Place], readers: Mapping[str, Sequence[str]]) -> None:
        self._consumer = consumer(settings)
        self._cluster = _wait_for_cluster(self._consumer)
        self._next = asyncio.run(_lowest(settings, readers, self._cluster, places))
        self._consumer.assign([TopicPartition(topic, part, at) for (topic, part), at in self._next.items()])
        self._flows, self._settings = list(readers), settings
        self._checked = time.monotonic()

    def next_batch(self) -> list[Record]:
        records = []
        for message in self._waiting():
            if message.error():
                continue
            place = (str(message.topic()), int(message.partition() or 0))
            self._next[place] = int(message.offset() or 0) + 1
            records.append(_record(message, place, self._cluster))
        if time.monotonic() - self._checked > 1.0:
            self._check()
        return records

    def _waiting(self) -> list[Message]:
        first = self._consumer.poll(IDLE)
        return [first, *self._consumer.consume(BATCH, 0.0)] if first else []

    def _check(self) -> None:
        """Is it still the same log, and does it reach as far as was read? Asked every second."""
        self._checked = time.monotonic()
        try:
            if cluster_id(self._consumer, 1.0) != self._cluster:
                raise LogLost
        except Unavailable:
            return
        for (topic, partition), following in self._next.items():
            _, end = self._consumer.get_watermark_offsets(TopicPartition(topic, partition), cached=True)
            if 0 <= end < following:
                asyncio.run(_forget(self._settings, self._flows, self._cluster))
                raise LogLost

    def snapshot(self) -> None:
        return None

    def close(self) -> None:
        self._consumer.close()


def _record(message: Message, place: Place, cluster: str) -> Record:
    headers = {name: _text(value) for name, value in dict(message.headers() or ()).items()}
    value = message.value()
    body = value if isinstance(value, bytes) else b""
    return Record(*place, int(message.offset() or 0), _text(message.key()), headers, body, cluster)


def _text(value: str | bytes | None) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value or ""


def _wait_for_cluster(client: Any) -> str:
    while True:
        try:
            return cluster_id(client)
        except Unavailable as error:
            _log.warning("flow waits: %s", error)
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


Operation = Callable[[Tx, list[Record]], Awaitable[None]]
Flows = Mapping[str, Operation]
Share = tuple[UUID, str, list[Record]]
"""What a tenant has in a batch for one of the flows."""


class Apply(DynamicSink[Record]):
    """Runs the operations of flows on each tenant's share of a batch: one transaction, one commit, with the positions.

    Flows that share an input share the transaction too, since a commit is what is dear; what one of them cannot digest
    is its own dead letter, and the others go on.
    """

    def __init__(self, settings: Settings, flows: Flows) -> None:
        self.settings, self.flows = settings, flows

    def build(self, step_id: str, worker_index: int, worker_count: int) -> "_Apply":
        """One event loop and one connection per worker."""
        del step_id, worker_index, worker_count
        return _Apply(self.settings, self.flows)


class _Apply(StatelessSinkPartition[Record]):
    def __init__(self, settings: Settings, flows: Flows) -> None:
        self._flows = flows
        self._share, self._recent, self._dead = settings.dead_letter_share, 0, 0
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self._db = Database(settings.dsn("app"), size=1, generic_plans=True)
        self._runner.run(self._db.__aenter__())
        self._cluster, self._seen = "", dict[Reader, int]()

    def write_batch(self, items: list[Record]) -> None:
        self._runner.run(self._patiently(items))

    async def _patiently(self, items: list[Record]) -> None:
        deadline, pause = time.monotonic() + PATIENCE, 0.05
        while True:
            try:
                return await self._apply(items)
            except Unavailable as error:
                if time.monotonic() > deadline:
                    raise
                _log.warning("%s waits: %s", ", ".join(self._flows), error)
                await asyncio.sleep(pause)
                pause = min(2.0, pause * 2)

    async def _apply(self, items: list[Record]) -> None:
        await self._know_positions(items)
        new = {flow: [r for r in items if r.offset >= self._seen.get(_reader(flow, r), 0)] for flow in self._flows}
        reached = {
            _reader(flow, r): r.offset + 1 for flow in new for r in sorted(new[flow], key=lambda record: record.offset)
        }
        if reached:
            shares = _by_tenant(new)
            if not await self._in_step(shares, reached):
                await self._one_by_one(shares, reached)
            self._seen |= reached
            self._watch_share(max(len(records) for records in new.values()))

    async def _know_positions(self, items: list[Record]) -> None:
        if items and items[0].cluster != self._cluster:
            self._cluster = items[0].cluster
            read = {flow: await positions(self._db, flow, self._cluster) for flow in self._flows}
            self._seen = {(flow, *place): at for flow, places in read.items() for place, at in places.items()}

    async def _in_step(self, shares: list[Share], reached: dict[Reader, int]) -> bool:
        """Apply everything of all tenants at once; whether nothing stood against it."""
        works = [(tenant_id, _work(self._flows[flow], records)) for tenant_id, flow, records in shares]
        try:
            async with self._db.batch() as batch:
                await batch.in_step([(shares[0][0], self._moves(reached)), *works])
        except PositionMoved:
            raise
        except Exception as error:  # noqa: BLE001 - whose fault it is, is found out one by one
            _raise_if_passing(error)
            _log.warning("%s: a batch goes one by one: %r", ", ".join(self._flows), error)
            return False
        return True

    async def _one_by_one(self, shares: list[Share], reached: dict[Reader, int]) -> None:
        """Apply every share behind a savepoint of its own; what cannot be digested is a dead letter."""
        async with self._db.batch() as batch:
            async with batch.tenant(shares[0][0]) as tx:
                await self._moves(reached)(tx)
            for tenant_id, flow, records in shares:
                await self._bury(batch, tenant_id, flow, await self._digest(batch, tenant_id, flow, records))

    def _moves(self, reached: dict[Reader, int]) -> Work:
        """The move of the positions, which belong to no tenant, as part of the same transaction."""
        return lambda tx: move(tx, self._cluster, self._seen, reached)

    async def _digest(
        self, batch: Batch, tenant_id: UUID, flow: str, share: list[Record]
    ) -> list[tuple[Record, Exception]]:
        """Apply a flow's share by halves, so that only the poison is left out; the poison with its reasons."""
        try:
            async with batch.tenant(tenant_id) as tx:
                await self._flows[flow](tx, share)
        except Exception as error:  # noqa: BLE001 - it is the reason of a dead letter
            _raise_if_passing(error)
            if len(share) == 1:
                return [(share[0], error)]
            half = len(share) // 2
            first = await self._digest(batch, tenant_id, flow, share[:half])
            return first + await self._digest(batch, tenant_id, flow, share[half:])
        return []

    async def _bury(self, batch: Batch, tenant_id: UUID, flow: str, dead: list[tuple[Record, Exception]]) -> None:
        if dead:
            _log.error("%s: %d dead letters, the first: %r", flow, len(dead), dead[0][1])
            self._dead += len(dead)
            async with batch.tenant(tenant_id) as tx:
                await bury(tx, [_dead_row(flow, record, error) for record, error in dead])

    def _watch_share(self, count: int) -> None:
        self._recent += count
        if self._dead >= 20 and self._dead > self._share * self._recent:
            raise TooManyDeadLetters(
                f"{', '.join(self._flows)}: {self._dead} of the last {self._recent} records are dead letters: look at"
                " `ventros dlq list`, mend the cause, then start the flow again."
            )
        if self._recent >= 1000:
            self._recent = self._dead = 0

    def close(self) -> None:
        self._runner.run(self._db.__aexit__())
        self._runner.close()


def raise_poison(records: list[Record]) -> None:
    """Raise the first reason for which a record could not be parsed."""
    for record in records:
        if isinstance(record.parsed, Exception):
            raise record.parsed


def _by_tenant(new: dict[str, list[Record]]) -> list[Share]:
    shares: dict[tuple[UUID, str], list[Record]] = defaultdict(list)
    for flow, records in new.items():
        for record in records:
            shares[record.tenant_id, flow].append(record)
    return [(*whose, records) for whose, records in sorted(shares.items(), key=lambda share: share[0][0])]


def _work(operation: Operation, records: list[Record]) -> Work:
    async def work(tx: Tx) -> None:
        await operation(tx, records)

    return work


def _reader(flow: str, record: Record) -> Reader:
    return flow, record.topic, record.partition


def _raise_if_passing(error: Exception) -> None:
    """What may pass by itself is no poison: the whole batch is tried again."""
    if not getattr(error, "permanent", True):
        raise Unavailable(str(error)) from error


def _dead_row(flow: str, record: Record, error: Exception) -> dict[str, Any]:
    ce_id = record.headers.get("ce_id", f"{record.cluster}:{record.topic}:{record.partition}:{record.offset}")
    return {
        "id": dead_letter_id(record.tenant_id, flow, ce_id),
        "flow": flow,
        "cluster_id": record.cluster,
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "key": record.key,
        "headers": record.headers,
        "data": record.value,
        "error_class": type(error).__name__,
        "error": str(error)[:2000],
    }
