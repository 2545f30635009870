"""A RabbitMQ with our queues, all of them empty, and a bridge in front of it."""

import asyncio
import contextlib

import aio_pika
import pytest
from pydantic import SecretStr

from contracts.topics import BRIDGE, DEAD_LETTERS, event_queues, topics_of
from memory.core.dead_letter import NO_TENANT
from memory.core.flow_position import move, positions
from pipelines import bridge
from pipelines.bridge import rabbitmq as declared
from pipelines.bridge.back import ARGUMENTS, QUEUE
from pipelines.examine import broker, ends
from pipelines.kafka import ensure_topics

QUEUES = [name for one in (*event_queues().values(), QUEUE) for name in (one, one + DEAD_LETTERS)]


@pytest.fixture
def bridged(settings, rabbitmq):
    """Settings of a bridge."""
    return settings.model_copy(update={"rabbitmq_url": SecretStr(rabbitmq.settings["rabbitmq_url"])})


@pytest.fixture
async def amqp(bridged):
    """A connection of our own, to a RabbitMQ whose queues are there, and empty."""
    connection = await aio_pika.connect(bridged.rabbitmq_url.get_secret_value())
    async with connection:
        async with connection.channel() as channel:
            await channel.queue_delete("test")
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(declared, "SETTLING", 0.0)
                await declared.declare_events(connection, channel)
            await declared.declare_queue(channel, QUEUE, **ARGUMENTS)
            for name in QUEUES:
                await (await channel.get_queue(name)).purge()
        yield connection


@pytest.fixture
def settle(rabbitmq):
    """`await settle()`: RabbitMQ has all its queues on its disk, by a clean stop, so that a kill finds what it may break."""

    async def restart():
        await asyncio.to_thread(rabbitmq.restart, "rabbitmq")

    return restart


@pytest.fixture
def kill(rabbitmq):
    """`await kill()`: end RabbitMQ as a power cut would, and bring it back."""

    async def restart():
        await asyncio.to_thread(rabbitmq.kill, "rabbitmq")
        await asyncio.to_thread(rabbitmq.restart, "rabbitmq")

    return restart


@pytest.fixture
async def place(bridged, db):
    """`place()`: how far the bridge has come, told as a sum. It begins at the end of what other tests left in Kafka."""
    ensure_topics(bridged)
    found = broker(bridged)
    start = {(topic, part): 0 for topic in topics_of(BRIDGE) for part in range(found.topics[topic])}
    reached = {(BRIDGE, *one): end for one, end in ends(bridged, start, 10).items()}
    seen = {(BRIDGE, *one): at for one, at in (await positions(db, BRIDGE, found.cluster)).items()}
    async with db.tenant(NO_TENANT) as tx:
        await move(tx, found.cluster, seen, reached)
    begun = sum(reached.values())

    async def behind():
        return sum((await positions(db, BRIDGE, found.cluster)).values()) - begun

    return behind


@pytest.fixture
def bridging(bridged):
    """`async with bridging():` a bridge at work, until the block ends."""

    @contextlib.asynccontextmanager
    async def work(settings=bridged, ending=None):
        working = asyncio.create_task(bridge.run(settings, ending=ending))
        try:
            yield working
        finally:
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working

    return work


@pytest.fixture
def until():
    """`await until(condition)`: what the condition gives, as soon as it gives anything."""

    async def wait(condition, seconds=30.0):
        async with asyncio.timeout(seconds):
            while not (found := await condition()):  # noqa: ASYNC110 - it is asked, and tells nobody by itself
                await asyncio.sleep(0.05)
            return found

    return wait


@pytest.fixture
def depth(bridged):
    """`await depth(name)`: how many messages wait in a queue; none in one that is not there."""

    async def ask(name):
        async with declared.connected(bridged) as connection:
            return await declared.depth(connection, name) or 0

    return ask
