"""Whether everything that happened comes over to RabbitMQ, and once: listened for on its other side."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aio_pika import ExchangeType
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from pydantic import BaseModel

from contracts.settings import Settings
from contracts.topics import BRIDGE, DOMAIN_EVENTS, topics_of
from pipelines import bridge
from pipelines.bridge.rabbitmq import away, connected
from pipelines.examine import broker, ends

LOOK_SECONDS = 0.2


class Crossing(BaseModel):
    """How many events Kafka has, how many of them came over, how many came once more, and how long it took."""

    events: int
    came: int
    doubled: int
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether every event came over, and once."""
        return self.came >= self.events and not self.doubled


async def cross(settings: Settings, seconds: float = 120.0) -> Crossing:
    """Run a bridge until all is over there, or until time is up. Raises Unavailable."""
    heard, began = Counter[str](), time.monotonic()
    async with connected(settings) as connection:
        await _listen(connection, heard)
        async with _bridging(settings):
            events = await asyncio.to_thread(_events, settings)
            while len(heard) < events and time.monotonic() - began < seconds:
                await asyncio.sleep(LOOK_SECONDS)
                events = await asyncio.to_thread(_events, settings)
    doubled = heard.total() - len(heard)
    return Crossing(events=events, came=len(heard), doubled=doubled, seconds=time.monotonic() - began)


async def _listen(connection: AbstractConnection, heard: Counter[str]) -> None:
    """Count every message id of the exchange, from now on."""

    async def hear(message: AbstractIncomingMessage) -> None:
        heard[message.message_id or ""] += 1

    with away():
        channel = await connection.channel()
        exchange = await channel.declare_exchange(DOMAIN_EVENTS, ExchangeType.TOPIC, durable=True)
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(exchange, "#")
        await queue.consume(hear, no_ack=True)


@asynccontextmanager
async def _bridging(settings: Settings) -> AsyncIterator[None]:
    working = asyncio.create_task(bridge.run(settings))
    try:
        yield
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


def _events(settings: Settings) -> int:
    """How many events Kafka holds at this moment, none of which it has let go of yet."""
    found = broker(settings)
    places = {(topic, part): 0 for topic in topics_of(BRIDGE) for part in range(found.topics.get(topic, 0))}
    return sum(ends(settings, places).values())
