"""Services belong to the process that started them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pipelines import local
from pipelines.local.process import gone, identify, send

ROOT = Path(__file__).parents[3]
LAUNCH = """
import sys
from pathlib import Path
from pipelines import local
local.start(Path(sys.argv[1]), sys.argv[2:] or ("postgres", "kafka", "redis"))
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def launcher(data_dir: Path, *only: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the services of the folder."""
    command = [sys.executable, "-c", LAUNCH, str(data_dir), *only]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        try:
            yield process
        finally:
            process.kill()


def processes(data_dir: Path):
    recorded = json.loads((data_dir / "runtime.json").read_text())["state"]["processes"]
    return [process for pair in recorded.values() for process in pair]


def test_no_service_outlives_a_killed_launcher(data_dir, connect):
    with launcher(data_dir) as process:
        record = local.running(data_dir)
        assert record is not None
        ours = processes(data_dir)
        assert len(ours) == 7
        database = connect(record["settings"])
        serving = identify(database.info.backend_pid)
        assert not gone([*ours, serving], 0)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert gone([*ours, serving], 10)
        database.close()
    assert local.running(data_dir) is None


def test_no_rabbitmq_outlives_a_killed_launcher_nor_does_its_neighbour(open_dir):
    """Erlang's epmd stays behind wherever nobody ends it."""
    with launcher(open_dir, "rabbitmq") as process:
        _, keeper, _ = processes(open_dir)
        family = [keeper, *(identify(pid) for pid in under(keeper["pid"]))]
        assert len(family) > 2
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert gone(family, 15)


def under(pid: int) -> list[int]:
    """The processes under a process, theirs included."""
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*found, *(each for child in found for each in under(child))]


def test_a_folder_can_be_started_again_at_once_when_its_launcher_was_killed(data_dir):
    with launcher(data_dir) as process:
        ports = json.loads((data_dir / "runtime.json").read_text())["state"]["ports"]
        process.send_signal(signal.SIGKILL)
        process.wait()
        with local.start(data_dir) as services:
            assert services.state["ports"] == ports


def test_postgres_recovers_when_everything_but_a_busy_backend_was_killed_at_once(data_dir, connect):
    with launcher(data_dir) as process:
        with closing(connect(local.running(data_dir)["settings"])) as database:
            database.execute("create table kept as select 42 as answer")
            database.pgconn.send_query(b"select count(*) from generate_series(1, 100000000000)")
            send(signal.SIGKILL, reversed(processes(data_dir)))
            process.wait()
        with local.start(data_dir, only=("postgres",)) as services, connect(services.settings) as database:
            assert database.execute("select answer from kept").fetchone() == (42,)


def test_recorded_services_are_ended_together_with_their_launcher(data_dir):
    with launcher(data_dir) as process:
        ours = processes(data_dir)
        with pytest.raises(local.AlreadyRunning, match=str(process.pid)):
            local.start(data_dir)
        assert set(local.stop_recorded(data_dir)) == {"launcher", "postgres", "kafka", "redis"}
        assert process.wait() == -signal.SIGTERM
        assert gone(ours, 0)
    assert local.stop_recorded(data_dir) == []


def test_another_process_under_a_recorded_pid_is_left_alone(data_dir):
    local.start(data_dir, only=("redis",)).stop()
    file = data_dir / "runtime.json"
    record = json.loads(file.read_text())
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        record["state"]["processes"] = {"redis": [{"pid": stranger.pid, "started": "long ago"}]}
        file.write_text(json.dumps(record))
        assert local.running(data_dir) is None
        assert local.stop_recorded(data_dir) == []
        assert stranger.poll() is None
