"""The bridge between Kafka and RabbitMQ: what happened goes over, webhooks of older producers come back.

A loop is impossible: events go out, and what comes in is a raw webhook. Neither reads what the other writes.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from contracts.errors import Unavailable
from contracts.settings import Settings
from pipelines.bridge.back import Back
from pipelines.bridge.out import Out
from pipelines.bridge.rabbitmq import side_by_side
from pipelines.ending import Ending
from pipelines.kafka import ensure_topics

IN_HAND = 5.0
"""Seconds for what is in hand when the bridge is asked to end; a queue that is full would hold it for ever."""

logging.getLogger("aiormq").setLevel(logging.CRITICAL)  # what is away is told once, by us


async def run(settings: Settings, ready: Callable[[], None] = lambda: None, ending: Ending | None = None) -> None:
    """Work both ways until asked to end: what was taken is then handed over, and the position says so.

    What is away later is waited for. `ready` is called when the topics are there. Raises Unavailable when Kafka is away
    at the beginning.
    """
    ending = ending or Ending()
    await asyncio.to_thread(ensure_topics, settings)
    ready()
    out, back = Out(settings, ending), Back(settings, ending)
    working = asyncio.create_task(side_by_side([out.run(), back.run()]))
    try:
        await ending.meanwhile(asyncio.shield(working))
        with suppress(Unavailable):
            await back.end()
        await asyncio.wait([working], timeout=IN_HAND)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
