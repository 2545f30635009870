"""The one door to Postgres: a transaction that already knows its tenant. Committed once, here, at the edge."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any, LiteralString, Self, TypeVar
from uuid import UUID

import orjson
import psycopg
from psycopg.rows import class_row, dict_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout
from pydantic import BaseModel

from contracts.envelope import Envelope, Origin
from contracts.errors import NotFound, Unavailable
from contracts.event import Event
from contracts.types import wall_clock

ModelT = TypeVar("ModelT", bound=BaseModel)
Connection = psycopg.AsyncConnection[Any]

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


class Tx:
    """A transaction inside the fence of one tenant. Queries get the tenant as `%(tenant)s`."""

    def __init__(self, batch: "Batch", tenant_id: UUID, origin: Origin) -> None:
        self.connection, self.tenant_id, self.origin = batch.connection, tenant_id, origin
        self._batch = batch
        self._told: list[Envelope] = []

    async def rows(self, query: LiteralString, **args: Any) -> list[dict[str, Any]]:
        """Every row as a dictionary."""
        async with self.connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(query, {"tenant": self.tenant_id, **args})
            return await cursor.fetchall()

    async def all(self, model: type[ModelT], query: LiteralString, **args: Any) -> list[ModelT]:
        """Every row as a model."""
        async with self.connection.cursor(row_factory=class_row(model)) as cursor:
            await cursor.execute(query, {"tenant": self.tenant_id, **args})
            return await cursor.fetchall()

    async def one(self, model: type[ModelT], query: LiteralString, **args: Any) -> ModelT:
        """The one row. Raises NotFound when there is none: a foreign id answers as a missing one."""
        found = await self.all(model, query, **args)
        if not found:
            raise NotFound(f"There is no such {model.__name__.lower()} here.")
        return found[0]

    async def run(self, query: LiteralString, **args: Any) -> int:
        """Run a statement; how many rows it touched."""
        cursor = await self.connection.execute(query, {"tenant": self.tenant_id, **args})
        return cursor.rowcount

    def together(self) -> AbstractAsyncContextManager[object]:
        """Statements inside are sent without waiting for each other: one round trip. How many rows `run` touched is
        not known inside.
        """
        return self.connection.pipeline()

    def emit(
        self, event: Event, *, version: int = 1, time: datetime | None = None, conversation: str | None = None
    ) -> None:
        """Record a fact in the same transaction as the change that it reports; written at the end, all at once."""
        self._told.append(
            Envelope.of(
                event,
                self.tenant_id,
                time=time or wall_clock(),
                origin=self.origin,
                version=version,
                conversation=conversation,
            )
        )

    async def flush(self) -> None:
        """Write the facts told so far into the outbox."""
        told, self._told = self._told, []
        if told:
            rows = [
                {"event_id": e.id, "topic": e.topic, "key": e.key, "headers": e.headers(), "data": e.data.decode()}
                for e in told
            ]
            await self.run(_EMIT, rows=as_json(rows))
            self._batch.wake_relay = True


class Batch:
    """One transaction for a batch of many tenants: one commit, a savepoint and a fence for each tenant in turn.

    `wake_relay` says that it leaves something for the relay.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.wake_relay = False
        self._entered = False

    @asynccontextmanager
    async def tenant(self, tenant_id: UUID) -> AsyncIterator[Tx]:
        """What is done for one tenant. When it fails its effects, and its alone, are undone."""
        with _unavailable():
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
        enter = f"savepoint tenant; set local app.tenant_id = '{tenant_id}'"
        await self.connection.execute((f"release savepoint tenant; {enter}" if self._entered else enter).encode())
        self._entered = True


async def _enter(connection: Connection, tenant_id: UUID) -> None:
    await connection.execute("select set_config('app.tenant_id', %s, true)", (str(tenant_id),))


class Database:
    """A pool of connections under one role."""

    def __init__(self, dsn: str, *, size: int = 8, timeout: float = 5.0, generic_plans: bool = False) -> None:
        """`generic_plans` is for the flows: few statements, run all the time, whose planning costs more than running.

        Everybody else plans anew for each tenant, since tenants differ in size.
        """
        options = {"options": _BY_KEY} if generic_plans else {}
        self.pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=size,
            timeout=timeout,
            open=False,
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
            await _enter(batch.connection, tenant_id)
            yield tx
            await tx.flush()

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[Batch]:
        """One transaction for a batch of many tenants. Raises Unavailable when Postgres is away or too slow."""
        with _unavailable():
            async with self.pool.connection() as connection:
                async with connection.transaction():
                    batch = Batch(connection)
                    yield batch
                if batch.wake_relay:
                    await connection.execute(_WAKE)

    async def query(self, query: LiteralString, args: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Rows that belong to no tenant: positions, cursors, the list of tenants, the two look-ups of the gate."""
        async with self.batch() as batch, batch.connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(query, args)
            return await cursor.fetchall() if cursor.description else []

    async def tenants(self) -> list[UUID]:
        """Every tenant, for sweepers, which then open one at a time."""
        return [row["id"] for row in await self.query("select id from core.tenants order by id")]


@contextmanager
def _unavailable() -> Iterator[None]:
    """What may pass by itself (Postgres away, a deadlock, a time-out) is Unavailable, whoever asked."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, PoolClosed) as error:
        kind = type(error).__name__
        raise Unavailable(f"The database is away or too slow ({kind}): try again in a moment.") from error
