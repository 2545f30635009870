"""RabbitMQ to Kafka: webhooks that older producers put into a queue go the way of every other webhook.

A message is acknowledged when its webhook is durable. While neither broker nor database takes it, it is held and not
given back: RabbitMQ would count that as a delivery in vain.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import UUID

from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from connectors import CONNECTORS
from contracts.connector import Raw
from contracts.crm.channel import ChannelType
from contracts.errors import Invalid, NotFound, TooLarge, Unavailable, VentrosError, told
from contracts.settings import Settings
from contracts.topics import TOPICS
from contracts.types import wall_clock
from memory.core.journal import Journal
from memory.crm.channel import resolve_channel
from memory.db import Database
from pipelines.bridge.rabbitmq import AGAIN, away, connected, declare_queue, persist
from pipelines.ending import Ending
from pipelines.kafka import RAW_TOPIC, RawProducer

QUEUE = TOPICS[RAW_TOPIC].taken_from
HEADER = "channel_id"
"""Names the channel that a webhook came to."""

ARGUMENTS = {"x-single-active-consumer": True}
"""Two consumers would put the webhooks of a conversation out of their order."""

PREFETCH = 20
"""Messages held at a time: they share a commit, and lie in memory as long as the database is away."""

Store = Callable[[Raw], Awaitable[None]]
"""Returns when a webhook is durable. Raises Unavailable."""

_log = logging.getLogger("ventros.bridge")


class NoChannel(Invalid):
    """The header channel_id does not hold the id of a WAHA channel that is here."""


class Back:
    """Takes webhooks from the queue, in its order; of several bridges one at a time does."""

    def __init__(self, settings: Settings, ending: Ending) -> None:
        self._settings, self._ending = settings, ending
        self._taken = Taken()

    async def run(self) -> None:
        """Work until the process is asked to end. Whatever is away is waited for."""
        await persist(self._work, "back", self._ending)

    async def _work(self) -> None:
        async with (
            Database(self._settings.dsn("gate"), size=2) as gate,
            _storing(self._settings, gate) as store,
            connected(self._settings) as connection,
        ):
            await gate.query("select")  # nothing is taken that could not be stored
            self._taken = Taken()
            with away():
                await self._taken.begin(await connection.channel())
            while messages := await self._taken.some():
                await self._keep(messages, gate, store)

    async def end(self) -> None:
        """Take nothing more: `run` returns when what was taken is stored. Raises Unavailable."""
        await self._taken.no_more()

    async def _keep(self, messages: Sequence[AbstractIncomingMessage], gate: Database, store: Store) -> None:
        """Return when all are durable and acknowledged, or refused.

        Whatever stands against storing them is ours and not theirs, so that they are held.
        """
        waiting = [(message, raw) for message in messages if (raw := await self._admitted(message, gate))]
        while waiting:
            outcomes = await asyncio.gather(*(store(raw) for _, raw in waiting), return_exceptions=True)
            for (message, _), outcome in zip(waiting, outcomes, strict=True):
                if outcome is None:
                    await _answer(message)
            waiting = [one for one, outcome in zip(waiting, outcomes, strict=True) if outcome]
            if waiting:
                reason = next(outcome for outcome in outcomes if outcome)
                await self._rest(f"{len(waiting)} webhooks cannot be stored ({told(reason)})")

    async def _admitted(self, message: AbstractIncomingMessage, gate: Database) -> Raw | None:
        """The webhook, its tenant looked up; None when it was refused."""
        while True:
            try:
                return await self._admit(message, gate)
            except Unavailable as error:
                await self._rest(told(error))
            except VentrosError as error:
                await _answer(message, error)
                return None

    async def _admit(self, message: AbstractIncomingMessage, gate: Database) -> Raw:
        if len(message.body) > self._settings.webhook_max_bytes:
            raise TooLarge(f"A webhook may have {self._settings.webhook_max_bytes} bytes at most.")
        try:
            channel_id = UUID(str(message.headers.get(HEADER)))
            found = await resolve_channel(gate, channel_id)
        except (ValueError, NotFound) as error:
            raise NoChannel from error
        if found.type != ChannelType.WAHA:
            raise NoChannel
        key = CONNECTORS[found.type].conversation(message.body) or str(channel_id)
        return Raw(found.tenant_id, found.project_id, channel_id, found.type, message.body, wall_clock(), key)

    async def _rest(self, why: str) -> None:
        _log.warning("bridge back waits: %s", why)
        await asyncio.sleep(AGAIN)


class Taken:
    """What RabbitMQ hands over, until it takes the channel or the queue away."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[AbstractIncomingMessage | None] = asyncio.Queue()
        self._cancel: Callable[[], Awaitable[Any]] | None = None
        self._lost = False

    async def begin(self, channel: AbstractChannel) -> None:
        """Ask for messages. Raises Unavailable, OtherwiseDeclared."""
        await channel.set_qos(prefetch_count=PREFETCH)
        queue = await declare_queue(channel, QUEUE, **ARGUMENTS)
        channel.close_callbacks.add(self._lose)
        (await channel.get_underlay_channel()).on_consumer_cancel_callbacks.add(self._lose)
        self._cancel = partial(queue.cancel, await queue.consume(self._waiting.put))

    async def no_more(self) -> None:
        """Ask for nothing more: what is here is the rest. Raises Unavailable."""
        if self._cancel:
            with away():
                await self._cancel()
            self._waiting.put_nowait(None)

    async def some(self) -> list[AbstractIncomingMessage]:
        """Those that came since; none after the rest. Raises Unavailable when RabbitMQ took channel or queue away."""
        found = [await self._waiting.get()]
        while not self._waiting.empty():
            found.append(self._waiting.get_nowait())
        if self._lost:
            raise Unavailable(f"RabbitMQ hands over no more of {QUEUE}")
        messages = [message for message in found if message is not None]
        if 0 < len(messages) < len(found):
            self._waiting.put_nowait(None)
        return messages

    def _lose(self, *_: Any) -> None:
        self._lost = True
        self._waiting.put_nowait(None)


async def _answer(message: AbstractIncomingMessage, refused: VentrosError | None = None) -> None:
    """Let RabbitMQ forget a message, or put it to the dead letters."""
    with away():
        if refused is None:
            await message.ack()
        else:
            _log.error("bridge back: a message of %s goes to its dead letters: %s", QUEUE, told(refused))
            await message.reject(requeue=False)


@asynccontextmanager
async def _storing(settings: Settings, gate: Database) -> AsyncIterator[Store]:
    """The durable way in: the broker, or the journal where the broker forgets."""
    if settings.kafka_durable:
        producer = RawProducer(settings, settings.webhook_timeout_seconds)
        try:
            yield producer.append
        finally:
            await asyncio.to_thread(producer.close)
    else:
        journal = Journal(gate)
        journal.start()
        try:
            yield journal.append
        finally:
            await journal.stop()
