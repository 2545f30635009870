"""Who listens at the far end of the bridge: a durable queue of the exchange of all events, read as long as the run lasts."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Sequence
from types import TracebackType
from typing import Self
from uuid import UUID

from aio_pika import ExchangeType, connect
from aio_pika.abc import AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from contracts.crm.message import MessageCreated
from contracts.topics import DOMAIN_EVENTS

QUEUE = "chaos"
QUORUM = {"x-queue-type": "quorum"}


class Listener(threading.Thread):
    """Hears of every new message. What comes again under the same id is the same news."""

    def __init__(self, url: str) -> None:
        super().__init__(name="listener", daemon=True)
        self._url, self._enough, self._ready = url, threading.Event(), threading.Event()
        self.news: dict[UUID, set[str]] = defaultdict(set)
        """By message, the ids of the events that told of it."""
        self.order: list[UUID] = []

    def __enter__(self) -> Self:
        self.start()
        self._ready.wait(60)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._enough.set()
        self.join()

    def heard(self, message: UUID) -> bool:
        """Whether it was told of this message."""
        return message in self.news

    def run(self) -> None:
        """Listen, again and again: RabbitMQ is struck, too."""
        asyncio.run(self._persist())

    async def _persist(self) -> None:
        while not self._enough.is_set():
            try:
                async with asyncio.timeout(10):
                    connection = await connect(self._url)
                async with connection:
                    await self._listen(await connection.channel())
            except (*CONNECTION_EXCEPTIONS, TimeoutError):
                await asyncio.sleep(0.5)

    async def _listen(self, channel) -> None:
        await channel.set_qos(prefetch_count=500)
        exchange = await channel.declare_exchange(DOMAIN_EVENTS, ExchangeType.TOPIC, durable=True)
        queue = await channel.declare_queue(QUEUE, durable=True, arguments=QUORUM)
        await queue.bind(exchange, MessageCreated.spec.type)
        self._ready.set()
        lost = asyncio.Event()
        channel.close_callbacks.add(lambda *_: lost.set())
        await queue.consume(self._hear)
        while not (self._enough.is_set() or lost.is_set()):  # noqa: ASYNC110 - the end comes from another thread
            await asyncio.sleep(0.1)

    async def _hear(self, message: AbstractIncomingMessage) -> None:
        subject = UUID(str(message.headers["ce_subject"]))
        if subject not in self.news:
            self.order.append(subject)
        self.news[subject].add(message.message_id or "")
        await message.ack()


def in_order(order: Sequence[UUID], known: set[UUID]) -> list[UUID]:
    """What was heard of these messages, in the order of hearing."""
    return [message for message in order if message in known]
