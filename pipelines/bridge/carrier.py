"""Hands records to RabbitMQ in their order, and remembers how far it came."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractExchange
from aio_pika.exceptions import DeliveryError

from contracts.errors import told
from contracts.topics import BRIDGE
from memory.core.dead_letter import NO_TENANT, bury
from memory.core.flow_position import Reader, move, positions
from memory.db import Database
from pipelines.apply import dead_row
from pipelines.bridge.rabbitmq import away, side_by_side
from pipelines.io import Record

PATIENCE = 30.0
"""Seconds that RabbitMQ may take to confirm a message."""

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds until a queue that refused is asked again."""

SHORT = 255
"""Bytes that AMQP leaves for a routing key or a message id."""

_log = logging.getLogger("ventros.bridge")


class Carrier:
    """Carries records of the event topics over one channel."""

    def __init__(self, db: Database, exchange: AbstractExchange) -> None:
        self._db, self._exchange = db, exchange
        self._cluster, self._seen = "", dict[Reader, int]()

    async def carry(self, records: Sequence[Record]) -> None:
        """Return when RabbitMQ has them all and the position says so. Raises Unavailable, PositionMoved.

        What is no event of ours becomes a dead letter.
        """
        await self._know_positions(records)
        new = [record for record in records if record.offset >= self._seen.get(_reader(record), 0)]
        chains, dead = defaultdict[str, list[Message]](list), list[tuple[Record, Exception]]()
        for record in new:
            try:
                chains[record.key].append(message(record))
            except (KeyError, ValueError) as error:
                dead.append((record, error))
        await self._publish(chains.values())
        await self._move({_reader(record): record.offset + 1 for record in new}, dead)

    async def _know_positions(self, records: Sequence[Record]) -> None:
        if records and records[0].cluster != self._cluster:
            self._cluster = records[0].cluster
            read = await positions(self._db, BRIDGE, self._cluster)
            self._seen = {(BRIDGE, *place): at for place, at in read.items()}

    async def _publish(self, chains: Iterable[list[Message]]) -> None:
        """Chains side by side, each in its order: a message goes out when the one before it of its key is confirmed.

        All at once they would overtake each other where a queue refuses one and has room again for the next.
        """
        await side_by_side(self._in_order(chain) for chain in chains)

    async def _in_order(self, chain: Sequence[Message]) -> None:
        for each in chain:
            await self._until_taken(each)

    async def _until_taken(self, each: Message) -> None:
        pause = FIRST_PAUSE
        while not await self._taken(each):
            if pause == FIRST_PAUSE:
                _log.warning("bridge out waits: a queue that takes %s is full", each.type)
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)

    async def _taken(self, each: Message) -> bool:
        """Whether every queue that it goes to has it; False when one of them refuses."""
        with away():
            try:
                await self._exchange.publish(each, each.type or "", mandatory=False, timeout=PATIENCE)
            except DeliveryError:
                return False
        return True

    async def _move(self, reached: dict[Reader, int], dead: Sequence[tuple[Record, Exception]]) -> None:
        if not reached:
            return
        async with self._db.batch() as batch:
            async with batch.tenant(NO_TENANT) as tx:
                await move(tx, self._cluster, self._seen, reached)
            for record, error in dead:
                about = {"tenant_id": str(record.tenant_id), "flow": BRIDGE, "event_id": record.event_id}
                _log.error("bridge out: a dead letter of %s: %s", record.topic, told(error), extra=about)
                async with batch.tenant(record.tenant_id) as tx:
                    await bury(tx, [dead_row(BRIDGE, record, error)])
        self._seen |= reached


def message(record: Record) -> Message:
    """An event as RabbitMQ carries it: what it is in the properties, its envelope in the headers, its data as they are.

    Raises KeyError or ValueError when the record is no event.
    """
    envelope = {name: text for name, text in record.headers.items() if name.startswith("ce_") or name == "traceparent"}
    if max(len(envelope[name].encode()) for name in ("ce_id", "ce_type")) > SHORT:
        raise ValueError("The event's id or type is too long.")
    return Message(
        record.value,
        headers={**envelope, "ce_partitionkey": record.key},
        content_type=record.headers.get("content-type"),
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=envelope["ce_id"],
        timestamp=datetime.fromisoformat(envelope["ce_time"]),
        type=envelope["ce_type"],
        app_id="ventros",
    )


def _reader(record: Record) -> Reader:
    return BRIDGE, record.topic, record.partition
