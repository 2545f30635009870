"""The staging views of the marts, as `transform` reads them: some expressions of each row, and no more than that."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from contracts.settings import Settings
from memory.examine import connect

SCHEMA = "analytics_staging"

_VIEWS = "select relname as name from pg_class where relnamespace = %s::regnamespace and relkind = 'v' order by 1"

_ROWS = sql.SQL("""
from {view} as t
where (%(tenants)s::uuid[] is null or t.tenant_id = any(%(tenants)s))
  and (%(since)s::timestamptz is null or {changed} >= %(since)s)""")


class Staging:
    """All staging views as they are at one moment: of these tenants, and what changed since."""

    def __init__(
        self, connection: psycopg.Connection[dict[str, Any]], tenants: Sequence[UUID] | None, since: datetime | None
    ) -> None:
        self._connection = connection
        self._args = {"tenants": list(tenants) if tenants is not None else None, "since": since}

    def views(self) -> list[str]:
        """The views that there are: none before the marts were built for the first time."""
        return [row["name"] for row in self._connection.execute(_VIEWS, (SCHEMA,))]

    def count(self, view: str, changed: str) -> int:
        """How many rows a view has; `changed` is its column that says when one was written."""
        found = self._connection.execute(sql.SQL("select count(*) as count ") + _rows(view, changed), self._args)
        return int(next(found)["count"])

    def slices(
        self, view: str, changed: str, row: str, columns: Mapping[str, str], parts: int
    ) -> Iterator[list[dict[str, Any]]]:
        """The rows in so many parts; those of one id are in one part. `row` is the expression of a row's id.

        Expressions name the view `t`. They are those of the suites, and nobody else's.
        """
        chosen = sql.SQL(", ").join(
            _written(expression) + sql.SQL(" as ") + sql.Identifier(name) for name, expression in columns.items()
        )
        part = sql.SQL(" and (hashtext({}) & 2147483647) %% %(parts)s = %(part)s").format(_written(row))
        asked = sql.SQL("select ") + chosen + _rows(view, changed) + part
        for number in range(parts):
            args = {**self._args, "parts": parts, "part": number}
            yield self._connection.execute(asked, args).fetchall()


def _rows(view: str, changed: str) -> sql.Composed:
    return _ROWS.format(view=sql.Identifier(SCHEMA, view), changed=sql.Identifier("t", changed))


def _written(expression: str) -> sql.Composable:
    return sql.SQL(expression)


@contextmanager
def staging(settings: Settings, tenants: Sequence[UUID] | None, since: datetime | None) -> Iterator[Staging]:
    """The staging views, all as of now. Raises Unavailable, Refused."""
    with connect(settings, "transform") as connection, connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        yield Staging(connection, tenants, since)
