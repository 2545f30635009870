"""The rows of a tenant's lake as frames for its suites: each content of an id once, decrypted, with its place."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd

from contracts.errors import Unavailable
from contracts.event import CATALOGUE
from pipelines.lake.query import Lake, connected, lock, open_row, opener
from pipelines.lake.store import Store
from pipelines.lake.views import quoted
from pipelines.quality.look import AT_ONCE
from pipelines.quality.suite import ROW, TENANT, Suite

ALTERED = b""
"""Stands for what does not open: it is no JSON."""

_FRAME = """
with found as materialized (
  select *{data} from read_parquet([{files}], filename = true, hive_partitioning = false)
  where {event} hash(id) % $parts = $part and ($since is null or ingested >= $since)
), once as (
  select *{json} from found {once}
)
select id as "{row}", $tenant as "{tenant}", substr(filename, $root) as file, cluster,
  "partition", "offset", {columns}
from once"""

_PAYLOAD = {
    "data": ", opened(topic, id, key_id, data) as plain",
    "json": ", try(decode(plain)::json) as json",
    "event": "type = $type and",
    # What was erased has no key: nobody reads it, and nothing is promised of it.
    "once": "where plain is not null qualify row_number() over"
    ' (partition by id, plain order by ingested, cluster, "partition", "offset") = 1',
}
_ENVELOPE = {"data": "", "json": "", "event": "", "once": ""}


class Rows:
    """The rows of a lake that came in since."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, lake: Lake, folder: Path, since: datetime | None) -> None:
        self._connection, self._lake, self._root, self._since = connection, lake, f"{folder}/", since
        self._files: dict[str, list[str]] = defaultdict(list)
        for file in lake.files:
            self._files[file.topic].append(f"'{quoted(f'{folder}/{file.path}')}'")

    def counts(self) -> Mapping[str, int]:
        """How many rows there are of each topic, and of each event that we know."""
        found: Counter[str] = Counter()
        for topic, files in self._files.items():
            asked = (
                f"select type, count(*) from read_parquet([{', '.join(files)}])"  # noqa: S608 - files of the manifest
                " where $since is null or ingested >= $since group by 1"
            )
            for kind, count in self._connection.execute(asked, {"since": self._since}).fetchall():
                found[topic] += count
                if kind in CATALOGUE and CATALOGUE[kind].spec.topic == topic:
                    found[kind] += count
        return found

    def frames(self, suite: Suite, count: int) -> Iterator[pd.DataFrame]:
        """The rows that a suite is about, so many there are, AT_ONCE at a time."""
        event = CATALOGUE.get(suite.name)
        parts = -(-count // AT_ONCE)
        asked = _FRAME.format(
            **(_PAYLOAD if event else _ENVELOPE), row=ROW, tenant=TENANT,
            files=", ".join(self._files[event.spec.topic if event else suite.name]),
            columns=", ".join(f'{expression} as "{name}"' for name, expression in suite.columns.items()),
        )  # fmt: skip
        args = {"tenant": str(self._lake.tenant_id), "root": len(self._root) + 1, "since": self._since, "parts": parts}
        for part in range(parts):
            told = {**args, "part": part} | ({"type": suite.name} if event else {})
            yield self._connection.sql(asked, params=told).to_arrow_table().to_pandas()


@contextmanager
def lake_rows(lake: Lake, store: Store, since: datetime | None) -> Iterator[Rows]:
    """The rows of a tenant's lake. Raises Unavailable when a file is missing or cannot be read."""
    try:
        with connected(lake, store, opener(partial(_read, lake))) as (connection, folder):
            lock(connection, lake, folder)
            yield Rows(connection, lake, folder, since)
    except duckdb.Error as error:
        raise Unavailable(f"The lake cannot be read; `ventros lake verify` says why: {error}") from error


def _read(lake: Lake, topic: str, one: str, key_id: str, sealed: bytes | None) -> bytes | None:
    """What is sealed in a row; a row that was altered is one to be found, and nothing to stop at."""
    try:
        return open_row(lake, topic, one, key_id, sealed)
    except ValueError:
        return ALTERED
