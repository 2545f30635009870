"""The marts as the operator reads them: one tenant's rows, by the tenant that is named."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg import sql

from contracts.errors import Conflict, NotFound
from contracts.settings import Settings
from memory.core.mart_build import RECORD
from memory.examine import connect

BATCH = 5_000

_MARTS = """
select c.relname as name, max(a.attname) as newest from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname in ('recorded_at', 'date_day')
where c.relnamespace = 'analytics'::regnamespace and c.relkind = 'r' and c.relname !~ '__dbt_' group by 1 order by 1"""

_COLUMNS = """
select a.attname as name, format_type(a.atttypid, null) as type from pg_attribute a
where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum"""


_ALONE = "select pg_try_advisory_lock(hashtextextended('ventros marts', 0)) as mine"

# A server does not see at once that its client was killed: what that one asked for last may still be under way.
_AT_WORK = """
select count(*) as count from pg_stat_activity
where datname = current_database() and usename = current_user and application_name = 'ventros-dbt' and state = 'active'
"""

# Whoever holds the lock on a machine that fell silent loses it after a minute, not after the system's two hours.
_NOTICED = "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3"


_OF_CONTACTS = """
select c.oid::regclass::text as name from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'contact_id' and not a.attisdropped
where c.relnamespace in (to_regnamespace('analytics'), to_regnamespace('analytics_history')) and c.relkind = 'r'
order by 1"""

FORGOTTEN = 5_000
"""Rows of a mart that one transaction removes."""


class AlreadyBuilding(Conflict):
    """The marts are being built already: wait for that to end."""


class Column(NamedTuple):
    """A column of a mart; `type` is what Postgres calls it."""

    name: str
    type: str


class Marts:
    """All marts as they are at one moment, for one tenant."""

    def __init__(self, connection: psycopg.Connection[dict[str, Any]], tenant_id: UUID) -> None:
        self._connection, self._tenant_id = connection, tenant_id

    def names(self) -> list[str]:
        """The marts that there are."""
        return [row["name"] for row in self._connection.execute(_MARTS)]

    def columns(self, mart: str) -> list[Column]:
        """The columns of a mart."""
        rows = self._connection.execute(_COLUMNS, (f"analytics.{mart}",))
        return [Column(row["name"], row["type"]) for row in rows]

    def batches(self, mart: str) -> Iterator[list[dict[str, Any]]]:
        """The tenant's rows, some thousand at a time."""
        query = sql.SQL("select * from analytics.{} where tenant_id = %s").format(sql.Identifier(mart))
        with self._connection.cursor(name="mart") as cursor:
            cursor.execute(query, (self._tenant_id,))
            while rows := cursor.fetchmany(BATCH):
                yield rows


@contextmanager
def building(settings: Settings) -> Iterator[None]:
    """Nobody else builds the marts of this database until the block ends, or we do. Raises AlreadyBuilding.

    Whoever was killed while building must have left the database: until then it counts as building. Raises Unavailable.
    """
    with connect(settings, "transform") as connection:
        connection.execute(_NOTICED)
        alone = connection.execute(_ALONE).fetchone()
        at_work = connection.execute(_AT_WORK).fetchone()
        if alone != {"mine": True} or at_work != {"count": 0}:
            raise AlreadyBuilding
        yield


def record_build(settings: Settings, *, failed: bool) -> None:
    """Remember how a build of all marts ended, now. Raises Unavailable."""
    with connect(settings, "transform") as connection:
        connection.execute(RECORD, {"failed": failed})


@contextmanager
def marts(settings: Settings, tenant_id: UUID) -> Iterator[Marts]:
    """The marts of a tenant, all as of now. Raises Unavailable."""
    with connect(settings, "transform") as connection, connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        yield Marts(connection, tenant_id)


def read_mart(settings: Settings, mart: str, tenant_id: UUID, limit: int) -> list[dict[str, Any]]:
    """The newest rows of a mart that belong to a tenant. Raises NotFound, Unavailable."""
    with connect(settings, "transform") as connection:
        known = {row["name"]: row["newest"] for row in connection.execute(_MARTS)}
        if mart not in known:
            listed = f"choose from {', '.join(known)}" if known else "`ventros analytics build` makes them"
            raise NotFound(f"There is no mart {mart!r} here: {listed}.")
        query = sql.SQL("select * from analytics.{} where tenant_id = %s order by {} desc limit %s")
        asked = query.format(sql.Identifier(mart), sql.Identifier(known[mart]))
        return connection.execute(asked, (tenant_id, limit)).fetchall()


def forget_contacts(settings: Settings, tenant_id: UUID, contact_ids: Sequence[UUID]) -> dict[str, int]:
    """Remove people from the marts and from what those remember, in small steps; how many rows of which.

    What is counted of them in summaries follows at the next build. Raises Unavailable, Refused.
    """
    gone: dict[str, int] = {}
    with connect(settings, "transform") as connection:
        for row in connection.execute(_OF_CONTACTS).fetchall():
            query = sql.SQL(
                "delete from {mart} where ctid = any(array(select ctid from {mart}"
                " where tenant_id = %s and contact_id = any(%s) limit %s))"
            ).format(mart=sql.SQL(row["name"]))
            while number := connection.execute(query, (tenant_id, list(contact_ids), FORGOTTEN)).rowcount:
                gone[row["name"]] = gone.get(row["name"], 0) + number
    return gone
