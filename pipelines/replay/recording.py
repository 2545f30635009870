"""The record made once more: webhooks, and what was done by hand, in the order in which they came in.

The steps are those of the live flows, one after the other in one transaction of the shadow, with the position: a crash
at any place repeats nothing and leaves nothing out. Nobody is told of it, so there is no way over outbox and broker.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from contracts.crm.contact import ContactMerged
from contracts.crm.message import MessageCreated
from contracts.settings import Settings
from contracts.types import Clock, wall_clock
from memory.copying import Fenced, fenced
from memory.core.flow_position import positions
from memory.core.lake import LakeFile, every_key, lake_files
from memory.crm.recording.by_hand import REDONE, redo
from memory.crm.recording.messages import record
from memory.crm.sessionize import sessionize
from memory.db import Database, Tx
from memory.sealed import Sealer
from pipelines.apply import Apply, Operation, raise_poison
from pipelines.flows import inbound
from pipelines.io import Record
from pipelines.kafka import RAW_TOPIC
from pipelines.lake import rows
from pipelines.lake.store import Store
from pipelines.replay.deeds import Deeds
from pipelines.replay.plan import Replay
from pipelines.replay.shadow import furnish
from pipelines.replay.source import in_order

BATCH = 2_000
SETTLED = timedelta(minutes=1)
"""What came in so lately may not have reached the lake."""

_DOORS = ("crm.channel", "crm.contact", "crm.message", "crm.session")
_SAME_MOMENT = 1_000
"""Places for records of one microsecond."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_UNARCHIVED = """
select min(received_at) as at from core.journal where tenant_id = %(tenant)s and archived_offset is null"""

_BEFORE = """
select timeout_minutes from crm.messages where tenant_id = %(tenant)s and channel_id = %(channel)s
order by created_at limit 1"""

_DEAD = "select count(*) as number from core.dead_letters where tenant_id = %(tenant)s"

Bar = Callable[[int, int], None]


class Lake(NamedTuple):
    """What there is to read, the keys of what was not erased, and until when it is all there."""

    store: Store
    files: list[LakeFile]
    keys: dict[UUID, bytes]
    until: datetime


@dataclass
class Went:
    """How many records a replay has read, and until when everything was read.

    `erased` are those whose keys are gone, `dead` those that the code could not digest.
    """

    until: datetime
    read: int = 0
    erased: int = 0
    dead: int = 0


def record_anew(
    settings: Settings, store: Store, own: Settings, plan: Replay, told: Bar, clock: Clock = wall_clock
) -> Went:
    """Make a tenant's record anew in its shadow, out of all that the lake holds.

    `told` hears how many records were read, and about how many there are. Raises what databases raise,
    TooManyDeadLetters, and ValueError for a row that was altered.
    """
    lake = asyncio.run(_lake(settings, store, plan, clock()))
    with fenced(settings, plan.tenant_id) as live, fenced(own, plan.tenant_id) as shadow:
        furnish(live, own, _first_values(lake, live))
        went, begun = Went(lake.until), asyncio.run(_begun(own, plan))
        made = Apply(own, {inbound.NAME: _recording(clock)}, synced=False).build("", 0, 1)
        about, deeds = sum(file.records for file in lake.files), Deeds(live)
        for batch in _one_ahead(_batches(_left(lake, plan, begun, went), deeds)):
            made.write_batch(batch)
            told(went.read, about)
        made.close()
        went.dead = shadow.rows(_DEAD)[0]["number"]
    told(went.read, went.read)
    return went


async def _lake(settings: Settings, store: Store, plan: Replay, now: datetime) -> Lake:
    async with Database(settings.dsn("app"), size=1) as db, db.tenant(plan.tenant_id) as tx:
        (unarchived,) = await tx.rows(_UNARCHIVED)
        files = await lake_files(tx, [RAW_TOPIC, *_DOORS])
        keys = await every_key(tx, Sealer.from_settings(settings))
    return Lake(store, files, keys, min(filter(None, (now - SETTLED, unarchived["at"]))))


async def _begun(own: Settings, plan: Replay) -> int:
    """The place up to which it was recorded already."""
    async with Database(own.dsn("app"), size=1) as db:
        return max([0, *(await positions(db, inbound.NAME, plan.name)).values()])


def _first_values(lake: Lake, live: Fenced) -> dict[tuple[UUID, str], Any]:
    """The settings of channels that were changed by hand, as they were before the first time."""
    files = [file for file in lake.files if file.topic == "crm.channel"]
    first: dict[tuple[UUID, str], Any] = {}
    for one in in_order(lake.store, files, _choose):
        if key := lake.keys.get(UUID(one["key_id"])):
            told = rows.record(one, key)
            for name, value in _changes(told).items():
                first.setdefault((UUID(told.headers["ce_subject"]), name), value)
    return {(channel, name): _before(live, channel, name, value) for (channel, name), value in first.items()}


def _before(live: Fenced, channel: UUID, name: str, value: Any) -> Any:
    if name == "allow_groups":
        return not value
    found = live.rows(_BEFORE, channel=channel)
    return found[0]["timeout_minutes"] if found else value


def _changes(record: Record) -> dict[str, Any]:
    changes = orjson.loads(record.value)["changes"]
    return {name: changes[name] for name in ("allow_groups", "session_timeout_minutes") if name in changes}


def _left(lake: Lake, plan: Replay, begun: int, went: Went) -> Iterator[Record]:
    """What was not recorded yet, each at its place: the microsecond at which it came in, and a number within it.

    A place names the same record in every run, whatever was erased or archived in between.
    """
    place = 0
    for one in in_order(lake.store, lake.files, _choose):
        place = max(place + 1, _microseconds(one["ingested"]) * _SAME_MOMENT)
        went.read += 1
        key = lake.keys.get(UUID(one["key_id"]))
        went.erased += key is None
        if key and place >= begun:
            yield replace(rows.record(one, key), partition=0, offset=place, cluster=plan.name)


def _choose(table: pa.Table) -> pa.Table:
    """Every webhook; of events those that doors told and that are done once more."""
    if not table.num_rows or table["topic"][0].as_py() == RAW_TOPIC:
        return table
    table = table.filter(pc.is_in(table["type"], pa.array(sorted(REDONE))))
    origins = pc.map_lookup(table["headers"].combine_chunks(), pa.scalar("ce_origin"), "first")
    return table.filter(pc.equal(origins, "door"))


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _batches(left: Iterator[Record], deeds: Deeds) -> Iterator[list[Record]]:
    while batch := list(islice(left, BATCH)):
        yield [_prepared(record, deeds) for record in batch]


def _one_ahead(batches: Iterator[list[Record]]) -> Iterator[list[Record]]:
    """The next batch is read and parsed while the database works on this one."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, batches, None)
        while batch := coming.result():
            coming = thread.submit(next, batches, None)
            yield batch


def _prepared(record: Record, deeds: Deeds) -> Record:
    if record.topic == RAW_TOPIC:
        return inbound.parse(record)
    try:
        return replace(record, parsed=deeds.of(record))
    except (KeyError, ValueError) as error:
        return replace(record, parsed=error)


def _recording(clock: Clock) -> Operation:
    """Runs of webhooks as the flow records them, and in between what was done by hand."""

    async def both(tx: Tx, records: list[Record]) -> None:
        for raw, run in groupby(records, key=lambda record: record.topic == RAW_TOPIC):
            if raw:
                await record(tx, inbound.arrivals(list(run)), clock())
            else:
                await _redo(tx, list(run), clock())
            tx.untold()

    return both


async def _redo(tx: Tx, deeds: list[Record], now: datetime) -> None:
    """Do once more what was done by hand, and settle what is new of it into sessions."""
    raise_poison(deeds)
    for one in deeds:
        await redo(tx, one.parsed)
    told = [one.event for one in tx.untold()]
    new = [event.aggregate_id for event in told if isinstance(event, MessageCreated)]
    merged = [event.aggregate_id for event in told if isinstance(event, ContactMerged)]
    if new or merged:
        await sessionize(tx, new, merged, now)
