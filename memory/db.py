"""The one door to Postgres: a transaction that already knows its tenant. Committed once, here, at the edge."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString, NamedTuple, Self, TypeVar
from uuid import UUID

import orjson
import psycopg
from pgvector.psycopg.halfvec import register_halfvec_info
from psycopg.rows import dict_row
from psycopg.types import TypeInfo
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout
from psycopg_pool.base import AttemptWithBackoff
from pydantic import BaseModel

from contracts.envelope import Envelope, Origin
from contracts.errors import NotFound, Unavailable
from contracts.event import Event
from contracts.types import wall_clock
from memory.rounds import Rounds
from memory.wire import exchange

ModelT = TypeVar("ModelT", bound=BaseModel)
Connection = psycopg.AsyncConnection[Any]
Cursor = psycopg.AsyncCursor[dict[str, Any]]

_EMIT = """
insert into core.outbox (tenant_id, event_id, topic, key, headers, data)
select %(tenant)s, r.event_id, r.topic, r.key, r.headers, r.data
from json_to_recordset(%(rows)s::json)
  as r(event_id uuid, topic text, key text, headers json, data text)"""

# After the commit and in a transaction of its own that waits for no disk: NOTIFY holds a lock of the whole server until
# its transaction is on disk, which would put all commits in one queue. A notice lost in a crash is made up by the poll.
_WAKE = "select set_config('synchronous_commit', 'off', true), pg_notify('relay', '')"


def as_json(rows: Any) -> str:
    """Rows as one JSON parameter, for `json_to_recordset`: the fastest way to hand many rows to one statement."""
    return orjson.dumps(rows, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(f"no JSON for {type(value).__name__}")


# A flow looks up a few rows by key, however large or small the tenant: no plan that reads a table is ever right for it.
_BY_KEY = " ".join(
    f"-c {setting}"
    for setting in (
        "plan_cache_mode=force_generic_plan",
        "enable_seqscan=off",
        "enable_bitmapscan=off",
        "enable_hashjoin=off",
        "enable_mergejoin=off",
    )
)


# A server that is started anew is back within seconds. Pools would wait a second, then two, then four between looks,
# and have no setting for it.
AttemptWithBackoff.INITIAL_DELAY, AttemptWithBackoff.DELAY_BACKOFF = 0.5, 1.0

_FENCE: LiteralString = "select set_config('app.tenant_id', %(tenant)s::text, true)"


@dataclass(eq=False)
class Asked:
    """A statement, and its answer once it was sent: the rows as dictionaries, and how many it returned or touched."""

    query: LiteralString
    args: dict[str, Any]
    rows: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0


Ask = Callable[..., Asked]


class Told(NamedTuple):
    """A fact on its way into the outbox."""

    event: Event
    version: int
    time: datetime
    conversation: str | None


class Tx:
    """A transaction inside the fence of one tenant. Queries get the tenant as `%(tenant)s`."""

    def __init__(self, batch: "Batch", tenant_id: UUID, origin: Origin) -> None:
        self.tenant_id, self.origin = tenant_id, origin
        self._batch = batch
        self._told: list[Told] = []

    async def rows(self, query: LiteralString, **args: Any) -> list[dict[str, Any]]:
        """Every row as a dictionary."""
        return (await self._ask(query, args)).rows

    async def all(self, model: type[ModelT], query: LiteralString, **args: Any) -> list[ModelT]:
        """Every row as a model."""
        return [model(**row) for row in await self.rows(query, **args)]

    async def one(self, model: type[ModelT], query: LiteralString, **args: Any) -> ModelT:
        """The one row. Raises NotFound when there is none: a foreign id answers as a missing one."""
        found = await self.all(model, query, **args)
        if not found:
            raise NotFound(f"There is no such {model.__name__.lower()} here.")
        return found[0]

    async def run(self, query: LiteralString, **args: Any) -> int:
        """Run a statement; how many rows it touched."""
        return (await self._ask(query, args)).count

    @asynccontextmanager
    async def together(self) -> AsyncIterator[Ask]:
        """Statements asked for inside are sent at the end, all in one round trip; then each has its answer.

        `async with tx.together() as ask: known = ask(_KNOWN, ids=ids)`, and after it `known.rows`.
        """
        asked: list[Asked] = []

        def ask(query: LiteralString, **args: Any) -> Asked:
            asked.append(Asked(query, {"tenant": self.tenant_id, **args}))
            return asked[-1]

        yield ask
        if asked:
            await self._batch.send(self.tenant_id, asked)

    async def _ask(self, query: LiteralString, args: dict[str, Any]) -> Asked:
        asked = Asked(query, {"tenant": self.tenant_id, **args})
        await self._batch.send(self.tenant_id, [asked])
        return asked

    def emit(
        self, event: Event, *, version: int = 1, time: datetime | None = None, conversation: str | None = None
    ) -> None:
        """Record a fact in the same transaction as the change that it reports; written at the end, all at once."""
        self._told.append(Told(event, version, time or wall_clock(), conversation))

    def untold(self) -> list[Told]:
        """The facts told so far, which are then told to nobody: the caller does what would come of them."""
        told, self._told = self._told, []
        return told

    async def flush(self) -> None:
        """Write the facts told so far into the outbox."""
        if told := self.told():
            await self._batch.send(self.tenant_id, told)
            self._batch.wake_relay = True

    def told(self) -> "list[Asked]":
        """The statement that writes the facts told so far into the outbox; none when there are none."""
        rows = [
            {"event_id": e.id, "topic": e.topic, "key": e.key, "headers": e.headers(), "data": e.data.decode()}
            for e in map(self._envelope, self.untold())
        ]
        return [Asked(_EMIT, {"tenant": self.tenant_id, "rows": as_json(rows)})] if rows else []

    def _envelope(self, told: Told) -> Envelope:
        return Envelope.of(
            told.event,
            self.tenant_id,
            time=told.time,
            origin=self.origin,
            version=told.version,
            conversation=told.conversation,
            traceparent=self._batch.traceparent,
        )


Work = Callable[[Tx], Awaitable[None]]
Sent = tuple[UUID, list[Asked]]


class Batch:
    """One transaction for a batch of many tenants: one commit, and for each tenant its fence.

    It begins with its first statement, and ends with `in_step` or with its block. `wake_relay` says that the block
    leaves something for the relay. `traceparent` is the span that it is done in: the facts that it tells carry it.
    """

    def __init__(self, connection: Connection, traceparent: str = "") -> None:
        self.connection, self.traceparent = connection, traceparent
        self.wake_relay = False
        self._rounds: Rounds[Sent] | None = None
        self._fenced: UUID | None = None

    async def in_step(self, works: Sequence[tuple[UUID, Work]]) -> None:
        """What is done for many tenants: the first statements of all in one round trip, then the second, and so on.

        The last one takes the facts of all, commits, and calls the relay. When one fails nothing of the batch stays:
        `tenant` finds out which one it was.
        """
        self._rounds = Rounds(self._round)
        marching = [(Tx(self, tenant_id, "flow"), work) for tenant_id, work in works]
        await self._rounds.march([work(tx) for tx, work in marching])
        self._rounds = None
        told = [(tx.tenant_id, asked) for tx, _ in marching if (asked := tx.told())]
        if told or self._fenced is not None:
            await self._round(told, [Asked("commit", {}), *([Asked(_WAKE, {})] if told else [])])
            self._fenced = None

    async def send(self, tenant_id: UUID, asked: list[Asked]) -> None:
        """Send statements of a tenant in one round trip, behind its fence; in step, together with those of others."""
        await (self._rounds.ask((tenant_id, asked)) if self._rounds else self._alone(tenant_id, asked))

    async def _round(self, sent: list[Sent], then: Sequence[Asked] = ()) -> None:
        asked = [one for tenant_id, group in sent for one in self._behind_fence(tenant_id, group)] + list(then)
        answers = await exchange(self.connection, [(one.query, one.args) for one in asked])
        for one, answer in zip(asked, answers, strict=True):
            one.rows, one.count = answer

    async def _alone(self, tenant_id: UUID, asked: list[Asked]) -> None:
        asked = self._behind_fence(tenant_id, asked)
        async with self.connection.pipeline() if len(asked) > 1 else nullcontext():
            cursors = [await _execute(self.connection, one.query, one.args) for one in asked]
        for one, cursor in zip(asked, cursors, strict=True):
            one.count, one.rows = cursor.rowcount, await _rows(cursor)

    def _behind_fence(self, tenant_id: UUID, asked: list[Asked]) -> list[Asked]:
        begin = [] if self._fenced is not None else [Asked("begin", {})]
        fence = [] if self._fenced == tenant_id else [Asked(_FENCE, {"tenant": tenant_id})]
        self._fenced = tenant_id
        return [*begin, *fence, *asked]

    @asynccontextmanager
    async def tenant(self, tenant_id: UUID) -> AsyncIterator[Tx]:
        """What is done for one tenant, behind a savepoint. When it fails its effects, and its alone, are undone."""
        with unavailable():
            await self._enter(tenant_id)
            tx = Tx(self, tenant_id, "flow")
            try:
                yield tx
                await tx.flush()
            except psycopg.OperationalError:
                raise
            except Exception:
                await self.connection.execute("rollback to savepoint tenant")
                raise

    async def _enter(self, tenant_id: UUID) -> None:
        """Leave the savepoint and fence of the tenant before, set those of the next: one round trip."""
        leave = "release savepoint tenant" if self._fenced is not None else "begin"
        enter = f"{leave}; savepoint tenant; set local app.tenant_id = '{tenant_id}'"
        await self.connection.execute(enter.encode())
        self._fenced = tenant_id


class Database:
    """A pool of connections under one role."""

    def __init__(
        self, dsn: str, *, size: int = 8, timeout: float = 5.0, generic_plans: bool = False, synced: bool = True
    ) -> None:
        """`generic_plans` is for the flows: few statements, run all the time, whose planning costs more than running.

        Everybody else plans anew for each tenant, since tenants differ in size. Where commits are not `synced` a crash
        of Postgres may take the last of them, whole and in their order.
        """
        # psycopg forgets all that is prepared after a rollback, what memory.wire prepared included.
        options: dict[str, Any] = {"options": _BY_KEY, "prepare_threshold": None} if generic_plans else {"options": ""}
        if not synced:
            options["options"] += " -c synchronous_commit=off"
        self.pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=size,
            timeout=timeout,
            open=False,
            configure=know_vectors,
            kwargs={"connect_timeout": 3, "autocommit": True, **options},
        )

    async def __aenter__(self) -> Self:
        await self.pool.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.pool.close()

    @asynccontextmanager
    async def tenant(self, tenant_id: UUID, *, origin: Origin = "door") -> AsyncIterator[Tx]:
        """A transaction inside the fence of one tenant. Raises Unavailable when Postgres is away or too slow."""
        async with self.batch() as batch:
            tx = Tx(batch, tenant_id, origin)
            yield tx
            await tx.flush()

    @asynccontextmanager
    async def batch(self, traceparent: str = "") -> AsyncIterator[Batch]:
        """One transaction for a batch of many tenants. Raises Unavailable when Postgres is away or too slow."""
        with unavailable():
            async with self.pool.connection() as connection:
                batch = Batch(connection, traceparent)
                yield batch
                await connection.commit()  # what fails is rolled back by the pool
                if batch.wake_relay:
                    await connection.execute(_WAKE)

    async def query(
        self, query: LiteralString, args: Mapping[str, Any] | Sequence[Any] = (), *, wake_relay: bool = False
    ) -> list[dict[str, Any]]:
        """One statement that belongs to no tenant: positions, cursors, the list of tenants, what the gate may.

        It is a transaction of its own. Raises Unavailable when Postgres is away or too slow.
        """
        with unavailable():
            async with self.pool.connection() as connection:
                if not wake_relay:
                    return await _rows(await _execute(connection, query, args))
                async with connection.pipeline() as pipeline:
                    cursor = await _execute(connection, query, args)
                    await pipeline.sync()  # what comes before it is committed on its own
                    await connection.execute(_WAKE)
                return await _rows(cursor)

    async def tenants(self) -> list[UUID]:
        """Every tenant, for sweepers, which then open one at a time."""
        return [row["id"] for row in await self.query("select id from core.tenants order by id")]


async def know_vectors(connection: Connection) -> None:
    """Teach a new connection the type `halfvec`, so that vectors travel as bytes: five times cheaper than as text."""
    if known := await TypeInfo.fetch(connection, "halfvec"):
        register_halfvec_info(connection, known)


async def _execute(connection: Connection, query: LiteralString, args: Mapping[str, Any] | Sequence[Any]) -> Cursor:
    return await connection.cursor(row_factory=dict_row).execute(query, args)


async def _rows(cursor: Cursor) -> list[dict[str, Any]]:
    return await cursor.fetchall() if cursor.description is not None else []


@contextmanager
def unavailable() -> Iterator[None]:
    """What may pass by itself (Postgres away, a deadlock, a time-out) is Unavailable, whoever asked."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, PoolClosed) as error:
        kind = type(error).__name__
        raise Unavailable(f"The database is away or too slow ({kind}): try again in a moment.") from error
