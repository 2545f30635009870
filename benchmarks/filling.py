"""What a stage begins with: webhooks that are recorded already, records that are in a topic already."""

from collections.abc import Iterable, Sequence

import psycopg
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from benchmarks.webhooks import Webhook
from contracts.settings import Settings
from memory.crm.recording import messages
from memory.db import Tx
from pipelines.apply import Apply
from pipelines.flows import inbound
from pipelines.io import Record
from pipelines.kafka import RAW_TOPIC, Headers, producer, raw_headers

BATCH = 1000

Event = tuple[str, bytes, Headers]
"""Key, value and headers of a record."""


class NotTaken(RuntimeError):
    """The broker did not take everything."""


def raw_events(sent: Iterable[Webhook]) -> list[Event]:
    """Webhooks as they stand in `raw.inbound`."""
    raws = [one.raw for one in sent]
    return [(f"{raw.tenant_id}:{raw.key}", raw.body, raw_headers(raw)) for raw in raws]


def record(settings: Settings, sent: Sequence[Webhook]) -> None:
    """Have webhooks recorded, past the broker; the sessions are left to the sessions flow."""
    records = [
        Record(RAW_TOPIC, 0, offset, key, {name: str(said) for name, said in headers}, value, "filled")
        for offset, (key, value, headers) in enumerate(raw_events(sent))
    ]
    sink = Apply(settings, {inbound.NAME: _recorded}).build("filling", 0, 1)
    for start in range(0, len(records), BATCH):
        sink.write_batch([inbound.parse(one) for one in records[start : start + BATCH]])
    sink.close()


async def _recorded(tx: Tx, records: list[Record]) -> None:
    await messages.record(tx, inbound.arrivals(records))


def told(settings: Settings, topic: str) -> list[Event]:
    """What waits in the outbox for a topic, in order."""
    with psycopg.connect(settings.dsn("admin")) as connection:
        rows = connection.execute(
            "select key, data, headers from core.outbox where topic = %s order by xid, id", (topic,)
        ).fetchall()
    return [(key, data.encode(), [(name, said) for name, said in headers]) for key, data, headers in rows]


def make_topic(settings: Settings, name: str) -> None:
    """A topic with one partition that keeps what it gets for a day."""
    admin = AdminClient({"bootstrap.servers": settings.kafka_brokers})
    new = NewTopic(name, num_partitions=1, replication_factor=1, config={"retention.ms": "86400000"})
    for created in admin.create_topics([new]).values():
        created.result(10.0)


def produce(settings: Settings, topic: str, events: Iterable[Event]) -> None:
    """Put records into a topic, and wait until they are there. Raises NotTaken."""
    client = producer(settings)
    for key, value, headers in events:
        client.produce(topic, value, key, headers=headers)
        client.poll(0)
    if left := client.flush(30.0):
        raise NotTaken(f"{left} records of {topic} were not taken")
