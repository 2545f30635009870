"""Many small statements in one packet: prepared, through libpq's pipeline mode, answered at once.

psycopg's pipeline talks to the server after every statement, which for a batch of small ones costs three times as much
processor and a change of process each (docs/numbers.md). The protocol is that of libpq, "Pipeline Mode".
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from typing import Any, LiteralString, NamedTuple
from weakref import WeakKeyDictionary

import psycopg
from psycopg import abc, adapt
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from psycopg.waiting import Ready, Wait

Query = LiteralString
Rows = list[dict[str, Any]]

_PLACEHOLDER = re.compile(r"%(?:%|\((?P<name>\w+)\)(?P<format>[sbt]))")
_FORMATS = {"s": PyFormat.AUTO, "b": PyFormat.BINARY, "t": PyFormat.TEXT}
_names = count()

_prepared: WeakKeyDictionary[psycopg.AsyncConnection[Any], dict[tuple[Query, tuple[int, ...]], bytes]]
_prepared = WeakKeyDictionary()
"""By connection: the name of every statement that it has prepared, for the types of its arguments."""


class Sent(NamedTuple):
    """A statement on its way. `preparing` says that an answer to its preparation comes first."""

    key: tuple[Query, tuple[int, ...]]
    values: abc.Transformer
    preparing: bool


async def exchange(
    connection: psycopg.AsyncConnection[Any], asked: Sequence[tuple[Query, dict[str, Any]]]
) -> list[tuple[Rows, int]]:
    """Send statements and return, for each, its rows and how many rows it returned or touched.

    Raises what the first that failed met; those after it were not run. The connection must be in a transaction.
    """
    async with connection.lock:
        return await connection.wait(_exchange(connection, asked))


def _exchange(
    connection: psycopg.AsyncConnection[Any], asked: Sequence[tuple[Query, dict[str, Any]]]
) -> PQGen[list[tuple[Rows, int]]]:
    pgconn = connection.pgconn
    pgconn.enter_pipeline_mode()
    sent = [_send(connection, query, args) for query, args in asked]
    pgconn.pipeline_sync()
    while pgconn.flush():
        if (yield Wait.RW) & Ready.R:
            pgconn.consume_input()
    results: list[PGresult] = []
    while not results or results[-1].status != ExecStatus.PIPELINE_SYNC:
        yield Wait.R
        pgconn.consume_input()
        results += _arrived(connection)
    pgconn.exit_pipeline_mode()
    return _answers(connection, sent, results)


def _send(connection: psycopg.AsyncConnection[Any], query: Query, args: dict[str, Any]) -> Sent:
    text, names, formats = _numbered(query)
    values, known = adapt.Transformer(connection), _prepared.setdefault(connection, {})
    dumped = values.dump_sequence([args[name] for name in names], formats)
    key = query, tuple(values.types or ())
    if preparing := key not in known:
        known[key] = b"ventros_%d" % next(_names)
        connection.pgconn.send_prepare(known[key], text, key[1])
    connection.pgconn.send_query_prepared(known[key], dumped, values.formats)
    return Sent(key, values, preparing)


@cache
def _numbered(query: Query) -> tuple[bytes, list[str], list[PyFormat]]:
    """A query with its named arguments numbered, as the server has them; and their names and formats in that order."""
    places: dict[str, PyFormat] = {}

    def numbered(match: re.Match[str]) -> str:
        if match["name"] is None:
            return "%"
        places.setdefault(match["name"], _FORMATS[match["format"]])
        return f"${list(places).index(match['name']) + 1}"

    return _PLACEHOLDER.sub(numbered, query).encode(), list(places), list(places.values())


def _arrived(connection: psycopg.AsyncConnection[Any]) -> Iterator[PGresult]:
    """The results that are here: an empty one ends those of a statement, two of them all that has come so far."""
    pgconn, empty = connection.pgconn, 0
    while empty < 2 and not pgconn.is_busy():
        if result := pgconn.get_result():
            empty = 0
            yield result
            if result.status == ExecStatus.PIPELINE_SYNC:
                return
        else:
            empty += 1


def _answers(
    connection: psycopg.AsyncConnection[Any], sent: list[Sent], results: list[PGresult]
) -> list[tuple[Rows, int]]:
    for result in results:
        if result.status == ExecStatus.FATAL_ERROR:
            error = error_from_result(result, encoding="utf-8")
            _forget(connection, [one for one in sent if one.preparing], error)
            raise error
    coming = iter(results)
    return [_answer(one, coming) for one in sent]


def _forget(connection: psycopg.AsyncConnection[Any], preparing: list[Sent], error: psycopg.Error) -> None:
    """What came after an error was not prepared; where somebody deallocated statements, none can be relied on."""
    known = _prepared[connection]
    if isinstance(error, InvalidSqlStatementName):
        known.clear()
    for one in preparing:
        known.pop(one.key, None)


def _answer(one: Sent, coming: Iterator[PGresult]) -> tuple[Rows, int]:
    if one.preparing:
        next(coming)
    result = next(coming)
    one.values.set_pgresult(result)
    names = [(result.fname(column) or b"").decode() for column in range(result.nfields)]
    rows = [dict(zip(names, row, strict=True)) for row in one.values.load_rows(0, result.ntuples, tuple)]
    return rows, result.ntuples if result.status == ExecStatus.TUPLES_OK else result.command_tuples or 0
