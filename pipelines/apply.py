"""The end of every dataflow: a batch in one transaction together with its position, so the effect is exactly once.

Steps are sync, operations are async: they meet in `Apply` and nowhere else.
"""

import asyncio
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

import uvloop
from bytewax.outputs import DynamicSink, StatelessSinkPartition

from contracts.envelope import TRACEPARENT
from contracts.errors import Unavailable, VentrosError, told
from contracts.settings import Settings
from memory.core.dead_letter import bury, dead_letter_id
from memory.core.flow_position import PositionMoved, Reader, move, positions
from memory.db import Batch, Database, Tx, Work
from pipelines import tracing
from pipelines.ending import Ending
from pipelines.io import Record
from pipelines.paused import Paused

PATIENCE = 120.0
"""Seconds that a sink waits for Postgres before its process gives up and is started anew."""

_log = logging.getLogger("ventros.flow")


class TooManyDeadLetters(VentrosError):
    """Too large a share of what came could not be digested: the flow stops rather than empty the topic."""

    quotes = False


Operation = Callable[[Tx, list[Record]], Awaitable[None]]
Flows = Mapping[str, Operation]
Share = tuple[UUID, str, list[Record]]
"""What a tenant has in a batch for one of the flows."""
Ahead = Callable[[Database, Sequence[Share]], Awaitable[None]]
"""What is to be done before the transaction of a batch begins."""


async def nothing(db: Database, shares: Sequence[Share]) -> None:
    """Most batches need nothing ahead."""


class Apply(DynamicSink[Record]):
    """Runs the operations of flows on each tenant's share of a batch: one transaction, one commit, with the positions.

    Flows that share an input share the transaction too, since a commit is what is dear; what one of them cannot digest
    is its own dead letter, and the others go on.
    """

    def __init__(
        self, settings: Settings, flows: Flows, *,
        ahead: Ahead = nothing, synced: bool = True, paused: Paused | None = None, ending: Ending | None = None,
    ) -> None:  # fmt: skip
        """Flows that are `paused` are passed over, and their positions stay. What is `ending` waits for nobody.

        Those whose effects nobody is told of need not be `synced` to disk: what a crash of Postgres takes of them it
        takes of their positions too, and they are done again.
        """
        self.settings, self.flows, self.ahead = settings, flows, ahead
        self.synced, self.paused, self.ending = synced, paused or Paused(), ending or Ending()
        self.loop = _loop()  # taken once: two who ask first, at the same moment, may get one each

    def build(self, step_id: str, worker_index: int, worker_count: int) -> "_Apply":
        """One connection per worker."""
        del step_id, worker_index, worker_count
        return _Apply(self)


