"""The marts in a folder are those in the database: one tenant's, all of them, answering the same."""

import math
from datetime import datetime
from decimal import Decimal

import duckdb
import psycopg
import pyarrow.parquet as pq
import pytest

from memory.core.analyst import grant_analyst, revoke_analyst
from pipelines.analytics import questions
from pipelines.mart_export import export_marts


@pytest.fixture(scope="module")
def exported(built, settings, shops, tmp_path_factory):
    folder = tmp_path_factory.mktemp("marts")
    return folder, export_marts(settings, shops[0].tenant, folder)


@pytest.fixture(scope="module")
def analyst(exported, settings, shops):
    granted = grant_analyst(settings, shops[0].tenant)
    with psycopg.connect(granted.dsn.get_secret_value(), autocommit=True) as connection:
        yield connection
    revoke_analyst(settings, granted.login)


def test_every_mart_is_there_with_the_tenants_rows_and_no_other(exported, analyst, shops):
    folder, counts = exported
    assert {"fct_messages", "fct_sessions", "dim_contacts"} <= counts.keys()
    for mart, count in counts.items():
        assert analyst.execute(f"select count(*) from analytics.{mart}").fetchone() == (count,)
        table = pq.read_table(folder / f"{mart}.parquet")
        assert table.num_rows == count
        assert set(table["tenant_id"].to_pylist()) <= {str(shops[0].tenant)}


def as_told(value):
    """A value as both engines tell it."""
    if isinstance(value, Decimal | float | int) and not isinstance(value, bool):
        return round(float(value), 6) if math.isfinite(value) else str(value)
    return value.timestamp() if isinstance(value, datetime) else value


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.title)
def test_the_duckdb_file_answers_every_question_as_postgres_does(exported, analyst, question):
    folder, _ = exported
    with duckdb.connect(folder / "marts.duckdb", read_only=True) as database:
        found = [tuple(map(as_told, row)) for row in database.execute(question.query).fetchall()]
    assert found == [tuple(map(as_told, row)) for row in analyst.execute(question.query)]
    assert found
