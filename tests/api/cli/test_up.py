"""`ventros up` and `ventros down` as somebody uses them: processes of their own, in an empty folder."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack

import pytest

from api.cli import running
from api.cli.child import inherited
from contracts.settings import Settings
from pipelines import local
from pipelines.local.process import alive, gone
from pipelines.local.service import free_port


@pytest.fixture
def folder(tmp_path):
    yield tmp_path / "data"
    running.end(tmp_path / "data")
    local.remove(tmp_path / "data")


@pytest.fixture
def ventros(tmp_path):
    """`ventros("up", …)`: the command as it comes from a shell, not yet awaited."""
    with ExitStack() as stack:

        def start(*args):
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "api.cli", *args], cwd=tmp_path, stdin=subprocess.DEVNULL, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=inherited() | {"VENTROS_EMBEDDER": "hashing"},
            )  # fmt: skip
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


def ports():
    return f"--api-port={free_port(None)}", f"--mcp-port={free_port(None)}"


def everything(folder):
    """All processes that belong to an installation: launcher, services, roles, keepers."""
    state = running.read(folder)
    services = json.loads((folder / "runtime.json").read_text())["state"]["processes"]
    roles = [one for role in state["roles"].values() for one in role["processes"]]
    return [state["launcher"], *roles, *(one for pair in services.values() for one in pair)]


def read_until(process, pattern):
    said = ""
    while not re.search(pattern, said):
        line = process.stdout.readline()
        assert line, said
        said += line
    return said


def test_what_was_started_detached_is_found_well_and_stopped_from_another_terminal(ventros, folder):
    api, mcp = ports()
    up = ventros("up", f"--data-dir={folder}", api, mcp, "--detach")
    said, _ = up.communicate()
    assert up.returncode == 0, said
    assert f"http://localhost:{api.partition('=')[2]}/api/v1" in said
    assert f"export VENTROS_DATA_DIR={folder}" in said.replace("\n", "")
    held = everything(folder)
    assert len(held) == 1 + 2 * 6 + 2 * 4 + 1
    assert Settings(_env_file=None, data_dir=folder).public_url == f"http://localhost:{api.partition('=')[2]}"
    assert re.search(r"Temporal +│ 127\.0\.0\.1:\d+/ventros", said)
    doctor = ventros("doctor", f"--data-dir={folder}", "--output", "json")
    found, _ = doctor.communicate()
    assert {one["name"]: one["found"] for one in json.loads(found) if one["state"] == "fail"} == {}
    assert {one["name"] for one in json.loads(found)} > {"temporal", "marts", "workers"}
    again, _ = (ventros("up", f"--data-dir={folder}", *ports(), "--detach")).communicate()
    assert "already runs" in again
    down, _ = ventros("down", f"--data-dir={folder}").communicate()
    assert "relay, flows, heavy, workers, api, mcp" in down
    assert gone(held, 0)
    assert "Nothing runs" in ventros("down", f"--data-dir={folder}").communicate()[0]


def test_ctrl_c_ends_everything_and_kill_9_does_too(ventros, folder, until):
    up = ventros("up", f"--data-dir={folder}", *ports())
    assert re.search(r"api +\d\d:\d\d:\d\d ", read_until(up, "Ventros is up"))
    held = everything(folder)
    read_until(up, "Next: ")
    up.send_signal(signal.SIGINT)
    said, _ = up.communicate()
    assert up.returncode == 0, said
    assert said.endswith("Stopped.\n")
    assert gone(held, 0)
    up = ventros("up", f"--data-dir={folder}", *ports())
    until(lambda: running.read(folder))
    held = everything(folder)
    assert all(alive(one) for one in held)
    os.kill(up.pid, signal.SIGKILL)
    up.wait()
    assert gone(held, 20)


def test_a_port_that_is_taken_is_named_with_another(ventros, folder):
    api, mcp = ports()
    port = int(api.partition("=")[2])
    with socket.create_server(("127.0.0.1", port)):
        refused = ventros("up", f"--data-dir={folder}", api, mcp)
        said, _ = refused.communicate()
    assert refused.returncode == 1
    assert said.startswith(f"Port {port}, which api needs, is taken by another program")
    assert not folder.exists()


def test_only_a_data_folder_of_ours_is_deleted(ventros, tmp_path):
    (tmp_path / "letters").mkdir()
    said, _ = ventros("down", f"--data-dir={tmp_path / 'letters'}", "--purge", "--yes").communicate()
    assert "nothing is deleted" in said
    data = tmp_path / "data"
    local.start(data, only=("redis",)).stop()
    unsaid, _ = ventros("down", f"--data-dir={data}", "--purge").communicate()
    assert data.exists(), unsaid
    ventros("down", f"--data-dir={data}", "--purge", "--yes").communicate()
    assert not data.exists()
