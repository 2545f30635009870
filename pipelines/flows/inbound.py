"""Raw webhooks become the record: people, chats, messages and what became of them, once each."""

from dataclasses import replace

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.inputs import Source
from bytewax.outputs import Sink

from connectors import CONNECTORS
from contracts.connector import KeptRaw, Raw
from contracts.crm.message import ObservedMessage
from contracts.topics import topics_of
from contracts.types import Clock, wall_clock
from memory.crm.erasing.tombstone import Graves
from memory.crm.recording.arrival import Arrival
from memory.crm.recording.messages import record
from memory.db import Tx
from memory.recall.items import Known
from pipelines.apply import Operation, raise_poison
from pipelines.flows import embed, sessions
from pipelines.io import Record, raw_of
from pipelines.paused import Paused
from pipelines.providers.language import detect
from pipelines.understanding import Understanding

NAME = "inbound"
TOPICS = topics_of(NAME)


def inbound(raw: Source[Record], recorded: Sink[Record]) -> Dataflow:
    """The flow: parse, then record."""
    flow = Dataflow(NAME)
    op.output(NAME, op.map("parse", op.input("raw", flow, raw), parse), recorded)
    return flow


def parse(record_: Record) -> Record:
    """What a webhook tells, or the error that makes it a dead letter. Pure."""
    try:
        raw = raw_of(record_)
        observed = CONNECTORS[raw.channel_type].parse(raw)
        return replace(record_, parsed=[Arrival(raw, one, _language(one)) for one in observed] or [_nothing(raw)])
    except Exception as error:  # noqa: BLE001 - whatever it was, it is the reason of a dead letter
        return replace(record_, parsed=error)


def apply(
    clock: Clock = wall_clock, paused: Paused | None = None, understanding: Understanding | None = None,
    graves: Graves | None = None,
) -> Operation:  # fmt: skip
    """Records what a tenant's webhooks tell, and does at once what the sessions and embed flows would do with it: new
    messages are in their sessions, found by their words, and by their meaning where they were embedded ahead.

    What is `paused` is left to its flow; of a flood what `embed` does too, so that the recording keeps up. Who knows
    the `graves` records nothing of people who were erased.
    """
    passed_over = paused or Paused()

    async def keep(tx: Tx, records: list[Record]) -> None:
        now = None if sessions.NAME in passed_over.flows else clock()
        known = None
        if embed.NAME not in passed_over.flows and len(records) <= embed.FLOOD:
            known = (
                understanding.known(text for one in records for text in embed.said(one)) if understanding else Known()
            )
        await record(tx, arrivals(records), now, known, graves)

    return keep


def arrivals(records: list[Record]) -> list[Arrival]:
    """What a tenant's webhooks tell. Raises what stood against parsing."""
    raise_poison(records)
    return [arrival for one in records for arrival in one.parsed]


def _nothing(raw: Raw) -> Arrival:
    return Arrival(raw, KeptRaw(event="unknown", reason="it tells nothing that is recorded"))


def _language(observed: object) -> str | None:
    return detect(observed.text) if isinstance(observed, ObservedMessage) and observed.text else None
