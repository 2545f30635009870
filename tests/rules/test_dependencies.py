"""What we stand on is named, and pinned."""

import re
import tomllib

NAME = re.compile(r"^[A-Za-z0-9._-]+")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(root) -> list[str]:
    lines = (root / "constraints.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_direct_dependency_is_pinned(root):
    """Prevents `make demo` from failing next spring because somebody released something."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    names = {normal(found[0]) for name in wanted if (found := NAME.match(name))} - {"ventros-crm"}
    assert names - {line.split("==")[0] for line in pins(root)} == set()


def test_a_pin_is_exact_and_comes_from_an_index(root):
    """Prevents a pin that only resolves on the machine it was frozen on."""
    assert [line for line in pins(root) if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9A-Za-z.]*", line)] == []
    assert pins(root) == sorted(set(pins(root)), key=lambda line: line.split("==")[0])
