import subprocess
import sys
import threading
import time
from contextlib import ExitStack

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.cli.child import inherited


@pytest.fixture(scope="session")
def until():
    """`until(condition)`: what the condition gives, as soon as it gives anything."""

    def wait(condition, seconds=30.0):
        deadline, pause = time.monotonic() + seconds, threading.Event()
        while not (found := condition()):
            assert time.monotonic() < deadline
            pause.wait(0.05)
        return found

    return wait


@pytest.fixture(scope="module")
def empty_log(services):
    """A broker without the records of other tests: their tenants are in other databases."""
    services.kill("kafka")
    services.restart("kafka")


@pytest.fixture
def cli(environment):
    """`cli("tenants", "list")`: what became of the command, in this process."""
    return lambda *args, **more: CliRunner().invoke(app, list(args), **more)


@pytest.fixture
def spawn(environment, tmp_path):
    """`spawn("tail")`: the command as a process of its own, ended with the test."""
    with ExitStack() as stack:

        def start(*args):
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "api.cli", *args], cwd=tmp_path, stdin=subprocess.DEVNULL, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=inherited(),
            )  # fmt: skip
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start
