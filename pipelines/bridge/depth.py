"""How much waits in the queues of RabbitMQ, for `ventros doctor`."""

import asyncio

from contracts.settings import Settings
from contracts.topics import DEAD_LETTERS, event_queues, taken_queues
from pipelines.bridge.rabbitmq import SECONDS, away, connected, depth

ANSWERS = 2 * SECONDS
"""How long all the answers may take."""

Depths = dict[str, int | None]
"""Messages ready to be taken, by queue; None for a queue that is not there."""


def depths(settings: Settings) -> Depths:
    """All our queues and their dead letters. Raises Unavailable."""
    return asyncio.run(_depths(settings))


async def _depths(settings: Settings) -> Depths:
    names = [*event_queues().values(), *taken_queues()]
    with away():
        async with asyncio.timeout(ANSWERS), connected(settings) as connection:
            return {name: await depth(connection, name) for one in names for name in (one, one + DEAD_LETTERS)}
