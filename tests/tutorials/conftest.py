"""A newcomer who follows a page: a checkout and a shell of their own, in which every block is run as it stands."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.cli import running
from pipelines import local
from pipelines.local.service import free_port

ROOT = Path(__file__).parents[2]
CHECKOUT = ("api", "connectors", "contracts", "dbt", "docs", "memory", "pipelines", "pyproject.toml")
VENTROS = """#!/bin/sh
PYTHONPATH=${{PYTHONPATH:-{checkout}}} exec {python} -P -m api.cli "$@"
"""
BLOCK = re.compile(r"^(?:## (?P<title>[^\n]+)|```(?P<kind>\w+)\n(?P<text>.*?)^```)$", re.MULTILINE | re.DOTALL)
WHATEVER = "…"


@dataclass
class Step:
    """A block of a page: a piece of shell or SQL, and what the page says that it answers."""

    kind: str
    text: str
    answer: str | None = None


Parts = dict[str, list[Step]]
"""The steps of a page by its headings."""


def parts_of(text: str) -> Parts:
    """The parts of a page; a block of kind `text` is the answer to the block before it."""
    parts: Parts = {}
    for found in BLOCK.finditer(text):
        if found["title"]:
            parts[found["title"]] = steps = []
        elif found["kind"] == "text":
            steps[-1].answer = found["text"]
        else:
            steps.append(Step(found["kind"], found["text"]))
    return {title: steps for title, steps in parts.items() if steps}


def is_as_told(told: str, answer: str) -> bool:
    """Whether an answer is the one of the page, in which `…` stands for anything within a line."""
    lines, expected = _lines(answer), _lines(told)
    patterns = [".*".join(map(re.escape, line.split(WHATEVER))) for line in expected]
    return len(lines) == len(patterns) and all(map(re.fullmatch, patterns, lines))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]


class Reader:
    """Somebody with a shell, who types what a page says, part by part; after a part that failed there is no next."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._failed = folder, False
        self.temporary = folder / "tmp"
        self._state, self._where = folder / "state", folder / "where"
        self._state.touch()
        self._where.write_text(str(folder / "checkout"))
        self._environment = _environment(folder)

    def follow(self, steps: list[Step]) -> None:
        """Do the steps of a part in their order; every answer must be the one that the page tells."""
        assert not self._failed, "An earlier part of the page failed."
        self._failed = True
        for step in steps:
            said = self.do(step)
            if step.answer is not None:
                assert is_as_told(step.answer, said), (
                    f"{step.text}\nsays\n\n{said}\nand the page tells\n\n{step.answer}"
                )
        self._failed = False

    def do(self, step: Step) -> str:
        """What a block says on its standard output; it must end well. What it exports is there for the next one."""
        script = step.text if step.kind == "sh" else 'psql -X "$ANALYST"\n'
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", f". {self._state}\n{script}declare -px > {self._state}\npwd > {self._where}"],
            cwd=self._where.read_text().strip(), env=self._environment, capture_output=True, encoding="utf-8",
            input=step.text if step.kind == "sql" else "", check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{step.text}\nended with {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def leave(self) -> None:
        """End whatever still runs."""
        for mark in list(self._folder.rglob("launcher.lock")):
            running.end(mark.parent)
            local.remove(mark.parent)


def _environment(folder: Path) -> dict[str, str]:
    """What a newcomer's terminal has: `ventros` and `python` on the path, and nobody else's ports and folders."""
    path = [folder / "bin", Path(sys.executable).parent, os.environ["PATH"]]
    ports = {name: str(free_port(None)) for name in ("VENTROS_API_PORT", "VENTROS_MCP_PORT")}
    return os.environ | ports | {
        "PATH": os.pathsep.join(map(str, path)), "PYTHONPATH": str(folder / "checkout"), "COLUMNS": "120",
        "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """A newcomer for the page of this module."""
    folder = Path(tempfile.mkdtemp(prefix="ventros-hour-"))
    folder.chmod(0o711)  # Postgres' user passes through
    for name in ("bin", "checkout", "home", "tmp"):
        (folder / name).mkdir()
    for name in CHECKOUT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / "checkout" / name)
    (folder / "bin/ventros").write_text(VENTROS.format(checkout=folder / "checkout", python=sys.executable))
    (folder / "bin/ventros").chmod(0o755)
    newcomer = Reader(folder)
    yield newcomer
    newcomer.leave()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def answered() -> Callable[[str, str], bool]:
    """`answered(told, answer)`: whether the page may tell it so."""
    return is_as_told


@pytest.fixture(scope="module")
def parts(request: pytest.FixtureRequest) -> Parts:
    """The parts of the page that the module names in PAGE."""
    return parts_of((ROOT / "docs" / request.module.PAGE).read_text())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`part` is each of them, in order."""
    if "part" in metafunc.fixturenames:
        found = parts_of((ROOT / "docs" / metafunc.module.PAGE).read_text())
        metafunc.parametrize("part", found.values(), ids=found.keys())
