"""A data folder of its own for each test, and a way into its Postgres."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from pipelines import local


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """Not yet made; removed with all that runs in it."""
    yield tmp_path / "data"
    local.remove(tmp_path / "data")


@pytest.fixture
def connect() -> Callable[..., psycopg.Connection]:
    """Connect to Postgres as its administrator."""

    def to(settings) -> psycopg.Connection:
        return psycopg.connect(
            host=settings["database_host"],
            port=settings["database_port"],
            dbname=settings["database_name"],
            user=settings["database_admin_user"],
            password=settings["database_admin_password"],
            autocommit=True,
        )

    return to
