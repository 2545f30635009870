"""The bridge between Kafka and RabbitMQ: what happened goes over, webhooks of older producers come back.

A loop is impossible: events go out, and what comes in is a raw webhook. Neither reads what the other writes.
"""

import asyncio
import logging
from collections.abc import Callable

from contracts.settings import Settings
from pipelines.bridge.back import Back
from pipelines.bridge.out import Out
from pipelines.bridge.rabbitmq import side_by_side
from pipelines.kafka import ensure_topics

logging.getLogger("aiormq").setLevel(logging.CRITICAL)  # what is away is told once, by us


async def run(settings: Settings, ready: Callable[[], None] = lambda: None) -> None:
    """Work both ways until cancelled; what is away later is waited for. `ready` is called when the topics are there.

    Raises Unavailable when Kafka is away at the beginning.
    """
    await asyncio.to_thread(ensure_topics, settings)
    ready()
    await side_by_side([Out(settings).run(), Back(settings).run()])