class _Apply(StatelessSinkPartition[Record]):
    def __init__(self, of: Apply) -> None:
        self._flows, self._ahead, self._paused, self._ending = of.flows, of.ahead, of.paused, of.ending
        self._share, self._recent, self._dead = of.settings.dead_letter_share, 0, 0
        self._db, self._loop = Database(of.settings.dsn("app"), size=1, generic_plans=True, synced=of.synced), of.loop
        self._run(self._db.__aenter__())
        self._cluster, self._seen = "", dict[Reader, int]()
        self._tried: dict[Reader, int] = {}
        self._traceparent = ""

    def write_batch(self, items: list[Record]) -> None:
        for _, life in groupby(items, key=lambda record: record.cluster):  # a log that is lost ends in mid-batch
            self._run(self._patiently(list(life)))

    async def _patiently(self, items: list[Record]) -> None:
        deadline, pause = time.monotonic() + PATIENCE, 0.05
        while True:
            try:
                return await self._apply(items)
            except Unavailable as error:
                if time.monotonic() > deadline or self._ending.asked:
                    raise
                _log.warning("%s waits: %s", ", ".join(self._flows), told(error))
                await asyncio.sleep(pause)
                pause = min(2.0, pause * 2)

    async def _apply(self, items: list[Record]) -> None:
        await self._know_positions(items)
        await self._know_outcome()
        going = self._flows.keys() - self._paused.flows
        new = {flow: [r for r in items if r.offset >= self._seen.get(_reader(flow, r), 0)] for flow in going}
        reached = {
            _reader(flow, r): r.offset + 1 for flow in new for r in sorted(new[flow], key=lambda record: record.offset)
        }
        if reached:
            shares, self._tried = _by_tenant(new), reached
            if tracing.on():
                await self._traced(shares, reached)
            else:
                await self._write(shares, reached)
            self._seen |= reached
            self._tried = {}
            self._watch_share(max(len(records) for records in new.values()))

    async def _traced(self, shares: list[Share], reached: dict[Reader, int]) -> None:
        """The same, and told of: one span for all that is written together."""
        traceparents = [record.headers.get(TRACEPARENT, "") for _, _, records in shares for record in records]
        name, count = ", ".join(self._flows), len(traceparents)
        with tracing.span(name, of=traceparents, records=count) as self._traceparent:
            await self._write(shares, reached)

    async def _write(self, shares: list[Share], reached: dict[Reader, int]) -> None:
        await self._ahead(self._db, shares)
        if not await self._in_step(shares, reached):
            await self._one_by_one(shares, reached)

    async def _know_positions(self, items: list[Record]) -> None:
        if items[0].cluster != self._cluster:
            self._cluster, self._tried = items[0].cluster, {}
            self._seen = await self._read_positions()

    async def _know_outcome(self) -> None:
        """Whether the last try stood, of which nobody knows when the connection was lost in its commit.

        Where the positions are others than ours before or after it, somebody else works here: the next move
        will say so.
        """
        if self._tried and self._tried.items() <= (await self._read_positions()).items():
            self._seen |= self._tried
        self._tried = {}

    async def _read_positions(self) -> dict[Reader, int]:
        read = {flow: await positions(self._db, flow, self._cluster) for flow in self._flows}
        return {(flow, *place): at for flow, places in read.items() for place, at in places.items()}

    async def _in_step(self, shares: list[Share], reached: dict[Reader, int]) -> bool:
        """Apply everything of all tenants at once; whether nothing stood against it."""
        works = [(tenant_id, _work(self._flows[flow], records)) for tenant_id, flow, records in shares]
        try:
            async with self._db.batch(self._traceparent) as batch:
                await batch.in_step([(shares[0][0], self._moves(reached)), *works])
        except PositionMoved:
            raise
        except Exception as error:  # noqa: BLE001 - whose fault it is, is found out one by one
            _raise_if_passing(error)
            _log.warning("%s: a batch goes one by one: %s", ", ".join(self._flows), told(error))
            return False
        return True

    async def _one_by_one(self, shares: list[Share], reached: dict[Reader, int]) -> None:
        """Apply every share behind a savepoint of its own; what cannot be digested is a dead letter."""
        async with self._db.batch(self._traceparent) as batch:
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
            first, error = dead[0]
            about = {"tenant_id": str(tenant_id), "flow": flow, "event_id": first.event_id, "trace_id": first.trace_id}
            _log.error("%s: %d dead letters, the first: %s", flow, len(dead), told(error), extra=about)
            self._dead += len(dead)
            async with batch.tenant(tenant_id) as tx:
                await bury(tx, [dead_row(flow, record, error) for record, error in dead])

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
        self._run(self._db.__aexit__())

    def _run(self, work: Coroutine[Any, Any, object]) -> None:
        """Return when the work is done on the loop of the sinks. Raises what it raised."""
        asyncio.run_coroutine_threadsafe(work, self._loop).result()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One event loop for the sinks of a process: Python computes under one lock anyway, and threads of their own would
    hand it to each other at every statement.
    """
    loop = uvloop.new_event_loop()
    threading.Thread(target=loop.run_forever, name="sinks", daemon=True).start()
    return loop


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
        raise Unavailable(told(error)) from error


def dead_row(flow: str, record: Record, error: Exception) -> dict[str, Any]:
    """The row of a dead letter: what the flow could not digest, and why."""
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
