"""What waits for the broker: outbox and journal, read by (xid, id) with the cursor on both.

A row is visible to the reader only when no older transaction is still open, so nothing is skipped: a cursor on the id
alone loses rows of transactions that commit late. Open transactions of those who cannot write into the queues are
passed over, so that nobody waits for dbt.
"""

from dataclasses import dataclass
from typing import Any, Literal, LiteralString, Self

import orjson
import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import set_json_loads

from contracts.errors import Unavailable
from memory.core.flow_position import Reader
from memory.db import Connection, unavailable

Queue = Literal["outbox", "journal"]
_LOCK = 7_216_045

_READ_OUTBOX = """
select xid::text::bigint as xid, id, topic, key, headers, data
from core.outbox
where (xid, id) > (%(xid)s::text::xid8, %(id)s)
  and xid < greatest(pg_snapshot_xmin(pg_current_snapshot()), %(over)s::text::xid8)
order by xid, id limit %(limit)s"""

_READ_JOURNAL = """
select xid::text::bigint as xid, seq as id, tenant_id, project_id, channel_id, channel_type, key, body, received_at,
  traceparent, id as raw_id
from core.journal
where (xid, seq) > (%(xid)s::text::xid8, %(id)s)
  and xid < greatest(pg_snapshot_xmin(pg_current_snapshot()), %(over)s::text::xid8)
order by xid, seq limit %(limit)s"""

_READ: dict[Queue, LiteralString] = {"journal": _READ_JOURNAL, "outbox": _READ_OUTBOX}

STRANGER: LiteralString = """(
  a.backend_type = 'autovacuum worker' or a.usename = 'ventros_transform' or exists (
    select from pg_auth_members m where m.roleid = to_regrole('ventros_analyst') and m.member = a.usesysid))"""
"""A session `a` of pg_stat_activity that may write into neither queue."""

# A transaction keeps its id as long as it is open, so whoever is seen to have one of the snapshot's is who had it then.
_OVER = """
select coalesce(
  (select min(x::text::bigint) from pg_snapshot_xip(s) as x where not exists (
    select from pg_stat_activity a where a.backend_xid = x::xid and <stranger>)),
  pg_snapshot_xmax(s)::text::bigint) as over
from pg_current_snapshot() as s""".replace("<stranger>", STRANGER)

# In order, and one of them: of `exists` the planner believes that a third of all rows would do, reads one after the
# other, and finds in the end that there is none.
_PENDING = """
select coalesce((
  select true from core.outbox where (xid, id) > (%(outbox_xid)s::text::xid8, %(outbox_id)s) order by xid, id limit 1
), (
  select true from core.journal where (xid, seq) > (%(journal_xid)s::text::xid8, %(journal_id)s)
  order by xid, seq limit 1
), false) as pending"""

_CURSORS = """
select source, xid::text::bigint as xid, id from core.relay_cursor where cluster_id = %(cluster)s
union all
select 'outbox', xid::text::bigint, id from core.relay_taken where readers = %(readers)s
  and not exists (select from core.relay_cursor where cluster_id = %(cluster)s and source = 'outbox')"""

_SAVE = """
insert into core.relay_cursor (cluster_id, source, xid, id)
values (%(cluster)s, %(source)s, %(xid)s::text::xid8, %(id)s)
on conflict (cluster_id, source) do update set xid = excluded.xid, id = excluded.id, updated_at = now()"""

_READ_SO_FAR = "select flow, topic, partition, next_offset from core.flow_position where cluster_id = %(cluster)s"
_TAKEN = """
insert into core.relay_taken (readers, xid, id) values (%(readers)s, %(xid)s::text::xid8, %(id)s)
on conflict (readers) do update set xid = excluded.xid, id = excluded.id, updated_at = now()"""

_EXPIRE = "delete from core.outbox where created_at < now() - make_interval(days => %(days)s)"


@dataclass(frozen=True)
class Cursor:
    """How far the relay has read."""

    xid: int = 0
    id: int = 0


