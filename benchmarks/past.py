"""A past to replay: a month of webhooks in the lake, and its rows loaded by COPY, as a history is brought along."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from benchmarks.house import Channel
from benchmarks.webhooks import webhooks
from contracts.connector import Raw
from contracts.settings import Settings
from memory.sealed import Sealer
from pipelines.flows import archive
from pipelines.io import Record
from pipelines.kafka import RAW_TOPIC, raw_headers
from pipelines.lake.store import Store

DAYS = 30
REPLIES = 4
CHUNK = 10_000
A_DAY = 60
"""Messages a day with each person: about four in a session."""

LOADED: tuple[LiteralString, ...] = (
    "crm.contacts", "crm.identities", "crm.chats", "crm.sessions", "crm.messages", "crm.message_pending",
)  # fmt: skip
"""What a month of plain conversations leaves, in the order of the references."""


def fill_lake(settings: Settings, channel: Channel, number: int) -> None:
    """Archive so many webhooks that came to a channel in the last month, evenly."""
    sink = archive.sink(settings, Store.of(settings), Sealer.from_settings(settings)).build("past", 0, 1)
    with closing(sink):
        for records in _chunks(channel, number):
            for _, day in groupby(records, key=lambda record: record.headers["ce_ingestedtime"][:10]):
                sink.write_batch(list(day))


def _chunks(channel: Channel, number: int) -> Iterator[list[Record]]:
    pace, until = number / (DAYS * 86_400), datetime.now(UTC) - timedelta(hours=1)
    since = until - timedelta(days=DAYS)
    for first in range(0, number, CHUNK):
        began = since + timedelta(seconds=first / pace)
        sent = webhooks([channel], min(CHUNK, number - first), pace, since=began.timestamp(), replies=REPLIES,
                        people=max(5, number // (DAYS * A_DAY)))  # fmt: skip
        yield [
            _record(one.received(began + timedelta(seconds=turn / pace)), first + turn) for turn, one in enumerate(sent)
        ]


def _record(raw: Raw, offset: int) -> Record:
    headers = {name: str(said) for name, said in raw_headers(raw)}
    return Record(RAW_TOPIC, 0, offset, f"{raw.tenant_id}:{raw.key}", headers, raw.body, "past")


def dump(settings: Settings, folder: Path) -> None:
    """The rows of a record as files for COPY."""
    with psycopg.connect(settings.dsn("admin")) as connection, connection.cursor() as cursor:
        for table in LOADED:
            with (
                (folder / table).open("wb") as file,
                cursor.copy(_sql("copy {} to stdout (format binary)", table)) as rows,
            ):
                for block in rows:
                    file.write(block)


def load(settings: Settings, folder: Path) -> float:
    """Bring the files in as a history is: into a table aside, from there in by its key; in how many seconds."""
    began = time.monotonic()
    with psycopg.connect(settings.dsn("admin")) as connection, connection.cursor() as cursor:
        for table in LOADED:
            cursor.execute(_sql("create temp table aside (like {}) on commit drop", table))
            with (folder / table).open("rb") as file, cursor.copy("copy aside from stdin (format binary)") as rows:
                while block := file.read(1 << 20):
                    rows.write(block)
            cursor.execute(
                _sql("insert into {} overriding system value select * from aside on conflict do nothing", table)
            )
            cursor.execute("drop table aside")
    return time.monotonic() - began


def _sql(text: LiteralString, table: LiteralString) -> sql.Composed:
    return sql.SQL(text).format(sql.SQL(table))
