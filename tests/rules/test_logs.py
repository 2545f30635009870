"""What may stand in a line of a log."""

import ast

from api.cli.log_lines import FIELDS

LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
HARMLESS = {"told", "trace", "type"}
LOGGER = {"log", "_log"}
OF_LOGGING = {"extra", "exc_info", None}
"""Words of `logging` itself, and `**about`."""


def lines(tree):
    """The calls that write a line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
            called = node.func.value
            if isinstance(called, ast.Name) and called.id in LOGGER:
                yield node


def bare(node, names):
    """The names that are said as they are, and not through something that makes them harmless."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in HARMLESS:
        return
    if isinstance(node, ast.Attribute) and node.attr == "permanent":
        return
    if isinstance(node, ast.Name) and node.id in names:
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from bare(child, names)


def test_no_line_says_the_words_of_an_error(project, tree):
    """Prevents the row in `DETAIL: Key (phone)=(…)`, the input in a validation error, the payload in a KeyError."""
    for file in (file for floor in ("api", "connectors", "memory", "pipelines") for file in project(floor, ".py")):
        caught = {one.name for one in ast.walk(tree(file)) if isinstance(one, ast.ExceptHandler)} | {"error", "reason"}
        for call in lines(tree(file)):
            said = [
                name for value in [*call.args, *(one.value for one in call.keywords)] for name in bare(value, caught)
            ]
            assert said == [], f"{file}:{call.lineno} says {said}: write told({said[0]}) (contracts/errors.py)"


def test_a_line_has_fields_that_are_known(project, tree):
    """Prevents a field that nobody finds because it is left out of the line (api/cli/log_lines.py, FIELDS)."""
    for file in (file for floor in ("api", "connectors", "memory", "pipelines") for file in project(floor, ".py")):
        for call in lines(tree(file)):
            named = {one.arg for one in call.keywords} - OF_LOGGING
            assert named <= FIELDS.keys(), f"{file}:{call.lineno} {named - FIELDS.keys()}"


def test_every_field_is_explained_to_the_operator(root):
    """Prevents a log whose words only its author knows."""
    page = (root / "docs/operators.md").read_text()
    missing = [name for name, what in FIELDS.items() if f"| `{name}` | {what} |" not in page]
    assert missing == []
