"""docs/backup.md, followed command by command: what was backed up is back, what came after arrives, nothing is doubled."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from api.cli import running
from api.cli.child import inherited
from api.cli.processes import Processes
from api.demo.comparison import compare
from api.demo.player import play
from api.demo.quiet import until_quiet
from api.demo.stage import prepare
from api.demo.undisturbed import record_undisturbed, second_database
from contracts.settings import Settings
from memory.db import Database
from memory.examine import connect
from memory.migrate import migrate
from memory.sealed import Sealer
from pipelines import local
from pipelines.demo import expected, month
from pipelines.kafka import ensure_topics
from pipelines.lake.store import Store
from pipelines.lake.verify import verify
from pipelines.local.service import free_port

GUIDE = (Path(__file__).parents[2] / "docs/backup.md").read_text()
BLOCKS = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
SAVE, BACK, SAVE_HOT, BACK_HOT, CHECK = BLOCKS
CONTAINER = re.compile(r"docker compose (?:exec|run)(?: -\S+)* (\w+) (.*)")
QUIET_SECONDS = 100.0
pytestmark = pytest.mark.timeout(400)  # an installation is started three times


@pytest.fixture(scope="module")
def webhooks():
    return month(datetime(2026, 3, 1, tzinfo=UTC), messages=100)


@pytest.fixture
def place():
    """A folder that the account of Postgres can enter, with `ventros` on the path."""
    folder = Path(tempfile.mkdtemp(prefix="ventros-backup-"))
    folder.chmod(0o711)
    (folder / "bin").mkdir()
    (folder / "bin/ventros").write_text(f'#!/bin/sh\nexec {sys.executable} -P -m api.cli "$@"\n')
    (folder / "bin/ventros").chmod(0o755)
    yield folder
    running.end(folder / ".data")
    for data in (folder / ".data", folder / "data"):
        local.remove(data)
    shutil.rmtree(folder)


def shell(commands, folder, **environment):
    path = f"{folder / 'bin'}:{environment.pop('PATH', '')}:{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-eu", "-c", commands], cwd=folder, env=inherited() | {"PATH": path} | environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def send(settings, stages, webhooks):
    await play(f"http://127.0.0.1:{settings.api_port}", stages, webhooks)


async def assert_whole(settings, undisturbed, stages, webhooks):
    """Every row is as if nothing had happened, and the lake as its manifest says."""
    await until_quiet(settings, QUIET_SECONDS)
    await record_undisturbed(undisturbed, stages, webhooks)
    found = await compare(settings, undisturbed, stages, expected(webhooks))
    assert found.messages > 0
    assert found.flawless, found
    async with Database(settings.dsn("app"), size=1) as db:
        verdict = await verify(db, Store.of(settings), Sealer.from_settings(settings))
    assert verdict.files > 0
    assert verdict.faults == []


async def until_archived(settings):
    """Return when the lake's manifest names files."""
    async with asyncio.timeout(QUIET_SECONDS), Database(settings.dsn("app"), size=1) as db:
        while not (await verify(db, Store.of(settings), Sealer.from_settings(settings))).files:  # noqa: ASYNC110
            await asyncio.sleep(0.2)


async def test_one_machine_is_backed_up_and_restored(place, webhooks):
    port = free_port(None)
    told = {"VENTROS_API_PORT": str(port), "VENTROS_MCP_PORT": str(free_port(None)), "VENTROS_EMBEDDER": "hashing"}
    told |= {"VENTROS_LAKE_SECONDS": "0.5"}
    with local.start(place / ".data"):
        before = Settings(_env_file=None, data_dir=place / ".data", embedder="hashing")
        migrate(before)
        stages = await prepare(before)
        with connect(before, "admin") as admin:
            admin.execute("create database undisturbed template ventros")
    shell("ventros up --detach", place, **told)
    settings = Settings(_env_file=None, data_dir=place / ".data", api_port=port, embedder="hashing")
    part = len(webhooks) // 2
    await send(settings, stages, webhooks[:part])
    await until_quiet(settings, QUIET_SECONDS)
    await until_archived(settings)

    shell(SAVE, place, **told)
    assert (place / "backup.tar").stat().st_mode & 0o077 == 0
    await send(settings, stages, webhooks[part : part + 20])
    shell("ventros down", place, **told)
    local.remove(place / ".data")
    shell(BACK, place, **told)

    await until_quiet(settings, QUIET_SECONDS)
    await send(settings, stages, webhooks)  # what came after the backup is sent again, and everything else too
    undisturbed = settings.model_copy(update={"database_name": "undisturbed"})
    await assert_whole(settings, undisturbed, stages, webhooks)
    assert "behind" in shell(CHECK, place, **told)
    shell("ventros down", place, **told)


