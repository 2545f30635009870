"""Where things stand."""

import sys
from importlib.metadata import packages_distributions

import pytest

FLOORS = ["api", "connectors", "contracts", "memory", "pipelines"]
CONTEXTS = ["core", "crm", "automation"]


@pytest.mark.parametrize("name", FLOORS)
def test_a_floor_shares_its_name_with_no_installed_package(name):
    """Prevents importing a stranger: a dependency that ships a top-level `memory` would win or lose by path order."""
    assert name not in sys.stdlib_module_names
    assert set(packages_distributions().get(name, [])) <= {"ventros-crm"}


def test_dbt_holds_no_python(project):
    """Prevents `No module named 'dbt.cli'`: with an __init__.py our folder hides the package of dbt-core."""
    assert project("dbt", ".py", ".pyi") == []


def test_tests_are_no_package(project):
    """Prevents two files of one name from being taken for one, and `tests` from shadowing somebody else's."""
    assert [file for file in project("tests") if file.name == "__init__.py"] == []


def test_every_folder_of_a_floor_is_a_package(project):
    """Prevents a module that works in the checkout and is missing from the wheel and from the check of the floors."""
    modules = [file for floor in FLOORS for file in project(floor, ".py")]
    lost = {file.parent for file in modules if file.parent / "__init__.py" not in modules}
    assert lost == set(), f"no __init__.py in {', '.join(map(str, sorted(lost)))}"


def aggregates(project, floor: str, context: str) -> set[str]:
    modules = [file for file in project(floor, ".py") if file.parts[1:2] == (context,) and len(file.parts) == 3]
    return {file.stem for file in modules if file.name != "__init__.py"}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("floor", ["api", "memory"])
def test_an_aggregate_has_one_word_on_every_floor(project, floor, context):
    """Prevents `person` in the API, `contact` in SQL, `client` in events: `git ls-files | grep` is the feature."""
    strangers = aggregates(project, floor, context) - aggregates(project, "contracts", context) - MACHINERY[floor]
    assert strangers == set(), f"{floor}/{context} has {sorted(strangers)}, contracts/{context} has no such file"


MACHINERY: dict[str, set[str]] = {
    "api": set(),
    "memory": {
        "analyst",
        "confirmation",
        "dead_letter",
        "delivery",
        "expiry",
        "flow_pause",
        "flow_position",
        "flow_turn",
        "journal",
        "lake",
        "mart",
        "mart_build",
        "outbox",
        "quarantine",
        "sessionize",
        "staging",
        "tenant",
    },
}
"""Tables that only the machine reads: they are no shape that anybody outside is shown."""


def test_every_decision_is_in_the_index_and_has_its_four_parts(project, root):
    """Prevents decisions that nobody finds, and decisions without the alternative that was refused."""
    records = [
        file for file in project("docs", ".md") if file.parts[1:2] == ("decisions",) and file.name != "README.md"
    ]
    index = (root / "docs/decisions/README.md").read_text()
    assert [int(file.name[:4]) for file in records] == list(range(1, len(records) + 1))
    for record in records:
        assert f"({record.name})" in index, f"{record} is not in docs/decisions/README.md"
        text = (root / record).read_text()
        for part in ["Context", "Decision", "Consequences", "Alternatives"]:
            assert f"\n## {part}\n" in text, f"{record} has no part '{part}'"


def test_the_makefile_stays_a_list_of_commands(root):
    """Prevents a build system: at most sixteen targets, each with the line that `make` shows."""
    lines = (root / "Makefile").read_text().splitlines()
    targets = [line for line in lines if line[:1].islower() and ":" in line and ":=" not in line and "?=" not in line]
    targets = [line for line in targets if not line.startswith("export")]
    assert len(targets) <= 16
    assert [line for line in targets if " ## " not in line] == []
    phony = next(line for line in lines if line.startswith(".PHONY:")).split()[1:]
    assert phony == [line.split(":")[0] for line in targets]
