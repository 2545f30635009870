import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.cli.child import inherited


@pytest.fixture
def environment(settings, monkeypatch, tmp_path):
    """The settings of the test as environment variables, for commands that read them; and no `.env` of a checkout."""
    monkeypatch.chdir(tmp_path)
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        plain = getattr(value, "get_secret_value", lambda value=value: value)()
        text = json.dumps(plain) if isinstance(plain, dict | list) else str(plain)
        monkeypatch.setenv(f"VENTROS_{name.upper()}", text)


@pytest.fixture
def cli(environment):
    """`cli("tenants", "list")`: what became of the command, in this process."""
    return lambda *args, **more: CliRunner().invoke(app, list(args), **more)


@pytest.fixture
def spawn(environment, tmp_path):
    """`spawn("tail")`: the command as a process of its own, ended with the test."""
    started = []

    def start(*args):
        command = [sys.executable, "-P", "-m", "api.cli", *args]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
            env=inherited(),
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