class House:
    """An installation whose containers are processes of this machine; Kafka is never ended, and so keeps its log."""

    def __init__(self, services, settings, folder):
        self.services, self.settings, self.folder = services, settings, folder
        postgres = services._services["postgres"]
        self.folders = {"/var/lib/postgresql/data": postgres.data, "/var/lib/ventros/lake": folder / "lake"}
        self.volumes = {"ventros_postgres": postgres.data, "ventros_lake": folder / "lake"}
        self.client = {
            "PATH": str(postgres.bin), "PGHOST": settings.database_host, "PGPORT": str(settings.database_port),
            "PGPASSWORD": settings.database_admin_password.get_secret_value(),
        }  # fmt: skip
        account = postgres.account  # whom the container runs as
        self.owner = f"setpriv --reuid={account.uid} --regid={account.gid} --clear-groups " if account else ""
        self.processes = Processes(settings, ("relay", "flows", "heavy", "api"))

    def up(self):
        self.services.restart("postgres")
        self.processes = Processes(self.settings, ("relay", "flows", "heavy", "api"))
        self.processes.start()

    def down(self):
        self.processes.stop()
        self.services.stop_one("postgres")

    def remove(self, *names):
        """The volumes are empty, and belong to whom they belonged."""
        for name in names:
            owner, folder = self.volumes[name].stat(), self.volumes[name]
            shutil.rmtree(folder)
            folder.mkdir(mode=0o700)
            os.chown(folder, owner.st_uid, owner.st_gid)

    def follow(self, commands):
        for line in commands.splitlines():
            inside = CONTAINER.match(line)
            if line == "docker compose up -d":
                self.up()
            elif line == "docker compose down":
                self.down()
            elif line.startswith("docker volume rm --force "):
                self.remove(*line.split()[4:])
            else:
                assert inside or "docker" not in line
                postgres = inside and inside[1] == "postgres"
                self.run(inside[2] if inside else line, *([self.client, self.owner] if postgres else [{}, ""]))

    def run(self, line, environment, owner):
        for theirs, here in self.folders.items():
            line = line.replace(theirs, str(here))
        given = re.search(r" <(\S+)$", line)
        line = f"cat {given[1]} | {owner}{line[: given.start()]}" if given else line
        shell(line, self.folder, **environment)


@pytest.fixture
async def house(place):
    (place / "lake").mkdir()
    (place / ".env").write_text("VENTROS_APP_PASSWORD=invented\n")
    with local.start(place / "data") as services:
        about = {"kafka_durable": True, "api_port": free_port(None), "embedder": "hashing", "lake_seconds": 0.5}
        settings = Settings(
            _env_file=None, data_dir=place / "data", lake=str(place / "lake"), **(services.settings | about)
        )
        migrate(settings)
        ensure_topics(settings)
        made = House(services, settings, place)
        stages = await prepare(settings)
        with second_database(settings) as undisturbed:
            made.processes.start()
            yield SimpleNamespace(house=made, settings=settings, stages=stages, undisturbed=undisturbed)
            made.processes.stop()


async def test_production_is_backed_up_while_it_works_and_what_kafka_kept_is_recorded_again(house, webhooks):
    settings, stages, part = house.settings, house.stages, len(webhooks) // 3
    await send(settings, stages, webhooks[:part])
    await until_archived(settings)
    sending = asyncio.create_task(send(settings, stages, webhooks[part : 2 * part]))
    await asyncio.to_thread(house.house.follow, SAVE_HOT)
    await sending
    await until_quiet(settings, QUIET_SECONDS)
    await asyncio.to_thread(house.house.follow, BACK_HOT)
    await send(settings, stages, webhooks[2 * part :])
    await assert_whole(settings, house.undisturbed, stages, webhooks)
