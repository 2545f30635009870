"""A record as a row of the lake: its envelope in clear, key and value encrypted (AES-256-GCM, NIST SP 800-38D)."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipelines.io import Record

NONCE = 12
LENGTH = 4
"""Bytes before the record's key in what is encrypted: how long the key is. After the key comes the value."""

MOMENT = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("type", pa.string()),
        ("topic", pa.string()),
        ("tenant_id", pa.string()),
        ("conversation", pa.string()),
        ("time", MOMENT),
        ("ingested", MOMENT),
        ("cluster", pa.string()),
        ("partition", pa.int32()),
        ("offset", pa.int64()),
        ("headers", pa.map_(pa.string(), pa.string())),
        ("key_id", pa.string()),
        ("data", pa.binary()),
    ]
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


Row = Mapping[str, Any]


@dataclass(frozen=True)
class Sealing:
    """What a record is encrypted with: the key and its id. `conversation` stands for the record's key, untellingly."""

    key_id: UUID
    key: bytes
    conversation: UUID


def identity(record: Record) -> str:
    """The event's id; for a record that names none, where it was."""
    return record.headers.get("ce_id") or f"{record.cluster}:{record.topic}:{record.partition}:{record.offset}"


def ingested(record: Record) -> datetime:
    """When it came in (UTC); 1970 for a record that does not say."""
    return _moment(record.headers.get("ce_ingestedtime")) or _EPOCH


def told(record: Record) -> datetime | None:
    """When what it tells happened (UTC); None for a record that does not say."""
    return _moment(record.headers.get("ce_time"))


def row(record: Record, sealing: Sealing) -> dict[str, Any]:
    """A record as a row."""
    one = {
        "id": identity(record),
        "type": record.headers.get("ce_type", ""),
        "topic": record.topic,
        "tenant_id": str(record.tenant_id),
        "conversation": str(sealing.conversation),
        "time": told(record),
        "ingested": ingested(record),
        "cluster": record.cluster,
        "partition": record.partition,
        "offset": record.offset,
        "headers": list(record.headers.items()),
        "key_id": str(sealing.key_id),
    }
    return resealed(one, sealing.key, record.key, record.value)


def resealed(one: Row, key: bytes, name: str, value: bytes) -> dict[str, Any]:
    """A row with another key and value of the record, encrypted under a key."""
    named, nonce = name.encode(), secrets.token_bytes(NONCE)
    plain = len(named).to_bytes(LENGTH) + named + value
    return {**one, "data": nonce + AESGCM(key).encrypt(nonce, plain, _place(one))}


def thrown_away(conversation: UUID) -> Sealing:
    """A key that nobody keeps: what is written under it holds its place and cannot be read."""
    return Sealing(uuid4(), secrets.token_bytes(32), conversation)


def shredded(one: Row) -> dict[str, Any]:
    """A row that holds its place, and of which nobody can read what it said."""
    sealing = thrown_away(UUID(one["conversation"]))
    return resealed({**one, "key_id": str(sealing.key_id)}, sealing.key, "", b"")


def opened(one: Row, key: bytes) -> tuple[str, bytes]:
    """Key and value of the record in a row. Raises ValueError when the row was altered, or sealed for another place."""
    sealed = one["data"]
    try:
        plain = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _place(one))
    except InvalidTag:
        raise ValueError(f"The row {one['id']} of {one['topic']} does not open: it was altered.") from None
    end = LENGTH + int.from_bytes(plain[:LENGTH])
    return plain[LENGTH:end].decode(), plain[end:]


def record(one: Row, key: bytes) -> Record:
    """The record in a row, byte for byte. Raises ValueError when the row was altered."""
    name, value = opened(one, key)
    return Record(
        one["topic"], one["partition"], one["offset"], name, dict(one["headers"]), value, one["cluster"]
    )  # fmt: skip


def written(rows: Iterable[Row]) -> bytes:
    """Rows as a Parquet file."""
    return written_table(pa.Table.from_pylist(list(rows), SCHEMA))


def written_table(table: pa.Table) -> bytes:
    """A table of rows as a Parquet file."""
    out = pa.BufferOutputStream()
    # What is encrypted does not compress; the rest repeats itself.
    compression = {name: "NONE" if name == "data" else "ZSTD" for name in SCHEMA.names}
    pq.write_table(table, out, compression={**compression, "headers.key_value.key": "ZSTD"})
    return bytes(out.getvalue().to_pybytes())


def read_table(data: bytes, columns: list[str] | None = None) -> pa.Table:
    """The table in a Parquet file, or some of its columns."""
    return pq.read_table(pa.BufferReader(data), columns=columns)


def read(data: bytes) -> Iterator[dict[str, Any]]:
    """The rows in a Parquet file."""
    yield from read_table(data).to_pylist()


def digest(data: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    return sha256(data).hexdigest()


def _place(one: Row) -> bytes:
    return f"{one['tenant_id']}/{one['topic']}/{one['id']}".encode()


def _moment(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None
