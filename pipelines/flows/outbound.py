"""Replies that wait to be sent wake the sender. They stand in Postgres, so nothing can be missed here."""

from collections.abc import Callable
from uuid import UUID

import bytewax.operators as op
from bytewax.dataflow import Dataflow, Stream
from bytewax.inputs import Source
from bytewax.outputs import Sink

from contracts.crm.message import MessageCreated, MessageStatus
from memory.db import Tx
from pipelines.io import Operation, Record

NAME = "outbound"
TOPICS = ("crm.message",)
_QUEUED = f'"status":"{MessageStatus.QUEUED}"'.encode()


def outbound(events: Source[Record], sent: Sink[Record]) -> Dataflow:
    """The flow."""
    flow = Dataflow(NAME)
    extend(op.input("events", flow, events), sent)
    return flow


def extend(events: Stream[Record], sent: Sink[Record]) -> None:
    """The same on an input that stands already."""
    op.output(NAME, events, sent)


def apply(wake: Callable[[UUID], None]) -> Operation:
    """Wakes the sender for a tenant with a queued message."""

    async def call(tx: Tx, records: list[Record]) -> None:
        if any(is_queued(record) for record in records):
            wake(tx.tenant_id)

    return call


def is_queued(record: Record) -> bool:
    """Whether the event is of a message that is to be sent."""
    return record.headers.get("ce_type") == MessageCreated.spec.type and _QUEUED in record.value
