"""Which models the vectors are of, for the whole installation: one answers questions, another may be prepared beside it
or be kept from before. Vectors of at most two are kept, each with a graph of its own.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg.errors import ExclusionViolation
from pydantic import BaseModel

from contracts.errors import Conflict, NotFound, Unavailable
from memory.db import Database, as_json, unavailable

_LOCK = 7_216_047


class State(StrEnum):
    """What a model is to an installation.

    One at most is `current`: questions and new messages are embedded by it. `preparing` is the one whose vectors are
    being made, `retired` the one before, whose vectors are all still there. Those of a `dropping` one are being
    removed, of a `dropped` one there are none.
    """

    PREPARING = "preparing"
    CURRENT = "current"
    RETIRED = "retired"
    DROPPING = "dropping"
    DROPPED = "dropped"


class EmbeddingModel(BaseModel):
    """A model, by the identity that its vectors have, and how the settings call it; in its state since when, by whom.

    `slot` is which of the two graphs is its. `comparison` is how it did beside the one before.
    """

    identity: str
    embedder: str
    dimensions: int
    state: State
    slot: int
    set_by: str
    since: datetime
    comparison: dict[str, Any] | None = None


class NoSuchModel(NotFound):
    """No vectors are kept of a model of that name: `ventros models ls` lists those there are."""


class NotReady(Conflict):
    """Its vectors are not all there: `ventros models switch` makes them."""


ALL = """
select identity, embedder, dimensions, state, slot, set_by, since, comparison from recall.models
order by array_position('{current,preparing,retired,dropping,dropped}'::text[], state), since desc, identity"""

# Where nothing answers yet there is nothing to prepare beside.
_PREPARE = """
with place as (
  select 3 - slot as slot from recall.models where state = 'current' and identity <> %(identity)s
), gone as (
  update recall.models m set state = 'dropping', since = now(), set_by = %(by)s from place
  where m.slot = place.slot and m.state in ('preparing', 'retired') and m.identity <> %(identity)s
)
insert into recall.models as m (identity, embedder, dimensions, state, slot, set_by)
select %(identity)s, %(embedder)s, %(dimensions)s, 'preparing', slot, %(by)s from place
on conflict (identity) do update set embedder = excluded.embedder, state = 'preparing', slot = excluded.slot,
  set_by = excluded.set_by, since = now(), comparison = null
where m.state <> 'preparing'
returning identity"""

_TAKE_OVER = """
with before as (
  update recall.models set state = 'retired', since = now(), set_by = %(by)s
  where state = 'current' and identity <> %(identity)s
  returning slot
), place as (
  select coalesce((select 3 - slot from before), 1) as slot
  where not exists (select from recall.models where identity = %(identity)s and state = 'current')
), gone as (
  update recall.models m set state = 'dropping', since = now(), set_by = %(by)s from place
  where m.slot = place.slot and m.state in ('preparing', 'retired') and m.identity <> %(identity)s
)
insert into recall.models as m (identity, embedder, dimensions, state, slot, set_by)
select %(identity)s, %(embedder)s, %(dimensions)s, 'current', slot, %(by)s from place
on conflict (identity) do update set embedder = excluded.embedder, state = 'current', slot = excluded.slot,
  set_by = excluded.set_by, since = now()
where m.state <> 'current'
returning identity"""

_FLIP = """
update recall.models set state = case when identity = %(identity)s then 'current' else 'retired' end, since = now(),
  set_by = %(by)s
where (identity = %(identity)s or state = 'current') and exists (
  select from recall.models where identity = %(identity)s and (
    state = 'retired' or (state = 'preparing' and comparison is not null)
  )
)
returning identity"""

_SET = """
update recall.models set state = %(state)s, since = now(), set_by = %(by)s
where identity = %(identity)s and state = any(%(of)s) returning identity"""


async def models(db: Database) -> list[EmbeddingModel]:
    """Every model that there ever was here, the one that answers first."""
    return [EmbeddingModel(**row) for row in await db.query(ALL)]


async def current(db: Database) -> EmbeddingModel | None:
    """The model whose vectors answer questions; none before the first start of the flows."""
    return next((one for one in await models(db) if one.state is State.CURRENT), None)


async def named(db: Database, name: str) -> EmbeddingModel:
    """A model by its identity, or by its name in the settings: the one that changed last. Raises NoSuchModel."""
    found = [one for one in await models(db) if name in (one.identity, one.embedder)]
    if not found:
        raise NoSuchModel
    return max(found, key=lambda one: (one.identity == name, one.since))


async def take_over(db: Database, identity: str, embedder: str, dimensions: int, by: str) -> bool:
    """Answer by this model from now on, whatever its vectors are; whether that changes anything.

    For the first one, and where there is no way to ask the one before: what is not embedded is found by words.
    """
    return await _change(db, _TAKE_OVER, identity=identity, embedder=embedder, dimensions=dimensions, by=by)


async def prepare(db: Database, identity: str, embedder: str, dimensions: int, by: str) -> bool:
    """Begin to make the vectors of another model; whether that is news. The one that was kept beside makes room.

    Raises NoSuchModel while none answers yet.
    """
    if await current(db) is None:
        raise NoSuchModel("No model answers questions here yet: `ventros up` first.")
    return await _change(db, _PREPARE, identity=identity, embedder=embedder, dimensions=dimensions, by=by)


async def flip(db: Database, identity: str, by: str) -> bool:
    """Answer by this model from now on, in one update; whether that changes anything. The one before is retired.

    Raises NotReady for a model that was not compared yet (it is when it is complete), and for one that was dropped.
    """
    if await _change(db, _FLIP, identity=identity, by=by):
        return True
    if (await named(db, identity)).state is not State.CURRENT:
        raise NotReady
    return False


async def note_comparison(db: Database, identity: str, comparison: Mapping[str, Any]) -> None:
    """Keep how a model did beside the one that answers."""
    await db.query(
        "update recall.models set comparison = %s::jsonb where identity = %s", (as_json(dict(comparison)), identity)
    )


async def retire(db: Database, identity: str, by: str) -> None:
    """Give up a model and its vectors, which are then to be removed. Raises Conflict for the one that answers."""
    kept = [State.PREPARING, State.RETIRED, State.DROPPING]
    if not await _change(db, _SET, identity=identity, by=by, state=State.DROPPING, of=kept):
        if (await named(db, identity)).state is State.CURRENT:
            raise Conflict("Questions are answered by its vectors: switch to another model first.")
        raise NotReady


async def note_dropped(db: Database, identity: str, by: str) -> None:
    """Note that a model that was given up has no vectors any more."""
    await _change(db, _SET, identity=identity, by=by, state=State.DROPPED, of=[State.DROPPING])


@asynccontextmanager
async def in_turn(db: Database) -> AsyncIterator[None]:
    """One at a time, on whatever machine: what two embedded at once would be paid for twice."""
    with unavailable():
        async with db.pool.connection() as connection:
            await connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
            try:
                yield
            finally:
                await connection.execute("select pg_advisory_unlock(%s)", (_LOCK,))


async def _change(db: Database, query: Any, **said: Any) -> bool:
    try:
        return bool(await db.query(query, said))
    except ExclusionViolation as error:
        raise Unavailable("Somebody changed the models at the same moment: try again.") from error
