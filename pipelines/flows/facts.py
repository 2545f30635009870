"""What people say of themselves becomes what is known of them, with who said so where, since when and until when."""

from uuid import UUID

import bytewax.operators as op
import orjson
from bytewax.dataflow import Dataflow
from bytewax.inputs import Source
from bytewax.outputs import Sink

from contracts.crm.contact import ContactMerged
from contracts.crm.message import MessageCreated
from contracts.topics import topics_of
from memory.db import Tx
from memory.recall.facts import Heard, Merged, learn
from pipelines.apply import Operation
from pipelines.flows.embed import Read, understand
from pipelines.io import Record
from pipelines.providers import read_by
from pipelines.understanding import Understanding

NAME = "facts"
TOPICS = topics_of(NAME)


def facts(events: Source[Record], learned: Sink[Record], understanding: Understanding) -> Dataflow:
    """The flow."""
    flow = Dataflow(NAME)
    op.output(NAME, understand(op.input("events", flow, events), understanding), learned)
    return flow


def apply(understanding: Understanding) -> Operation:
    """Learns what a tenant's messages claim, and follows those that are edited, revoked, or somebody else's by now.

    Most messages claim nothing, and for a new one of those nobody asks the database.
    """

    async def keep(tx: Tx, records: list[Record]) -> None:
        if understanding.facts is None:
            return
        heard = [one for record in records if (one := _heard(record))]
        merged = [_merged(record) for record in records if record.headers.get("ce_type") == ContactMerged.spec.type]
        if heard or merged:
            await learn(tx, heard, read_by(understanding.facts), merged)

    return keep


def _heard(record: Record) -> Heard | None:
    read = record.parsed
    if not isinstance(read, Read):
        return None
    if read.understood and read.understood.claims:
        return Heard(read.message_id, read.understood.content_hash, read.understood.claims)
    return None if record.headers.get("ce_type") == MessageCreated.spec.type else Heard(read.message_id)


def _merged(record: Record) -> Merged:
    told = orjson.loads(record.value)
    return Merged(UUID(told["primary_contact_id"]), tuple(map(UUID, told["merged_contact_ids"])))
