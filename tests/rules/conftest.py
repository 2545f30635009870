"""The files of the project, as git sees them: what is tracked, and what would be after `git add`."""

import ast
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIST = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]


@cache
def files() -> tuple[Path, ...]:
    listed = subprocess.run(LIST, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return tuple(Path(name) for name in sorted(set(listed)) if name and (ROOT / name).is_file())


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def project() -> Callable[..., list[Path]]:
    """`project("memory", ".sql")`: files of a top folder ("": of all) with one of these endings, relative to root."""

    def found(under: str = "", *endings: str) -> list[Path]:
        below = [file for file in files() if not under or file.parts[0] == under]
        return [file for file in below if not endings or file.suffix in endings]

    return found


@pytest.fixture(scope="session")
def tree() -> Callable[[Path], ast.Module]:
    """The syntax tree of a file."""
    return cache(lambda file: ast.parse((ROOT / file).read_text(), filename=str(file)))
