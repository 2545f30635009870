"""What was written becomes searchable: by its words and by its meaning."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import bytewax.operators as op
import orjson
from bytewax.dataflow import Dataflow, Stream
from bytewax.inputs import Source
from bytewax.outputs import Sink

from contracts.crm.message import MessageCreated, MessageEdited, MessageRevoked, ObservedMessage
from contracts.errors import VentrosError, told
from contracts.topics import topics_of
from memory.db import Tx
from memory.recall.items import Turn, remember
from pipelines.apply import Operation, raise_poison
from pipelines.io import Record
from pipelines.providers import identity
from pipelines.understanding import Text, Understanding, Understood

NAME = "embed"
TOPICS = topics_of(NAME)
FLOOD = 64
"""Webhooks in one batch from which on there is no time to make each findable as it is recorded."""

AWAY = 30.0
"""Seconds for which an embedder that failed is not asked again. The process `heavy` makes the vectors that are missing
then."""

_log = logging.getLogger("ventros.flow")
_WRITTEN = {MessageCreated.spec.type, MessageEdited.spec.type}
_CHANGED = _WRITTEN | {MessageRevoked.spec.type}


@dataclass(frozen=True)
class Read:
    """A message whose text may have changed, with what was understood of it; nothing where there is no text."""

    message_id: UUID
    understood: Understood | None = None


def embed(events: Source[Record], remembered: Sink[Record], understanding: Understanding) -> Dataflow:
    """The flow."""
    flow = Dataflow(NAME)
    op.output(NAME, understand(op.input("events", flow, events), understanding), remembered)
    return flow


def understand(events: Stream[Record], understanding: Understanding) -> Stream[Record]:
    """The step that embed and enrich share: a text is embedded once, search and mood use the same vector."""
    return op.flat_map_batch("understand", events, reader(understanding))


Understand = Callable[[Sequence[Text]], list[Understood]]


def reader(
    understanding: Understanding, wanted: Callable[[], bool] = lambda: True, understand: Understand | None = None
) -> Callable[[list[Record]], list[Record]]:
    """Reads a whole batch at once, since that is what models are fast at; poison is marked and read by nobody.

    Where nobody wants it at the moment records stay as they are, and no model is asked. `understand` is how the texts
    are understood, by default one that fails when the embedder does.
    """
    understood_by = understand or understanding.understand

    def read(records: list[Record]) -> list[Record]:
        if not wanted():
            return records
        parsed = [parse(record) for record in records]
        texts = [one for one in parsed if isinstance(one, tuple) and one[1]]
        understood = iter(understood_by([text for _, text in texts if text]))
        return [
            replace(
                record, parsed=Read(one[0], next(understood) if one[1] else None) if isinstance(one, tuple) else one
            )
            for record, one in zip(records, parsed, strict=True)
        ]

    return read


def unless_away(understanding: Understanding) -> Understand:
    """Understands texts without their meaning while the embedder is away: what they name and claim waits for nobody."""
    until = 0.0

    def understand(texts: Sequence[Text]) -> list[Understood]:
        nonlocal until
        if time.monotonic() >= until:
            try:
                return understanding.understand(texts)
            except VentrosError as error:
                until = time.monotonic() + AWAY
                _log.warning("found by words alone for a while: %s", told(error))
        return understanding.read(texts)

    return understand


def foreseer(
    understanding: Understanding, wanted: Callable[[], bool] = lambda: True
) -> Callable[[list[Record]], list[Record]]:
    """Embeds what parsed webhooks say, so that their vectors are there when they are recorded and told of.

    Of a flood it embeds nothing, nor with a model that takes its time: recording is what must keep up. It may fail,
    which is only logged: the embed flow does it in its turn.
    """

    def foresee(records: list[Record]) -> list[Record]:
        if understanding.embedder.instant and len(records) <= FLOOD and wanted():
            try:
                understanding.foresee([text for record in records for text in said(record)])
            except Exception as error:  # noqa: BLE001 - whatever it was, recording goes on
                _log.warning("not embedded ahead, but in its turn: %s", told(error))
        return records

    return foresee


def said(record: Record) -> list[str]:
    """The texts of a parsed webhook."""
    parsed = record.parsed if isinstance(record.parsed, list) else []
    texts = [arrival.observed.text for arrival in parsed if isinstance(arrival.observed, ObservedMessage)]
    return [text for text in texts if text and text.strip()]


def parse(record: Record) -> tuple[UUID, Text | None] | Exception | None:
    """The message that an event is about, with its text if there is one; None for an event that changes no text."""
    kind = record.headers.get("ce_type")
    if kind not in _CHANGED:
        return None
    try:
        message_id, data = UUID(record.headers["ce_subject"]), orjson.loads(record.value)
        text = data.get("text") if kind in _WRITTEN else None
        at = datetime.fromisoformat(record.headers["ce_time"])
        said = Text(text, at, data.get("language"), bool(data.get("from_me"))) if text and text.strip() else None
        return message_id, said
    except (KeyError, ValueError) as error:
        return error


def apply(understanding: Understanding) -> Operation:
    """Remembers what a tenant's messages say; the present rows decide, whatever the order of the events."""
    model = identity(understanding.embedder)

    async def keep(tx: Tx, records: list[Record]) -> None:
        raise_poison(records)
        read = [record.parsed for record in records if isinstance(record.parsed, Read)]
        turns = [
            Turn(one.message_id, one.understood.vector, one.understood.content_hash, one.understood.pieces)
            if one.understood
            else Turn(one.message_id)
            for one in read
        ]
        if turns:
            await remember(tx, turns, model)

    return keep
