"""A tenant's rows from one database into another, in short transactions that hold no lock and few rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import DictRow

from contracts.settings import Settings
from memory.examine import connect

SLICES = 16
"""A table is read by the first digit of its ids, which are drawn or derived, and so evenly spread."""

_FENCE = "select set_config('app.tenant_id', %s, true)"


@contextmanager
def fenced(settings: Settings, tenant_id: UUID) -> Iterator["Fenced"]:
    """A connection that sees one tenant. Raises Unavailable, Refused."""
    with connect(settings, "app") as connection:
        yield Fenced(connection, tenant_id)


class Fenced:
    """Asks one thing at a time, each in a transaction of its own."""

    def __init__(self, connection: Connection[DictRow], tenant_id: UUID) -> None:
        self._connection, self._tenant_id = connection, tenant_id

    def rows(self, query: LiteralString, **args: Any) -> list[DictRow]:
        """Every row; the query gets the tenant as `%(tenant)s`."""
        with self._connection.transaction():
            self._connection.execute(_FENCE, (str(self._tenant_id),))
            return self._connection.execute(query, {"tenant": self._tenant_id, **args}).fetchall()

    def copy(self, query: LiteralString, to: Connection[DictRow], table: LiteralString, **args: Any) -> None:
        """Copy what a query selects into a table of another database, of the same columns."""
        values = {name: sql.Literal(value) for name, value in {"tenant": self._tenant_id, **args}.items()}
        asked = sql.SQL("copy ({}) to stdout").format(sql.SQL(query).format(**values))
        with self._connection.transaction(), self._connection.cursor() as cursor, to.cursor() as other:
            cursor.execute(_FENCE, (str(self._tenant_id),))
            taken = sql.SQL("copy {} from stdin").format(sql.SQL(table))
            with cursor.copy(asked) as source, other.copy(taken) as target:
                for block in source:
                    target.write(block)

    def copy_table(self, table: LiteralString, id: LiteralString, to: Connection[DictRow], into: LiteralString) -> None:
        """Copy all that the tenant has in a table into another one, a slice after the other by the column `id`."""
        for first in range(SLICES):
            begin, end = (f"{first:x}{digit * 7}-" + "-".join(digit * n for n in (4, 4, 4, 12)) for digit in "0f")
            chosen = f"select * from {table} where tenant_id = {{tenant}} and {id} between {{begin}} and {{end}}"  # noqa: S608
            self.copy(chosen, to, into, begin=begin, end=end)
