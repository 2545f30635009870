"""Who reads the stream: of several processes that do the same, one at a time, as Postgres sees their connections."""

from datetime import datetime
from types import TracebackType
from typing import Self

import psycopg
from psycopg.rows import class_row
from pydantic import BaseModel

from contracts.settings import Settings
from memory.db import unavailable

_LOCK = 7_216_046

_TAKE = "select pg_try_advisory_lock(%(lock)s, hashtext(%(process)s)) as mine"

_OTHERS = """
select substr(a.application_name, length(%(process)s) + 2) as version, a.pid, a.state_change as asked_at,
  exists (
    select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory' and l.granted
      and l.classid = %(lock)s and l.objid::bigint = hashtext(%(process)s)::bigint & x'ffffffff'::bigint
  ) as works
from pg_stat_activity a
where a.datname = current_database() and a.usename = current_user and a.pid <> pg_backend_pid()
  and starts_with(a.application_name, %(process)s || ' ')
order by a.backend_start"""


class Other(BaseModel):
    """Another process that does the same: its version, when it last asked, and whether it is its turn."""

    version: str
    pid: int
    asked_at: datetime
    works: bool


class Presence:
    """The place of this process among those that do the same. It ends with its connection, and so with the process."""

    def __init__(self, settings: Settings, process: str, version: str) -> None:
        """Raises Unavailable."""
        self._about = {"process": f"ventros {process}", "lock": _LOCK}
        name = f"ventros {process} {version}"
        with unavailable():
            self._connection = psycopg.connect(
                settings.dsn("app"), application_name=name, autocommit=True, connect_timeout=3
            )
        self._mine = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def mine(self) -> bool:
        """Whether it is the turn of this process; it asks for it until it is. Raises Unavailable."""
        if not self._mine:
            with unavailable():
                row = self._connection.execute(_TAKE, self._about).fetchone()
            self._mine = row == (True,)
        return self._mine

    def others(self) -> list[Other]:
        """The others, the oldest first. Raises Unavailable."""
        with unavailable(), self._connection.cursor(row_factory=class_row(Other)) as cursor:
            return cursor.execute(_OTHERS, self._about).fetchall()
