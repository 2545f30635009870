"""SQL over a tenant's lake, in a DuckDB that can reach nothing else.

Two walls: only a SELECT is let in, and the engine opens no file but those of the tenant, for good.
"""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import duckdb
import pyarrow as pa
from pyarrow import ArrowException

from contracts.core.user import Principal
from contracts.errors import Invalid
from contracts.event import catalogue
from contracts.topics import TOPICS
from memory.core.lake import LakeFile, every_key, lake_files
from memory.core.quarantine import Quarantined, quarantined
from memory.db import Tx
from memory.sealed import Sealer
from pipelines.lake import rows
from pipelines.lake.store import FileMissing, Store
from pipelines.lake.views import event_view, quoted, topic_view

SECONDS = 60.0
MEMORY = "1GB"
READING = ("SELECT", "EXPLAIN")

Opener = Callable[[pa.Array, pa.Array, pa.Array, pa.Array], pa.Array]
"""Decrypts a column, given topics, ids, ids of keys, and what is sealed."""

_BROKEN = pa.schema(
    [("row_id", pa.string()), ("suite", pa.string()), ("expectation", pa.string()), ("found_at", rows.MOMENT)]
)


class Lake(NamedTuple):
    """What a credential may see: the tenant's files, the keys of what it may read, what in them breaks a promise."""

    tenant_id: UUID
    files: list[LakeFile]
    readable: frozenset[str]
    keys: dict[str, bytes]
    quarantined: Sequence[Quarantined] = ()


class Answer(NamedTuple):
    """Columns and rows; `more` says that there are others beyond the limit."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    more: bool


async def lake_of(
    tx: Tx, principal: Principal, sealer: Sealer, topics: Sequence[str] | None = None,
    since: datetime | None = None, until: datetime | None = None,
) -> Lake:  # fmt: skip
    """The lake as a caller may see it. Raises Forbidden without `analytics.view`."""
    principal.require("analytics.view")
    files = await lake_files(tx, topics, since, until)
    readable = frozenset(name for name, topic in TOPICS.items() if topic.permission in principal.permissions)
    keys = await every_key(tx, sealer)
    named = {str(name): key for name, key in keys.items()}
    return Lake(tx.tenant_id, files, readable, named, await quarantined(tx, kind="lake"))


@contextmanager
def opened(lake: Lake, store: Store) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB with the views, locked. A lake that is no folder is fetched into one first."""
    with connected(lake, store, opener(partial(open_row, lake))) as (connection, folder):
        for topic in TOPICS:
            connection.execute(topic_view(topic, [f"{folder}/{one.path}" for one in lake.files if one.topic == topic]))
        for event in catalogue().values():
            connection.execute(event_view(event))
        connection.register("broken", pa.Table.from_pylist([one.model_dump() for one in lake.quarantined], _BROKEN))
        connection.execute("create table quarantined as select row_id as id, suite, expectation, found_at from broken")
        connection.unregister("broken")
        lock(connection, lake, folder)
        yield connection


@contextmanager
def connected(lake: Lake, store: Store, opener: Opener) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A DuckDB with the function `opened`, and the folder of the lake; not locked yet."""
    with _folder(lake, store) as folder, duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{MEMORY}'; set threads = 2; set temp_directory = ''")
        text, blob = duckdb.sqltype("VARCHAR"), duckdb.sqltype("BLOB")
        connection.create_function(
            "opened", opener, [text, text, text, blob], blob, type="arrow", null_handling="special"
        )
        yield connection, folder


def lock(connection: duckdb.DuckDBPyConnection, lake: Lake, folder: Path) -> None:
    """From now on it opens the tenant's files and nothing else, for good."""
    connection.execute(f"set allowed_directories = ['{quoted(f'{folder}/tenant={lake.tenant_id}/')}']")
    connection.execute("set enable_external_access = false; set lock_configuration = true")


def ask(connection: duckdb.DuckDBPyConnection, sql: str, limit: int = 1_000, seconds: float = SECONDS) -> Answer:
    """The answer to one SELECT, at most `limit` rows of it. Raises Invalid with the engine's words."""
    timer = threading.Timer(seconds, connection.interrupt)
    try:
        _only_reads(sql)
        timer.start()
        cursor = connection.execute(sql)
        found = cursor.fetchmany(limit + 1)
        return Answer([column[0] for column in cursor.description or ()], found[:limit], len(found) > limit)
    except duckdb.InterruptException:
        raise Invalid(
            f"The question took more than {seconds:.0f} s: ask for less, by `where` or by `--since`."
        ) from None
    except (duckdb.Error, ArrowException) as error:
        raise Invalid(f"The lake does not answer this: {error}") from None
    finally:
        timer.cancel()


def _only_reads(sql: str) -> None:
    statements = duckdb.extract_statements(sql)
    if len(statements) != 1 or statements[0].type.name not in READING:
        raise Invalid("The lake answers one SELECT at a time, and nothing else.")


@contextmanager
def _folder(lake: Lake, store: Store) -> Iterator[Path]:
    if store.folder:
        if not all((store.folder / file.path).is_file() for file in lake.files):
            raise FileMissing
        yield store.folder
        return
    folder = Path(tempfile.mkdtemp(prefix="ventros-lake-"))
    try:
        for file in lake.files:
            place = folder / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(store.get(file.path))
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def opener(read: Callable[..., bytes | None]) -> Opener:
    """What decrypts a column, by what decrypts one row of it: of topic, id, key's id and what is sealed."""

    def open_all(topics: pa.Array, ids: pa.Array, key_ids: pa.Array, sealed: pa.Array) -> pa.Array:
        columns = (column.to_pylist() for column in (topics, ids, key_ids, sealed))
        return pa.array([read(*one) for one in zip(*columns, strict=True)], pa.binary())

    return open_all


def open_row(lake: Lake, topic: str, one: str, key_id: str, sealed: bytes | None) -> bytes | None:
    """What is sealed in a row: nothing where the credential may not read the topic, or the key was deleted.

    Raises ValueError for a row that was altered.
    """
    key = lake.keys.get(key_id)
    if key is None or sealed is None or topic not in lake.readable:
        return None
    where: Mapping[str, Any] = {"tenant_id": str(lake.tenant_id), "topic": topic, "id": one, "data": sealed}
    return rows.opened(where, key)[1]
