"""The relay: publishes what the outbox and the journal hold, in order, and once more what not everybody had taken when
the broker forgot all.
"""

import asyncio
import logging
import time
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from contracts.connector import Raw
from contracts.envelope import TRACEPARENT
from contracts.errors import Unavailable, told
from contracts.settings import Settings
from memory.core.outbox import Backlog, Cursor, Cursors, Queue
from pipelines import tracing
from pipelines.ending import Ending
from pipelines.kafka import RAW_TOPIC, Headers, ask, ensure_topics, producer, raw_headers
from pipelines.taken import Taken

BATCH = 1000
KEEP_DAYS = 7
PACE = 0.005
"""Seconds between rounds while there is something to publish: a round costs the same for many rows as for few."""

HIDDEN = 0.05
"""Seconds between rounds at most, while an open transaction hides what is to be published."""

PATIENCE = 10.0
"""Seconds that a batch may take to be acknowledged."""

LOOK = 0.5
"""Seconds after which a broker that does not acknowledge is asked whether it is the same."""

TURN = 0.5
"""Seconds until one that waits for its turn asks again."""

AGAIN = 0.5
"""Seconds until what was away is tried again."""

Outgoing = tuple[str, str, bytes, Headers]
"""Topic, key, value and headers of a record."""

_log = logging.getLogger("ventros.relay")


class Relay:
    """Moves rows to the broker, one life of its log at a time."""

    def __init__(self, settings: Settings, ending: Ending | None = None) -> None:
        self._settings, self._ending = settings, ending or Ending()
        self._producer: Producer = producer(settings)
        self._cluster = ""
        self._cursors = Cursors()
        self._taken = Taken(settings)
        self._checked = self._expired = 0.0

    async def run(self) -> None:
        """Work until the process is asked to end: what was published is then remembered. What is away is waited for."""
        while not self._ending.asked:
            try:
                async with Backlog(self._settings.dsn("relay")) as backlog:
                    await self._wait_for_my_turn(backlog)
                    await self._work(backlog)
            except Unavailable as error:
                _log.warning("relay waits: %s", told(error))
                self._cluster = ""
                await asyncio.sleep(AGAIN)

    async def _wait_for_my_turn(self, backlog: Backlog) -> None:
        while not (self._ending.asked or await backlog.my_turn()):  # noqa: ASYNC110 - Postgres has the lock
            await asyncio.sleep(TURN)

    async def _work(self, backlog: Backlog) -> None:
        done, pause = Cursors(), PACE
        while not self._ending.asked:
            began = time.monotonic()
            if await self._follow_cluster(backlog):
                done = Cursors()
            await self._taken.look(backlog, self._cluster, self._cursors["outbox"])
            rows = await backlog.turn(self._cluster, done, self._cursors, BATCH)
            done = await self._move(rows)
            if done:
                pause = PACE
                await asyncio.sleep(began + PACE - time.monotonic())
            elif await backlog.pending(self._cursors):
                await asyncio.sleep(pause)
                pause = min(2 * pause, HIDDEN)
            else:
                pause = PACE
                await self._expire(backlog)
                await backlog.wait(0.5)
        await backlog.remember(self._cluster, done)

    async def _follow_cluster(self, backlog: Backlog) -> bool:
        """Every second: is it another log than before? A new one gets again what not every reader has taken."""
        if time.monotonic() - self._checked < 1.0 and self._cluster:
            return False
        found = (await asyncio.to_thread(ask, self._producer)).cluster
        self._checked = time.monotonic()
        if found == self._cluster:
            return False
        # An idempotent producer numbers its records; a broker that forgot refuses the numbers of the old one.
        self._producer = producer(self._settings)
        await asyncio.to_thread(ensure_topics, self._settings)
        self._cluster, self._cursors = found, await backlog.cursors(found, self._taken.readers)
        _log.info("relay serves cluster %s from %s", found, self._cursors)
        return True

    async def _move(self, rows: dict[Queue, list[dict[str, Any]]]) -> Cursors:
        """Publish rows; how far that gets us."""
        outgoing = [_journalled(row) for row in rows["journal"]] + [_told(row) for row in rows["outbox"]]
        if outgoing and tracing.on():
            traceparents = [str(dict(headers).get(TRACEPARENT, "")) for *_, headers in outgoing]
            with tracing.span("publish", of=traceparents, records=len(outgoing)):
                self._publish(outgoing)
        elif outgoing:
            self._publish(outgoing)  # the process has nothing else to do meanwhile, and a thread more is a wait more
        done = {queue: Cursor(found[-1]["xid"], found[-1]["id"]) for queue, found in rows.items() if found}
        self._cursors |= done
        return done

    def _publish(self, outgoing: list[Outgoing]) -> None:
        failed: list[str] = []

        def told(error: KafkaError | None, _: Message) -> None:
            if error:
                failed.append(error.str())

        try:
            for topic, key, value, headers in outgoing:
                self._producer.produce(topic, value, key, headers=headers, on_delivery=told)
            left = self._flushed()
        except (BufferError, KafkaException) as error:  # a broker that forgot refuses our numbers for good: begin anew
            raise Unavailable(f"the broker takes nothing ({error})") from error
        if failed or left:
            raise Unavailable(f"the broker did not take {len(failed) + left} records ({(failed or ['timeout'])[0]})")

    def _flushed(self) -> int:
        """How many records the broker did not take in time. Raises Unavailable when its log is another one by now.

        Such a broker takes nothing of a producer that it does not know: there is nothing to wait for.
        """
        deadline = time.monotonic() + PATIENCE
        while (left := self._producer.flush(LOOK)) and time.monotonic() < deadline:
            if self._forgotten():
                raise Unavailable("the broker began anew")
        return left

    def _forgotten(self) -> bool:
        try:
            return ask(self._producer, LOOK).cluster != self._cluster
        except Unavailable:
            return False

    async def _expire(self, backlog: Backlog) -> None:
        if time.monotonic() - self._expired > 600.0:
            self._expired = time.monotonic()
            await backlog.expire(KEEP_DAYS)


def _told(row: dict[str, Any]) -> Outgoing:
    return row["topic"], row["key"], row["data"].encode(), [(name, value) for name, value in row["headers"]]


def _journalled(row: dict[str, Any]) -> Outgoing:
    whose = (row["tenant_id"], row["project_id"], row["channel_id"], row["channel_type"])
    raw = Raw(*whose, bytes(row["body"]), row["received_at"], row["key"], row["traceparent"])
    return RAW_TOPIC, f"{raw.tenant_id}:{raw.key}", raw.body, raw_headers(raw)
