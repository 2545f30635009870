"""What `ventros doctor` and `ventros tail` ask the broker."""

import time
from collections.abc import Iterator, Mapping
from contextlib import closing

from confluent_kafka import Consumer, TopicPartition

from contracts.errors import Unavailable
from contracts.settings import Settings
from memory.core.flow_position import Place
from pipelines.io import Record, record_of
from pipelines.kafka import Broker, ask, consumer

SECONDS = 2.0
"""How long the broker may take to answer."""


def broker(settings: Settings) -> Broker:
    """The broker. Raises Unavailable."""
    with closing(consumer(settings)) as client:
        return _broker(settings, client)


def ends(settings: Settings, start: Mapping[Place, int], seconds: float = SECONDS) -> dict[Place, int]:
    """The ends of partitions, of those that told theirs in time; `start` is where they may be read from.

    They are those that a reader is told along with what it reads: asked for directly, the embedded broker is wrong.
    """
    with closing(consumer(settings)) as client:
        places = [TopicPartition(topic, partition, at) for (topic, partition), at in start.items()]
        client.assign(places)
        return _ends(client, places, seconds)


def follow(settings: Settings, topic: str, *, from_start: bool = False) -> Iterator[Record | None]:
    """The records of a topic as they come, from now on or from the start; None now and then while nothing comes.

    Raises Unavailable when no broker answers at the beginning or has no such topic, and when its log is lost later.
    """
    with closing(consumer(settings)) as client:
        found = _broker(settings, client)
        if topic not in found.topics:
            raise Unavailable(f"The broker has no topic {topic} yet: `ventros up` makes it.")
        places = [TopicPartition(topic, partition, 0) for partition in range(found.topics[topic])]
        client.assign(places)
        if not from_start:
            now = _ends(client, places, SECONDS)
            client.assign([TopicPartition(topic, part, at) for (topic, part), at in now.items()])
        checked = time.monotonic()
        while True:
            if time.monotonic() - checked > SECONDS:
                _same_log(settings, client, found.cluster)
                checked = time.monotonic()
            messages = [message for message in client.consume(500, 0.2) if not message.error()]
            for message in messages:
                yield record_of(message, found.cluster)
            if not messages:
                yield None


def _broker(settings: Settings, client: Consumer) -> Broker:
    try:
        return ask(client, SECONDS)
    except Unavailable as error:
        raise Unavailable(f"{error} It was looked for at {settings.kafka_brokers}.") from error


def _same_log(settings: Settings, client: Consumer, cluster: str) -> None:
    try:
        now = _broker(settings, client).cluster
    except Unavailable:
        return  # it may come back with what it had
    if now != cluster:
        raise Unavailable("The broker was started anew, and its log with it: begin again.")


def _ends(client: Consumer, places: list[TopicPartition], seconds: float) -> dict[Place, int]:
    deadline = time.monotonic() + seconds
    found: dict[Place, int] = {}
    while len(found) < len(places) and time.monotonic() < deadline:
        client.consume(100, 0.05)
        told = {(one.topic, one.partition): client.get_watermark_offsets(one, cached=True)[1] for one in places}
        found = {place: end for place, end in told.items() if end >= 0}
    return found
