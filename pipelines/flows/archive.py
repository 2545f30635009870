"""Everything that travels is kept: every webhook and every event, in the lake's files."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import bytewax.operators as op
import orjson
from bytewax.dataflow import Dataflow
from bytewax.inputs import Source
from bytewax.outputs import Sink

from connectors import CONNECTORS
from contracts.errors import Unparsable
from contracts.settings import Settings
from contracts.topics import topics_of
from memory.core.lake import Found, Keys, LakeFile, add_files, hold_keys, mark_archived, sure_keys
from memory.crm.erasing.others import Bytes
from memory.crm.erasing.tombstone import Buried, buried, key_owner
from memory.db import Database, Tx
from memory.sealed import Sealer
from pipelines.apply import Apply, Share
from pipelines.ending import Ending
from pipelines.erasing.reading import Reading
from pipelines.io import Record, raw_of
from pipelines.kafka import RAW_TOPIC
from pipelines.lake import rows
from pipelines.lake.files import described, spans
from pipelines.lake.store import Store
from pipelines.paused import Paused

NAME = "archive"
TOPICS = topics_of(NAME)


def archive(events: Source[Record], kept: Sink[Record]) -> Dataflow:
    """The flow."""
    flow = Dataflow(NAME)
    op.output(NAME, op.input("events", flow, events), kept)
    return flow


def sink(
    settings: Settings, store: Store, sealer: Sealer,
    paused: Paused | None = None, ending: Ending | None = None, *, name: str = NAME,
) -> Apply:  # fmt: skip
    """Where the flow ends: files in the store, their manifest in Postgres."""
    archive = Archive(store, sealer)
    return Apply(settings, {name: archive.keep}, ahead=archive.prepare, paused=paused, ending=ending)


class Archive:
    """Writes a tenant's records into files, then makes those files part of the lake.

    A crash in between leaves a file that no manifest names; the records come again, and nothing is missing or double.

    To encrypt and to write takes long, and the relay waits for every transaction that has changed a row: the keys are
    made in one of their own, and the batch's begins when the files are there.
    """

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._store, self._sealer = store, sealer
        self._keys: dict[UUID, Keys] = {}
        self._buried: dict[UUID, Buried] = {}

    async def prepare(self, db: Database, shares: Sequence[Share]) -> None:
        """Get the keys of all that came, and learn who of these people was erased."""
        for tenant_id, _, records in shares:
            async with db.tenant(tenant_id, origin="flow") as tx:
                naming, owners = await sure_keys(tx, self._sealer, []), set(map(owner, records))
                names = {naming.id(name) for record in records for name in named(record)}
                graves = await buried(tx, sorted(names.union(map(naming.id, owners))))
                wanted = {key_owner(naming, one, graves) for one in owners}
                self._keys[tenant_id] = await sure_keys(tx, self._sealer, wanted)
                self._buried[tenant_id] = graves

    async def keep(self, tx: Tx, records: list[Record]) -> None:
        """Write a tenant's files. Raises Unavailable when a key was deleted meanwhile: then all of it is done again.

        What an erased person said before is written under a key that nobody keeps, and without their names and words
        what others said that holds them.
        """
        records = [self._without_erased(tx.tenant_id, record) for record in records]
        groups: dict[tuple[str, date], list[tuple[Record, rows.Sealing]]] = defaultdict(list)
        for record in records:
            groups[record.topic, rows.ingested(record).date()].append((record, self._sealing(tx.tenant_id, record)))
        files = [_file(self._store, tx.tenant_id, *place, group) for place, group in groups.items()]
        used = {sealing.key_id for group in groups.values() for _, sealing in group}
        await hold_keys(tx, used & self._keys[tx.tenant_id].by_id.keys())
        await add_files(tx, files)
        if raw := [_found(record) for record in records if record.topic == RAW_TOPIC and _named(record)]:
            await mark_archived(tx, raw)

    def _without_erased(self, tenant_id: UUID, record: Record) -> Record:
        """A webhook of before without the erased people whom it names besides."""
        keys, graves = self._keys[tenant_id], self._buried[tenant_id]
        ends = {name: graves[keys.id(name)] for name in named(record) if keys.id(name) in graves} if graves else {}
        if not ends or _said_at(record) > max(ends.values()):
            return record
        left = Reading.of_names(ends).reread(Bytes(record.topic, record.headers["channeltype"], record.value))
        return record if left is None else replace(record, value=left)

    def _sealing(self, tenant_id: UUID, record: Record) -> rows.Sealing:
        keys, graves, whose = self._keys[tenant_id], self._buried[tenant_id], owner(record)
        conversation = keys.id(f"conversation:{record.key}")
        if (until := graves.get(keys.id(whose))) and _said_at(record) <= until:
            return rows.thrown_away(conversation)
        key_id = keys.id(key_owner(keys, whose, graves))
        return rows.Sealing(key_id, keys.by_id[key_id], conversation)


def owner(record: Record) -> str:
    """Whose data a record holds: under the key of that name it is encrypted."""
    if record.topic == RAW_TOPIC:
        kind = record.headers.get("channeltype", "")
        if kind in CONNECTORS and (sender := CONNECTORS[kind].sender(record.value)):
            return f"{kind}:{sender}"
    elif contact := _contact(record.value):
        return f"contact:{contact}"
    return f"conversation:{record.key}"


def named(record: Record) -> list[str]:
    """The people who stand anywhere in a webhook, each as `owner` would call them."""
    kind = record.headers.get("channeltype", "")
    if record.topic != RAW_TOPIC or kind not in CONNECTORS:
        return []
    return [f"{kind}:{name}" for name in CONNECTORS[kind].names_in(record.value)]


def _said_at(record: Record) -> datetime:
    """When what a record holds was said, by the provider's clock; when it came in, where that cannot be told."""
    if record.topic != RAW_TOPIC:
        return rows.told(record) or rows.ingested(record)
    try:
        observed = CONNECTORS[record.headers["channeltype"]].parse(raw_of(record))
    except (KeyError, ValueError, Unparsable):
        observed = []
    return max((at for one in observed if (at := getattr(one, "at", None))), default=rows.ingested(record))


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
