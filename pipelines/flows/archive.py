"""Everything that travels is kept: every webhook and every event, in the lake's files."""

from collections import defaultdict
from datetime import date
from uuid import UUID

import bytewax.operators as op
import orjson
from bytewax.dataflow import Dataflow
from bytewax.inputs import Source
from bytewax.outputs import Sink

from connectors import CONNECTORS
from contracts.topics import topics_of
from memory.core.lake import Found, Keys, LakeFile, add_files, mark_archived
from memory.db import Tx
from memory.sealed import Sealer
from pipelines.apply import Operation
from pipelines.io import Record
from pipelines.kafka import RAW_TOPIC
from pipelines.lake import rows
from pipelines.lake.files import described, spans
from pipelines.lake.store import Store

NAME = "archive"
TOPICS = topics_of(NAME)


def archive(events: Source[Record], kept: Sink[Record]) -> Dataflow:
    """The flow."""
    flow = Dataflow(NAME)
    op.output(NAME, op.input("events", flow, events), kept)
    return flow


def apply(store: Store, sealer: Sealer) -> Operation:
    """Writes a tenant's records into files, then makes those files part of the lake.

    A crash in between leaves a file that no manifest names; the records come again, and nothing is missing or double.
    """

    async def keep(tx: Tx, records: list[Record]) -> None:
        keys = await Keys.of(tx, sealer)
        owners = [owner(record) for record in records]
        known = await keys.sure(set(owners))
        groups: dict[tuple[str, date], list[tuple[Record, rows.Sealing]]] = defaultdict(list)
        for record, whose in zip(records, owners, strict=True):
            sealing = rows.Sealing(*known[whose], keys.id(f"conversation:{record.key}"))
            groups[record.topic, rows.ingested(record).date()].append((record, sealing))
        await add_files(tx, [_file(store, tx.tenant_id, *place, group) for place, group in groups.items()])
        if raw := [_found(record) for record in records if record.topic == RAW_TOPIC and _named(record)]:
            await mark_archived(tx, raw)

    return keep


def owner(record: Record) -> str:
    """Whose data a record holds: under the key of that name it is encrypted."""
    if record.topic == RAW_TOPIC:
        kind = record.headers.get("channeltype", "")
        if kind in CONNECTORS and (sender := CONNECTORS[kind].sender(record.value)):
            return f"{kind}:{sender}"
    elif contact := _contact(record.value):
        return f"contact:{contact}"
    return f"conversation:{record.key}"


def _contact(value: bytes) -> str:
    try:
        data = orjson.loads(value)
    except ValueError:
        return ""
    return str(data.get("contact_id") or "") if isinstance(data, dict) else ""


def _file(store: Store, tenant_id: UUID, topic: str, day: date, group: list[tuple[Record, rows.Sealing]]) -> LakeFile:
    data = rows.written(rows.row(*one) for one in group)
    moments = [rows.ingested(record) for record, _ in group]
    places = spans(record for record, _ in group)
    file = described(tenant_id, topic, day, data, (min(moments), max(moments)), places, len(group))
    store.put(file.path, data)
    return file


def _named(record: Record) -> bool:
    try:
        return bool(UUID(rows.identity(record)))
    except ValueError:
        return False


def _found(record: Record) -> Found:
    return Found(UUID(rows.identity(record)), record.cluster, record.partition, record.offset)
