"""Every process ends by itself when it is asked to: with nothing left in hand, and exit code 0."""

import signal

import pytest

from contracts.settings import Settings
from memory.examine import connect
from memory.migrate import files
from pipelines.kafka import ensure_topics
from pipelines.local.service import free_port

ROLES = ("relay", "flows", "heavy", "api", "mcp", "metrics")
ENDED = "ended, with nothing left in hand"


@pytest.fixture
def own(settings, tmp_path) -> Settings:
    told = {"api_port": free_port(None), "mcp_port": free_port(None), "metrics_port": free_port(None)}
    told |= {"embedder": "hashing", "log_level": "WARNING", "lake": str(tmp_path / "lake")}
    own = settings.model_copy(update=told)
    ensure_topics(own)
    return own


def test_every_process_ends_when_it_is_asked_to_with_nothing_left_in_hand(start, own, until):
    running = {role: start(own, "run", role) for role in ROLES}
    for process in running.values():
        until(lambda process=process: process.ready)
    for process, signum in zip(running.values(), [signal.SIGTERM, signal.SIGINT] * len(ROLES), strict=False):
        process.ask(signum)
    ended = {role: process.ended() for role, process in running.items()}
    assert ended == dict.fromkeys(ROLES, 0), {role: process.said for role, process in running.items()}
    assert [role for role, process in running.items() if ENDED not in process.said.splitlines()[-1]] == []


def test_a_process_that_is_newer_than_the_database_says_what_to_type(start, own):
    with connect(own, "admin") as admin:
        (newest,) = admin.execute(
            "delete from ventros.migrations where name = %s returning *", (files()[-1].name,)
        ).fetchall()
    try:
        for refused in [start(own, "run", role) for role in ("relay", "api")]:
            assert refused.ended() == 1
            assert newest["name"] in refused.said
            assert "ventros migrate" in refused.said
    finally:
        with connect(own, "admin") as admin:
            admin.execute("insert into ventros.migrations values (%(name)s, %(checksum)s, %(applied_at)s)", newest)
