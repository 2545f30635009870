"""A topic of the lake as one Parquet file, decrypted, for whoever takes it along."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

BATCH = 10_000


def export_topic(connection: duckdb.DuckDBPyConnection, topic: str, to: Path) -> int:
    """Write what the connection sees of a topic, in the order in which it came in; how many records that is."""
    ordered = 'order by ingested, cluster, "partition", "offset"'
    found = connection.sql(f'select * from "{topic.replace(".", "_")}" {ordered}')  # noqa: S608 - a topic of ours
    reader: pa.RecordBatchReader = found.to_arrow_reader(BATCH)
    count = 0
    with pq.ParquetWriter(to, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            count += batch.num_rows
    return count
