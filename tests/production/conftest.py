"""What runs in production, read from where it is written: the compose file, the image, the page that explains them."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})")
"""What Compose replaces: `$$`, `${NAME}`, `${NAME:-default}`, `${NAME:?what to do}`."""


@pytest.fixture(scope="session")
def root():
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def compose_text(root):
    return (root / "docker-compose.yml").read_text()


@pytest.fixture(scope="session")
def compose(compose_text):
    """The file as it is written, its variables not replaced."""
    return yaml.safe_load(compose_text)


@pytest.fixture(scope="session")
def ours(compose):
    """Our services by name."""
    return {name: one for name, one in compose["services"].items() if one["image"].startswith("ventros-crm:")}


@pytest.fixture(scope="session")
def dot_env(root, tmp_path_factory):
    """What the commands of docs/production.md put into `.env`."""
    page = (root / "docs/production.md").read_text()
    commands = next(block for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if ">.env" in block)
    folder = tmp_path_factory.mktemp("installation")
    subprocess.run(["/bin/sh", "-eu", "-c", commands], cwd=folder, check=True)
    assert (folder / ".env").stat().st_mode & 0o077 == 0
    return dict(line.split("=", 1) for line in (folder / ".env").read_text().splitlines())


@pytest.fixture(scope="session")
def replaced():
    """`replaced(text, variables)`: as Compose does it; a variable that has to be said and is not is a KeyError."""

    def put(text, variables):
        def value(found):
            dollar, name, rule, default = found.groups()
            return dollar or (variables.get(name, default) if rule == "-" else variables[name])

        return VARIABLE.sub(value, text)

    return put
