"""Replies that wait to be sent wake the sender. They stand in Postgres, so nothing can be missed here."""

from collections.abc import Callable
from uuid import UUID

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.inputs import Source
from bytewax.outputs import Sink

from contracts.crm.message import MessageCreated, MessageStatus
from contracts.topics import topics_of
from memory.db import Tx
from pipelines.apply import Operation
from pipelines.io import Record

NAME = "outbound"
TOPICS = topics_of(NAME)
_QUEUED = f'"status":"{MessageStatus.QUEUED}"'.encode()


def outbound(events: Source[Record], sent: Sink[Record]) -> Dataflow:
    """The flow."""
    flow = Dataflow(NAME)
    op.output(NAME, op.input("events", flow, events), sent)
    return flow


def apply(wake: Callable[[UUID], None]) -> Operation:
    """Wakes the sender for a tenant with a queued message."""

    async def call(tx: Tx, records: list[Record]) -> None:
        if any(is_queued(record) for record in records):
            wake(tx.tenant_id)

    return call


def is_queued(record: Record) -> bool:
    """Whether the event is of a message that is to be sent."""
    return record.headers.get("ce_type") == MessageCreated.spec.type and _QUEUED in record.value
