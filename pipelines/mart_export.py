"""A tenant's marts as Parquet files and as one DuckDB file: to take along, to keep, to open in any tool."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.errors import NotFound
from contracts.settings import Settings
from memory.core.mart import Column, Marts, marts
from memory.db import as_json

DUCKDB = "marts.duckdb"

_TYPES = {
    "boolean": pa.bool_(), "smallint": pa.int16(), "integer": pa.int32(), "bigint": pa.int64(),
    "real": pa.float32(), "double precision": pa.float64(), "numeric": pa.decimal128(38, 9), "date": pa.date32(),
    "timestamp with time zone": pa.timestamp("us", tz="UTC"), "text[]": pa.list_(pa.string()),
}  # fmt: skip
"""How a type of Postgres is kept; every other one as text, JSON among them."""


def export_marts(
    settings: Settings, tenant_id: UUID, to: Path, told: Callable[[str, int], None] = lambda *_: None
) -> dict[str, int]:
    """Write every mart of a tenant into the folder; how many rows each has. `told` hears of each mart when it is done.

    All are as of one moment. In the DuckDB file they stand in the schema `analytics`, as in Postgres: questions need no
    change. Raises NotFound when there are none, Unavailable.
    """
    counts: dict[str, int] = {}
    to.mkdir(parents=True, exist_ok=True)
    (to / DUCKDB).unlink(missing_ok=True)
    with marts(settings, tenant_id) as found, duckdb.connect(to / DUCKDB) as database:
        database.execute("create schema analytics")
        for mart in found.names():
            counts[mart] = _write(found, mart, to / f"{mart}.parquet")
            file = str(to / f"{mart}.parquet").replace("'", "''")
            database.execute(f"create table analytics.\"{mart}\" as from read_parquet('{file}')")
            told(mart, counts[mart])
    if not counts:
        raise NotFound("There are no marts yet: `ventros analytics build` makes them.")
    return counts


def _write(found: Marts, mart: str, file: Path) -> int:
    columns, count = found.columns(mart), 0
    schema = pa.schema([(column.name, _TYPES.get(column.type, pa.string())) for column in columns])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for rows in found.batches(mart):
            writer.write_table(pa.Table.from_pylist([_plain(row, columns) for row in rows], schema))
            count += len(rows)
    return count


def _plain(row: dict[str, Any], columns: list[Column]) -> dict[str, Any]:
    return {column.name: _value(row[column.name], column.type) for column in columns}


def _value(value: Any, kind: str) -> Any:
    if value is None or kind in _TYPES:
        return round(value, 9) if isinstance(value, Decimal) else value
    return as_json(value) if isinstance(value, dict | list) else str(value)
