import subprocess
import sys
from contextlib import ExitStack

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.cli.child import inherited


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
