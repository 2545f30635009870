"""Kafka to RabbitMQ: every event to the exchange of all events, confirmed before the position moves.

A crash repeats what was not confirmed, under the same message id, and loses nothing. A queue that is full holds up the
bridge, and so the rest waits in Kafka.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.exceptions import ChannelLockedResource

from contracts.settings import Settings
from contracts.topics import BRIDGE, topics_of
from memory.core.flow_pause import pauses
from memory.db import Database
from pipelines.bridge.carrier import Carrier
from pipelines.bridge.rabbitmq import AGAIN, away, connected, declare_events, persist
from pipelines.ending import Ending
from pipelines.io import KafkaIn, Record

TURN = "ventros.bridge"
"""A queue that RabbitMQ gives to one connection at a time: whose it is may publish."""

LOOK_SECONDS = 1.0
"""Seconds between two looks whether the bridge is paused."""


class Out:
    """Carries events over, one bridge at a time; a second one waits until the first is gone."""

    def __init__(self, settings: Settings, ending: Ending) -> None:
        self._settings, self._ending = settings, ending
        self._looked = 0.0

    async def run(self) -> None:
        """Work until the process is asked to end. Whatever is away is waited for."""
        await persist(self._work, "out", self._ending)

    async def _work(self) -> None:
        async with connected(self._settings) as connection, Database(self._settings.dsn("app"), size=1) as db:
            exchange = await declare_events(connection, await _my_turn(connection))
            await self._until_going(db)
            async with _reading(self._settings) as read:
                carrier = Carrier(db, exchange)
                while not self._ending.asked:
                    await self._until_going(db)
                    await carrier.carry(await read())

    async def _until_going(self, db: Database) -> None:
        """Wait while somebody has paused the bridge; asked once a second."""
        while time.monotonic() - self._looked > LOOK_SECONDS:
            if BRIDGE in {pause.flow for pause in await pauses(db)}:
                await asyncio.sleep(LOOK_SECONDS)
            else:
                self._looked = time.monotonic()


async def _my_turn(connection: AbstractConnection) -> AbstractChannel:
    """A channel that waits for the broker's word on all that is published, once no other bridge is at work."""
    with away():
        while True:
            channel = await connection.channel()
            try:
                await channel.declare_queue(TURN, exclusive=True)
            except ChannelLockedResource:
                await asyncio.sleep(AGAIN)
            else:
                return channel


@asynccontextmanager
async def _reading(settings: Settings) -> AsyncIterator[Callable[[], "asyncio.Future[list[Record]]"]]:
    """What is new in the topics, from the bridge's position: the flows' source, on a thread that is all its own."""
    loop, thread = asyncio.get_running_loop(), ThreadPoolExecutor(1, "bridge")
    try:
        source = KafkaIn(settings, {BRIDGE: topics_of(BRIDGE)})
        partitions = await loop.run_in_executor(thread, source.build_part, "bridge", "0", None)
        try:
            yield lambda: loop.run_in_executor(thread, partitions.next_batch)
        finally:
            thread.submit(partitions.close)
    finally:
        thread.shutdown(wait=False)
