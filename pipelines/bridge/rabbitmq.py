"""Our side of RabbitMQ: connections, and the queues that we declare."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

from aio_pika import ExchangeType, connect
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange, AbstractQueue
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, ChannelNotFoundEntity, ChannelPreconditionFailed

from contracts.errors import Unavailable, VentrosError, told
from contracts.settings import Settings
from contracts.topics import DEAD_LETTERS, DOMAIN_EVENTS, event_queues
from pipelines.ending import Ending

SECONDS = 5.0
"""How long RabbitMQ may take to let us in, and to let us go."""

LENGTH = 100_000
"""Messages that a queue takes before it refuses more. It cannot be changed for a queue that is there."""

DELIVERIES = 3
"""How often a message is given out again; then it is a dead letter."""

SETTLING = 5.0
"""Seconds until a queue that was just made outlives a kill: until then RabbitMQ 3 holds its name in memory alone, and
would lose the queue with all that it has confirmed."""

AGAIN, MUCH_LATER = 1.0, 30.0
"""Seconds until what was away is tried again, and what somebody has to mend."""

PASSING = (*CONNECTION_EXCEPTIONS, TimeoutError)
"""What a RabbitMQ that ends, starts or is too busy does to whoever talks to it."""

_log = logging.getLogger("ventros.bridge")


class OtherwiseDeclared(VentrosError):
    """RabbitMQ has something of our name that was made otherwise: empty and delete it, or use another virtual host."""

    quotes = False


@contextmanager
def away() -> Iterator[None]:
    """Whatever RabbitMQ or the way to it does to us is Unavailable: it may pass by itself. Raises OtherwiseDeclared."""
    try:
        yield
    except ChannelPreconditionFailed as error:
        raise OtherwiseDeclared(f"{OtherwiseDeclared.__doc__} It says: {error}") from error
    except PASSING as error:
        raise Unavailable(f"RabbitMQ is away or refuses ({type(error).__name__}: {error})") from error


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[AbstractConnection]:
    """A connection, until the block ends. Raises Unavailable."""
    with away():
        connection = await _connect(settings.rabbitmq_url.get_secret_value())
    try:
        yield connection
    finally:
        with suppress(*PASSING):
            async with asyncio.timeout(SECONDS):
                await connection.close()


async def _connect(url: str) -> AbstractConnection:
    try:
        async with asyncio.timeout(SECONDS):  # the client's own time-outs lose a cancellation (wait_for of Python 3.11)
            return await connect(url)
    except ValueError:  # its text may hold the password
        raise Unavailable("VENTROS_RABBITMQ_URL is no address such as amqp://user:password@host:5672/") from None


async def persist(work: Callable[[], Awaitable[None]], way: str, ending: Ending) -> None:
    """Begin the work anew when something that it needs was away or somebody had to mend it, until we are to end."""
    while not ending.asked:
        try:
            await work()
        except VentrosError as error:
            _log.log(logging.ERROR if error.permanent else logging.WARNING, "bridge %s waits: %s", way, told(error))
            await asyncio.sleep(MUCH_LATER if error.permanent else AGAIN)


async def side_by_side(works: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Return when all are done; when one fails, or we are cancelled, none goes on.

    The client answers a cancellation with an error now and then, which looks like an absence: it is repeated.
    """
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        while left := [task for task in tasks if not task.done()]:
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=AGAIN)


async def declare_events(connection: AbstractConnection, channel: AbstractChannel) -> AbstractExchange:
    """The exchange of all events, with the queues of those that have one, once they can be relied on.

    Raises Unavailable, OtherwiseDeclared.
    """
    new = [name for name in event_queues().values() if await depth(connection, name) is None]
    with away():
        exchange = await channel.declare_exchange(DOMAIN_EVENTS, ExchangeType.TOPIC, durable=True)
        for event, name in event_queues().items():
            await (await declare_queue(channel, name)).bind(exchange, event)
    if new:
        _log.info("bridge made %d queues, and waits until RabbitMQ has them on its disk", len(new))
        await asyncio.sleep(SETTLING)
    return exchange


async def depth(connection: AbstractConnection, name: str) -> int | None:
    """How many messages wait in a queue; None when there is none of this name. Raises Unavailable.

    A question about what is not there costs the channel: each has its own.
    """
    with away():
        async with connection.channel() as channel:
            try:
                queue = await channel.declare_queue(name, passive=True)
            except ChannelNotFoundEntity:
                return None
            return queue.declaration_result.message_count


async def declare_queue(channel: AbstractChannel, name: str, **more: Any) -> AbstractQueue:
    """A queue that is on the disks of a majority and loses nothing: when it is full it says so, and what is delivered
    in vain goes to its twin. `more` are further arguments. Raises Unavailable, OtherwiseDeclared.
    """
    with away():
        dead = await channel.declare_queue(name + DEAD_LETTERS, durable=True, arguments={"x-queue-type": "quorum"})
        return await channel.declare_queue(name, durable=True, arguments=arguments(dead.name) | more)


def arguments(dead_letters: str, length: int = LENGTH) -> dict[str, Any]:
    """What every queue of ours is declared with, but for the twins."""
    return {
        "x-queue-type": "quorum",
        "x-max-length": length,
        "x-overflow": "reject-publish",
        "x-delivery-limit": DELIVERIES,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": dead_letters,
        "x-dead-letter-strategy": "at-least-once",
    }
