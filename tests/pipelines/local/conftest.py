"""A data folder of its own for each test, and a way into its Postgres."""

import os
import stat
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
def open_dir(data_dir: Path, tmp_path: Path, rabbitmq: local.Services) -> Path:
    """One that RabbitMQ's user may pass through; `rabbitmq` has seen to it that there is one."""
    for parent in (tmp_path, *tmp_path.parents[:3]):
        if parent.stat().st_uid == os.getuid() and not parent.stat().st_mode & stat.S_IXOTH:
            parent.chmod(0o711)
    return data_dir


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