Cursors = dict[Queue, Cursor]


class Backlog:
    """The relay's connection: one at a time holds it, a second relay waits for its turn."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: Connection | None = None
        self._over = 0

    async def __aenter__(self) -> Self:
        with unavailable():
            self._connection = await psycopg.AsyncConnection.connect(
                self._dsn, autocommit=True, row_factory=dict_row, connect_timeout=3
            )
            # Losing the last cursor costs a repetition, which readers do not mind; waiting for fsync costs latency.
            await self._connection.execute("set synchronous_commit = off")
            set_json_loads(orjson.loads, self._connection)
            await self._connection.execute("listen relay")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._connection:
            await self._connection.close()

    async def my_turn(self) -> bool:
        """Whether this relay is the one that works; asks again every time until it is."""
        rows = await self._query("select pg_try_advisory_lock(%(lock)s) as mine", lock=_LOCK)
        return bool(rows[0]["mine"])

    async def cursors(self, cluster: str, readers: str) -> Cursors:
        """How far this life of the broker has been served; a new one starts with what not all readers have taken."""
        rows = await self._query(_CURSORS, cluster=cluster, readers=readers)
        known: Cursors = {row["source"]: Cursor(row["xid"], row["id"]) for row in rows}
        return {"outbox": known.get("outbox", Cursor()), "journal": known.get("journal", Cursor())}

    async def turn(self, cluster: str, done: Cursors, after: Cursors, limit: int) -> dict[Queue, list[dict[str, Any]]]:
        """Remember how far was published, and get the next rows of both queues, in order: one round trip."""
        with unavailable():
            async with self._open().pipeline() as pipeline:
                await self.remember(cluster, done)
                await pipeline.sync()  # a transaction of its own: open, it would hide from the reader what is younger
                cursors = {
                    queue: await self._open().execute(_READ[queue], {**vars(at), "over": self._over, "limit": limit})
                    for queue, at in after.items()
                }
            return {queue: await cursor.fetchall() for queue, cursor in cursors.items()}

    async def remember(self, cluster: str, done: Cursors) -> None:
        """Remember how far was published."""
        with unavailable():
            for queue, at in done.items():
                saved = {"cluster": cluster, "source": queue, "xid": at.xid, "id": at.id}
                await self._open().execute(_SAVE, saved)

    async def pending(self, after: Cursors) -> bool:
        """Whether there is more behind the cursors, be it hidden by a transaction that is still open.

        Who ends that one may have nothing for the relay, and then does not call it. What only strangers hide, the next
        turn finds.
        """
        at = {f"{queue}_{name}": getattr(cursor, name) for queue, cursor in after.items() for name in ("xid", "id")}
        pending = bool((await self._query(_PENDING, **at))[0]["pending"])
        if pending:
            self._over = (await self._query(_OVER))[0]["over"]
        return pending

    async def read_so_far(self, cluster: str) -> dict[Reader, int]:
        """The next offset of every flow and place in this life of the broker."""
        rows = await self._query(_READ_SO_FAR, cluster=cluster)
        return {(row["flow"], row["topic"], row["partition"]): row["next_offset"] for row in rows}

    async def taken(self, readers: str, at: Cursor) -> None:
        """Remember that these readers have taken what the outbox tells up to there."""
        await self._query(_TAKEN, readers=readers, **vars(at))

    async def expire(self, days: int) -> None:
        """Let go of events older than `days`."""
        await self._query(_EXPIRE, days=days)

    async def wait(self, seconds: float) -> None:
        """Return when something was written, or after the time."""
        with unavailable():
            async for _ in self._open().notifies(timeout=seconds, stop_after=1):
                pass

    async def _query(self, query: Any, **args: Any) -> list[dict[str, Any]]:
        with unavailable():
            cursor = await self._open().execute(query, args)
            return await cursor.fetchall() if cursor.description else []

    def _open(self) -> Connection:
        if self._connection is None:
            raise Unavailable("The relay is not connected.")
        return self._connection
