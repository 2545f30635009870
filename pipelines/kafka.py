"""Our side of the Kafka protocol: clients with the right settings, topics, and the life of the broker's log."""

import asyncio
import logging
from datetime import timedelta
from functools import partial
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from pydantic import BaseModel

from contracts.connector import Raw
from contracts.envelope import CODE_VERSION, TRACEPARENT
from contracts.errors import Unavailable
from contracts.settings import Settings
from contracts.topics import TOPICS, all_topic_names

RAW_TOPIC = "raw.inbound"
_log = logging.getLogger("ventros.kafka")
_quiet = logging.getLogger("ventros.kafka.client")
_quiet.setLevel(logging.CRITICAL)


def _config(settings: Settings, **more: Any) -> dict[str, Any]:
    return {"bootstrap.servers": settings.kafka_brokers, **settings.kafka_options, **more}


def producer(settings: Settings, *, timeout_ms: int = 8_000) -> Producer:
    """A producer that neither loses nor doubles: idempotent, every in-sync replica acknowledges."""
    config = _config(
        settings,
        **{
            "enable.idempotence": True,
            "acks": "all",
            "linger.ms": 1,
            "compression.type": "zstd",
            "message.timeout.ms": timeout_ms,
            "message.max.bytes": 2_000_000,
        },
    )
    return Producer(config, logger=_quiet)


HOP, LEISURE = timedelta(milliseconds=10), timedelta(milliseconds=500)
"""How long a broker that has nothing new may wait with its answer: the default of half a second would be a quarter
second at every hop. The embedded one looks through its topics within that time only, and leaves out the rest of them.
"""


def consumer(settings: Settings, wait: timedelta = HOP) -> Consumer:
    """A consumer of assigned partitions; positions are ours, not the broker's. It is answered after `wait` at most."""
    config = _config(
        settings,
        **{
            "group.id": "ventros",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": wait // timedelta(milliseconds=1),
            # A question is dear to the embedded broker: the next comes a moment after the answer to the last was taken.
            "queued.min.messages": 1,
            "fetch.queue.backoff.ms": 5,
            "fetch.error.backoff.ms": 50,
            "fetch.message.max.bytes": 2_000_000,
        },
    )
    return Consumer(config, logger=_quiet)


class Broker(BaseModel):
    """A broker that answers: which life of its log this is, and its topics with how many partitions they have."""

    cluster: str
    topics: dict[str, int]


def ask(client: Producer | Consumer | AdminClient, timeout: float = 3.0) -> Broker:
    """The broker behind a client. Raises Unavailable when none answers."""
    try:
        told = client.list_topics(timeout=timeout)
    except KafkaException as error:
        raise Unavailable(f"No Kafka broker answers ({error.args[0].str()}).") from error
    topics = {name: len(topic.partitions) for name, topic in told.topics.items()}
    return Broker(cluster=str(told.cluster_id), topics=topics)


def ensure_topics(settings: Settings, timeout: float = 10.0) -> None:
    """Create the topics that are missing. Raises Unavailable when no broker answers."""
    admin = AdminClient(_config(settings), logger=_quiet)
    try:
        present = set(admin.list_topics(timeout=timeout).topics)
        missing = [_new(name, settings.kafka_partitions) for name in all_topic_names() if name not in present]
        for created in admin.create_topics(missing).values() if missing else ():
            created.result(timeout)
    except KafkaException as error:
        if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
            raise Unavailable(f"The topics could not be created ({error.args[0].str()}).") from error


def _new(name: str, partitions: int) -> NewTopic:
    topic = TOPICS[name.removesuffix(".dlq")]
    retention = {"retention.ms": str(topic.retention * 1000), "max.message.bytes": "2000000"}
    return NewTopic(name, num_partitions=partitions, replication_factor=-1, config=retention)


Headers = list[tuple[str, str | bytes | None]]
"""As librdkafka takes them."""


def raw_headers(raw: Raw) -> Headers:
    """The envelope of a webhook on `raw.inbound`; its value is the body, byte for byte."""
    channel_id, received_at = str(raw.channel_id), raw.received_at.isoformat()
    headers: Headers = [
        ("ce_specversion", "1.0"),
        ("ce_id", str(raw.id)),
        ("ce_type", "raw.received"),
        ("ce_source", f"/ventros/channels/{channel_id}"),
        ("ce_time", received_at),
        ("ce_tenantid", str(raw.tenant_id)),
        ("ce_ingestedtime", received_at),
        ("ce_codeversion", CODE_VERSION),
        ("projectid", str(raw.project_id)),
        ("channelid", channel_id),
        ("channeltype", raw.channel_type),
    ]
    if raw.traceparent:
        headers.append((TRACEPARENT, raw.traceparent))
    return headers


class RawProducer:
    """Puts webhooks onto `raw.inbound` and waits for the broker's word; used by the webhook route."""

    def __init__(self, settings: Settings, timeout: float) -> None:
        self._open = partial(producer, settings, timeout_ms=max(1, int(timeout * 1000)))
        self._producer = self._open()
        self._waiting: set[asyncio.Future[None]] = set()
        self._poller: asyncio.Task[None] | None = None

    async def append(self, raw: Raw) -> None:
        """Return when every in-sync replica has the webhook. Raises Unavailable when the broker is away too long."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def told(error: KafkaError | None, _: Message) -> None:
            self._waiting.discard(done)
            if not done.done():
                done.set_exception(Unavailable(error.str())) if error else done.set_result(None)
            if error and error.fatal():
                self._renew()

        try:
            key, headers = f"{raw.tenant_id}:{raw.key}", raw_headers(raw)
            self._producer.produce(RAW_TOPIC, raw.body, key, headers=headers, on_delivery=told)
        except BufferError as error:
            raise Unavailable("The broker takes nothing at the moment.") from error
        except KafkaException as error:
            self._renew()
            raise Unavailable("The broker takes nothing at the moment.") from error
        self._waiting.add(done)
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())
        await done

    def _renew(self) -> None:
        """A producer whose numbering the broker no longer knows never works again: take another.

        Whoever waits for the old one would wait for ever.
        """
        self._producer = self._open()
        for done in self._waiting:
            if not done.done():
                done.set_exception(Unavailable("The broker began anew."))
        self._waiting.clear()

    async def _poll(self) -> None:
        while self._waiting:
            self._producer.poll(0)
            await asyncio.sleep(0.001)

    def close(self) -> None:
        """Hand over what still waits."""
        self._producer.flush(2.0)
