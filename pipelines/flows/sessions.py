"""Messages become sessions."""

from uuid import UUID

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.inputs import Source
from bytewax.outputs import Sink

from contracts.topics import topics_of
from contracts.types import Clock, wall_clock
from memory.crm.sessionize import sessionize
from memory.db import Tx
from pipelines.apply import Operation
from pipelines.io import Record

NAME = "sessions"
TOPICS = topics_of(NAME)

_PLACED = b'"session_id":"'
"""In the payload of a message that was placed as it was recorded; inside a text the quotes are escaped."""


def sessions(events: Source[Record], settled: Sink[Record]) -> Dataflow:
    """The flow."""
    flow = Dataflow(NAME)
    op.output(NAME, op.input("events", flow, events), settled)
    return flow


def apply(clock: Clock = wall_clock) -> Operation:
    """Settles new messages that nobody placed as they were recorded, and people whose names were merged from end to
    end.
    """

    async def settle(tx: Tx, records: list[Record]) -> None:
        created = [r for r in records if r.headers.get("ce_type") == "message.created" and _PLACED not in r.value]
        messages = [UUID(record.headers["ce_subject"]) for record in created]
        merged = [UUID(r.headers["ce_subject"]) for r in records if r.headers.get("ce_type") == "contact.merged"]
        if messages or merged:
            await sessionize(tx, messages, merged, clock())

    return settle
