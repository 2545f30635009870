"""Real services for every test that asks: embedded Postgres, Kafka and Redis, started once, a fresh database each module."""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from contracts.core.project import ProjectDraft
from contracts.settings import Settings
from memory.core.project import create_project
from memory.core.tenant import create_tenant
from memory.db import Database
from memory.migrate import migrate
from pipelines import local
from pipelines.local.rabbitmq import server as rabbitmq_server

from .collector import Collector, collecting

TEMPLATE = "ventros_template"


@pytest.fixture(scope="session", autouse=True)
def _own_environment() -> Iterator[None]:
    """No test sees the settings of whoever runs it, except where models lie."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("VENTROS_")}
    yield
    os.environ.update(kept)


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """Where fetched models lie, kept between runs of the suite."""
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ventros-tests"


@pytest.fixture(scope="session")
def services() -> Iterator[local.Services]:
    """The embedded services; a test that ends one brings it back."""
    folder = Path(tempfile.mkdtemp(prefix="ventros-tests-"))
    folder.chmod(0o711)
    running = local.start(folder)
    yield running
    running.stop()
    local.remove(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[local.Services]:
    """A RabbitMQ, installed first where that may be done; a test that ends it brings it back."""
    if not rabbitmq_server():
        subprocess.run([Path(__file__).parents[1] / "scripts/rabbitmq.sh"], check=True)
    folder = Path(tempfile.mkdtemp(prefix="ventros-rabbitmq-"))
    folder.chmod(0o711)
    with local.start(folder, only=("rabbitmq",)) as running:
        yield running
    local.remove(folder)


@pytest.fixture(scope="session")
def temporal() -> Iterator[local.Services]:
    """A Temporal of its own."""
    folder = Path(tempfile.mkdtemp(prefix="ventros-temporal-"))
    with local.start(folder, only=("temporal",)) as running:
        yield running
    local.remove(folder)


@pytest.fixture(scope="session")
def until() -> Callable[..., Any]:
    """`until(condition)`: what the condition gives, as soon as it gives anything."""

    def wait(condition: Callable[[], Any], seconds: float = 30.0) -> Any:
        deadline, pause = time.monotonic() + seconds, threading.Event()
        while not (found := condition()):
            assert time.monotonic() < deadline
            pause.wait(0.05)
        return found

    return wait


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Any]:
    """`await eventually(ask, condition)`: what `ask()` gives, as soon as the condition holds for it."""

    async def wait(ask: Callable[[], Any], condition: Callable[[Any], Any] = bool, seconds: float = 30.0) -> Any:
        pause = asyncio.Event()
        async with asyncio.timeout(seconds):
            while not condition(found := await ask()):
                with suppress(TimeoutError):
                    await asyncio.wait_for(pause.wait(), 0.05)
        return found

    return wait


@pytest.fixture(scope="session")
def base(services: local.Services) -> Settings:
    """Settings of the running services, with a migrated template database."""
    base = Settings(_env_file=None, data_dir=services.data_dir, **(services.settings | {"kafka_partitions": 4}))
    template = base.model_copy(update={"database_name": TEMPLATE})
    run_as_admin(base, sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
    migrate(template)
    return base


@pytest.fixture(scope="module")
def settings(base: Settings) -> Iterator[Settings]:
    """Settings of a freshly migrated, empty database of this module's own."""
    name = f"t_{uuid4().hex[:12]}"
    made = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
    run_as_admin(base, made)
    yield base.model_copy(update={"database_name": name})
    run_as_admin(base, sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def run_as_admin(settings: Settings, statement: sql.Composed) -> None:
    """Run a statement that no transaction may hold, on the server's own database."""
    server = settings.model_copy(update={"database_name": "postgres"})
    with psycopg.connect(server.dsn("admin"), autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def collector() -> Iterator[Collector]:
    """Somebody who is told of traces, over OTLP."""
    with collecting() as listening:
        yield listening


@pytest.fixture
async def db(settings: Settings) -> AsyncIterator[Database]:
    """The database as the app sees it."""
    async with Database(settings.dsn("app"), size=4) as opened:
        yield opened


@pytest.fixture
async def gate(settings: Settings) -> AsyncIterator[Database]:
    """The database as it is before a tenant is known."""
    async with Database(settings.dsn("gate"), size=2) as opened:
        yield opened


@pytest.fixture
async def tenant_id(settings: Settings) -> UUID:
    """A tenant of this test's own."""
    return await create_tenant(settings, f"Tenant {uuid4().hex[:8]}")


@pytest.fixture
async def two_tenants(settings: Settings) -> tuple[UUID, UUID]:
    """Two tenants that must know nothing of each other."""
    return await create_tenant(settings, f"A {uuid4().hex[:8]}"), await create_tenant(settings, f"B {uuid4().hex[:8]}")


@pytest.fixture
async def project_id(db: Database, tenant_id: UUID) -> UUID:
    """A project of `tenant_id`."""
    async with db.tenant(tenant_id) as tx:
        project = await create_project(tx, ProjectDraft(name="Project"))
    return project.id


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The settings of the test as environment variables, for commands that read them; and no `.env` of a checkout."""
    monkeypatch.chdir(tmp_path)
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        plain = getattr(value, "get_secret_value", lambda value=value: value)()
        text = json.dumps(plain) if isinstance(plain, dict | list) else str(plain)
        monkeypatch.setenv(f"VENTROS_{name.upper()}", text)
