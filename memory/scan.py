"""Where given texts stand: in every table of the database, whatever its schema or fence, and in Redis.

A text is looked for as it is, as JSON escapes it, in hexadecimal digits (how bytes are shown) and in Base64, whatever
its case. Vectors are left out. The scan reads everything there is: it is for proving that something is nowhere.
"""

import base64
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
import redis
from psycopg import sql
from redis.exceptions import RedisError

from contracts.errors import Unavailable
from contracts.settings import Settings
from memory.examine import connect

_TABLES = """
select c.oid::regclass::text as name, array_agg(a.attname::text order by a.attnum) as columns
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  and format_type(a.atttypid, null) not in ('halfvec', 'vector', 'sparsevec')
where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast'
group by 1 order by 1"""

SCAN_SECONDS = 600
"""Longest look at one table."""


LONG = 8
"""Signs of Base64 that do not stand somewhere by chance."""


class Found(NamedTuple):
    """A place in which one of the texts stands, and how often: `number` says which, `where` is no text of anybody's."""

    where: str
    number: int
    times: int


class Needles:
    """The texts in every form in which they may stand."""

    def __init__(self, texts: Collection[str]) -> None:
        self.forms = [sorted(_forms(text)) for text in texts]
        self._bytes = [[form.encode() for form in forms] for forms in self.forms]

    def within(self, data: bytes) -> list[int]:
        """The numbers of the texts that stand in some bytes."""
        small = data.lower()
        return [number for number, forms in enumerate(self._bytes) if any(form in small for form in forms)]


def _forms(text: str) -> set[str]:
    plain = text.encode()
    # What stands inside a longer Base64 depends on where it begins: without the signs that share bits with neighbours.
    inner = {base64.b64encode(b"\0" * shift + plain).decode()[(0, 2, 3)[shift] :] for shift in range(3)}
    coded = {one.rstrip("=")[: -1 if one.endswith("=") else None] for one in inner}
    forms = {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], plain.hex()}
    return {form.lower() for form in (*forms, *(one for one in coded if len(one) >= LONG))}


def scan_tables(settings: Settings, needles: Needles) -> Iterator[Found]:
    """The tables in which texts stand, as an administrator sees them. Raises Unavailable, Refused."""
    with connect(settings, "admin") as connection:
        connection.execute(sql.SQL("set statement_timeout = {}").format(sql.Literal(f"{SCAN_SECONDS}s")))
        for table in connection.execute(_TABLES).fetchall():
            yield from _scan_table(connection, table["name"], table["columns"], needles)


def _scan_table(
    connection: psycopg.Connection[Any], name: str, columns: list[str], needles: Needles
) -> Iterator[Found]:
    row = sql.SQL(", ").join(sql.SQL("t.{}::text").format(sql.Identifier(column)) for column in columns)
    counts = sql.SQL(", ").join(
        sql.SQL("count(*) filter (where {}) as {}").format(_stands(forms), sql.Identifier(str(number)))
        for number, forms in enumerate(needles.forms)
    )
    query = sql.SQL(
        "select {counts} from (select replace(lower(concat_ws(E'\\x1f', {row})), E'\\n', '') as said from {table} t) s"
    ).format(counts=counts, row=row, table=sql.SQL(name))
    found = connection.execute(query).fetchone() or {}
    yield from (Found(name, int(number), times) for number, times in found.items() if times)


def _stands(forms: list[str]) -> sql.Composed:
    return sql.SQL(" or ").join(sql.SQL("position({} in s.said) > 0").format(sql.Literal(form)) for form in forms)


def scan_redis(settings: Settings, needles: Needles) -> Iterator[Found]:
    """The keys of Redis in or under which texts stand. Raises Unavailable."""
    with _redis(settings) as client:
        for key in client.scan_iter(count=1_000):
            for number in needles.within(key + b"\0" + _value(client, key)):
                yield Found("redis", number, 1)


def _value(client: "redis.Redis", key: bytes) -> bytes:
    kind: Any = client.type(key)
    reads: dict[bytes, Any] = {
        b"string": client.get, b"hash": client.hgetall, b"set": client.smembers,
        b"list": lambda name: client.lrange(name, 0, -1), b"zset": lambda name: client.zrange(name, 0, -1),
    }  # fmt: skip
    found = reads[kind](key) if kind in reads else b""
    return found if isinstance(found, bytes) else repr(found).encode()


@contextmanager
def _redis(settings: Settings) -> Iterator["redis.Redis"]:
    try:
        with redis.Redis.from_url(settings.redis_url.get_secret_value(), socket_timeout=10) as client:
            yield client
    except (RedisError, ValueError) as error:
        raise Unavailable("Redis does not answer.") from error
