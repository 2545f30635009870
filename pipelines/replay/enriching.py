"""What was told of messages, enriched once more into the shadow. It goes on where a crash left it."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from contracts.settings import Settings
from memory.core.flow_position import Reader, move, positions
from memory.core.lake import LakeFile, every_key, lake_files
from memory.db import Database, Tx
from memory.sealed import Sealer
from pipelines.flows import embed, enrich
from pipelines.io import Record
from pipelines.lake.store import Store
from pipelines.providers import identity
from pipelines.replay.plan import Plan
from pipelines.replay.shadow import bring
from pipelines.replay.source import records
from pipelines.switching.present import answering
from pipelines.understanding import Understanding

BATCH = 500
TOPIC = "crm.message"
_PLACE = (TOPIC, 0)
_READER: Reader = ("replay", *_PLACE)

# What is remembered of the same text by the same model needs not be computed.
VECTORS = """
select i.content_hash, e.v from recall.items i
join recall.embeddings e on e.tenant_id = i.tenant_id and e.item_id = i.id and e.model = %(model)s
  and e.piece = 0
where i.tenant_id = %(tenant)s and i.message_id = any(%(ids)s)"""


class Sources(NamedTuple):
    """Where a replay reads: the live database, and the lake that its manifest names."""

    live: Database
    store: Store
    sealer: Sealer


async def replay(
    settings: Settings, sources: Sources, own: Settings, plan: Plan, told: Callable[[int, int], None]
) -> int:
    """Replay a plan into its shadow; how many records it has read, those before a crash included.

    `told` hears how many were read, and about how many there are. Raises what models and databases raise.
    """
    understanding = plan.understanding(await answering(sources.live, settings))
    async with sources.live.tenant(plan.tenant_id) as tx:
        files = await lake_files(tx, [TOPIC], plan.since, plan.until)
        keys = await every_key(tx, sources.sealer)
    async with Database(own.dsn("app"), size=1) as db:
        done = (await positions(db, "replay", plan.name)).get(_PLACE, 0)
        left = islice(records(sources.store, files, keys, plan), done, None)
        for batch in _batches(left):
            told(done, _about(files))
            await _enrich(sources.live, db, own, plan, understanding, batch, done)
            done += len(batch)
    told(done, done)
    return done


async def _enrich(
    live: Database, db: Database, own: Settings, plan: Plan, understanding: Understanding, batch: list[Record], at: int
) -> None:
    """A batch: its effect and how far that gets us are one transaction of the shadow."""
    ids = [parsed[0] for record in batch if isinstance(parsed := embed.parse(record), tuple)]
    await bring(live, own, plan, ids)
    async with live.tenant(plan.tenant_id) as tx:
        found = await tx.rows(VECTORS, ids=ids, model=identity(understanding.embedder))
    understanding.know({bytes(row["content_hash"]): row["v"].to_numpy().astype(np.float32) for row in found})
    read = embed.reader(understanding)(batch)
    async with db.tenant(plan.tenant_id, origin="flow") as tx:
        await _move(tx, plan, at, at + len(batch))
        await enrich.apply(understanding, empty=True)(tx, read)


async def _move(tx: Tx, plan: Plan, at: int, to: int) -> None:
    await move(tx, plan.name, {_READER: at} if at else {}, {_READER: to})


def _batches(left: Iterator[Record]) -> Iterator[list[Record]]:
    while batch := list(islice(left, BATCH)):
        yield batch


def _about(files: list[LakeFile]) -> int:
    return sum(file.records for file in files)
