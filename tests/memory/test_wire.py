"""Statements in one packet say the same as statements one by one, on a real Postgres."""

from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from memory.wire import exchange


@pytest.fixture
async def connection(settings):
    async with await psycopg.AsyncConnection.connect(settings.dsn("app"), autocommit=True) as opened:
        yield opened


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**62), 2**62),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50),
    st.binary(max_size=50),
    st.uuids(),
    st.lists(st.uuids(), max_size=3),
    st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)


@given(given_values=st.lists(VALUES, min_size=1, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
async def test_values_come_back_as_from_a_cursor(connection, given_values):
    query = "select %(value)s as value, '100%%' as percent"
    answers = await exchange(connection, [(query, {"value": value, "unused": 1}) for value in given_values])
    for (rows, count), value in zip(answers, given_values, strict=True):
        cursor = await connection.cursor(row_factory=dict_row).execute(query, {"value": value})
        assert (rows, count) == (await cursor.fetchall(), 1)


async def test_statements_see_what_those_before_them_did(connection):
    await connection.execute("create temporary table seen (n integer)")
    answers = await exchange(
        connection,
        [
            ("begin", {}),
            ("insert into seen select generate_series(1, %(n)s)", {"n": 3}),
            ("update seen set n = n + 1 where n > %(n)s", {"n": 1}),
            ("select n from seen order by n", {}),
            ("select from seen", {}),
        ],
    )
    assert [count for _, count in answers] == [0, 3, 2, 3, 3]
    assert answers[3][0] == [{"n": 1}, {"n": 3}, {"n": 4}]
    assert answers[4][0] == [{}, {}, {}]


async def test_more_than_any_buffer_holds_goes_through(connection):
    long = "x" * 300_000
    answers = await exchange(connection, [("select %(long)s::text as long", {"long": long})] * 40)
    assert all(rows == [{"long": long}] for rows, _ in answers)


async def test_the_first_error_is_raised_and_the_connection_goes_on(connection):
    asked = [
        ("select 1 as fine", {}),
        ("select 1 / %(zero)s as never", {"zero": 0}),
        ("select %(text)s::text as not_run", {"text": str(uuid4())}),
    ]
    with pytest.raises(psycopg.errors.DivisionByZero):
        await exchange(connection, asked)
    assert await exchange(connection, [asked[2], asked[0]]) == [
        ([{"not_run": asked[2][1]["text"]}], 1),
        ([{"fine": 1}], 1),
    ]


async def test_a_connection_that_is_lost_is_told_as_such(connection):
    with pytest.raises(psycopg.OperationalError):
        await exchange(connection, [("select pg_terminate_backend(pg_backend_pid())", {}), ("select 1", {})])


async def test_statements_that_somebody_deallocated_are_prepared_again(connection):
    asked = [("select %(n)s::integer as n", {"n": 1})]
    await exchange(connection, asked)
    await connection.execute("deallocate all")
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        await exchange(connection, asked)
    assert await exchange(connection, asked) == [([{"n": 1}], 1)]
