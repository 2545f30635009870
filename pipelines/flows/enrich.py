"""What was written is understood: mood and names, kept per provider, model and version; and whom and what it names ties
it to them.
"""

from typing import Any

import bytewax.operators as op
import orjson
from bytewax.dataflow import Dataflow
from bytewax.inputs import Source
from bytewax.outputs import Sink

from connectors import CONNECTORS
from contracts.crm.contact import Identity
from contracts.crm.message import MessageCreated
from contracts.topics import topics_of
from memory.crm.enrichment import save_enrichments
from memory.db import Tx
from memory.recall.mentions import Named, name, ties
from pipelines.apply import Operation
from pipelines.flows.embed import Read, understand
from pipelines.io import Record
from pipelines.understanding import Understanding, Understood

NAME = "enrich"
TOPICS = topics_of(NAME)


def enrich(events: Source[Record], enriched: Sink[Record], understanding: Understanding) -> Dataflow:
    """The flow."""
    flow = Dataflow(NAME)
    op.output(NAME, understand(op.input("events", flow, events), understanding), enriched)
    return flow


def apply(understanding: Understanding, *, empty: bool = False) -> Operation:
    """Saves what was understood of a tenant's messages; where it names nothing, that only if `empty` is wanted.

    Whom and what they name is tied to them (memory/recall/mentions.py). Most name nobody and nothing, and for a new one
    of those nobody asks the database.
    """

    async def keep(tx: Tx, records: list[Record]) -> None:
        read = [record.parsed for record in records if isinstance(record.parsed, Read)]
        named = [one for record in records if (one := _named(record))] if understanding.entities else []
        rows = [row for one in read if one.understood for row in _rows(understanding, one, one.understood, empty=empty)]
        if rows:
            await save_enrichments(tx, rows)
        if named:
            await name(tx, named, whom)

    return keep


def whom(channel_type: str, called: str) -> Identity | None:
    """Who is meant by a name that a kind of channel gives."""
    connector = CONNECTORS.get(channel_type)
    return connector.identity(called) if connector else None


def _named(record: Record) -> Named | None:
    read = record.parsed
    if not isinstance(read, Read):
        return None
    found = read.understood
    named = Named(read.message_id, found.content_hash, found.entities) if found else Named(read.message_id)
    new = record.headers.get("ce_type") == MessageCreated.spec.type
    return None if new and not ties(named) and not orjson.loads(record.value).get("mentions") else named


def _rows(by: Understanding, read: Read, understood: Understood, *, empty: bool) -> list[dict[str, Any]]:
    found: list[tuple[str, Any, Any, float]] = []
    if by.sentiment and understood.sentiment:
        mood = understood.sentiment.model_dump(mode="json")
        found.append(("sentiment", by.sentiment, mood, understood.sentiment_ms))
    if by.entities and (understood.entities or empty):
        entities = [entity.model_dump(mode="json") for entity in understood.entities]
        found.append(("entities", by.entities, {"entities": entities}, understood.entities_ms))
    return [
        {
            "message_id": read.message_id,
            "kind": kind,
            "provider": who.provider,
            "model": who.model,
            "model_version": who.version,
            "content_hash": understood.content_hash,
            "result": result,
            "took_ms": took_ms,
            "cost_micros": who.price_micros,
        }
        for kind, who, result, took_ms in found
    ]
