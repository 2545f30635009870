"""A relay that works, and who hears what it publishes."""

import asyncio
import contextlib

from confluent_kafka import TopicPartition

from pipelines.kafka import consumer, ensure_topics
from pipelines.outbox import Relay


@contextlib.asynccontextmanager
async def relaying(settings):
    task = asyncio.create_task(Relay(settings).run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Listener:
    """Everything on a topic from its beginning."""

    def __init__(self, settings, topic):
        ensure_topics(settings)
        self.consumer = consumer(settings)
        self.consumer.assign([TopicPartition(topic, part, 0) for part in range(4)])

    async def hear(self, ids, seconds=15.0):
        """Wait until every event id was heard; the list of ids in the order in which they came."""
        heard = []
        async with asyncio.timeout(seconds):
            while not set(ids) <= set(heard):
                messages = await asyncio.to_thread(self.consumer.consume, 500, 0.05)
                heard += [dict(m.headers())["ce_id"].decode() for m in messages if not m.error()]
        return heard
