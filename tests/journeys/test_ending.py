"""Every process ends by itself when it is asked to: with nothing left in hand, and exit code 0."""

import signal
import subprocess
import sys

import pytest

from api.cli.child import address, environment, status
from api.cli.run import READY
from contracts.settings import Settings
from memory.examine import connect
from pipelines.kafka import ensure_topics
from pipelines.local.service import free_port

PATIENCE = 30.0
ROLES = ("relay", "flows", "heavy", "api", "mcp", "metrics")


@pytest.fixture
def own(settings, tmp_path) -> Settings:
    told = {"api_port": free_port(None), "mcp_port": free_port(None), "metrics_port": free_port(None)}
    told |= {"embedder": "hashing", "log_level": "WARNING", "lake": str(tmp_path / "lake"), "log_format": "json"}
    own = settings.model_copy(update=told)
    ensure_topics(own)
    return own


@pytest.fixture
def start(own, tmp_path, until):
    """`start(role)`: a process that is ready; `.said()` is its log."""
    started = []

    def begin(role):
        log = tmp_path / f"{role}-{len(started)}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "api.cli", "run", role], cwd=tmp_path, env=environment(own), stderr=out
            )
        started.append(process)
        process.said = log.read_text
        process.ready = lambda: READY in log.read_text() or ((url := address(own, role)) and status(url) == 200)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def test_every_process_ends_when_it_is_asked_to_with_nothing_left_in_hand(start, until):
    running = {role: start(role) for role in ROLES}
    for process in running.values():
        until(process.ready)
    for process, signum in zip(running.values(), [signal.SIGTERM, signal.SIGINT] * len(ROLES), strict=False):
        process.send_signal(signum)
    ended = {role: process.wait(PATIENCE) for role, process in running.items()}
    assert ended == dict.fromkeys(ROLES, 0), {role: process.said() for role, process in running.items()}
    for role, process in running.items():
        assert "ended, with nothing left in hand" in process.said().splitlines()[-1], role


def test_a_process_that_is_newer_than_the_database_says_what_to_type(start, own):
    with connect(own, "admin") as admin:
        (newest,) = admin.execute("delete from ventros.migrations where name like '0010%' returning *").fetchall()
    try:
        refused = {role: start(role) for role in ("relay", "api")}
        for process in refused.values():
            assert process.wait(30) == 1
            assert newest["name"] in process.said()
            assert "ventros migrate" in process.said()
    finally:
        with connect(own, "admin") as admin:
            admin.execute("insert into ventros.migrations values (%(name)s, %(checksum)s, %(applied_at)s)", newest)
