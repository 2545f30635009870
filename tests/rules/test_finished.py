"""What is here is finished, and fails aloud."""

import ast
import re

import pytest

LATER = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b|NotImplemented[E]rror")
SILENCERS = {"Exception", "BaseException"}
SKIPS = {"skip", "skipif", "xfail", "importorskip"}


def test_nothing_is_left_for_later(project, root):
    """Prevents notes that nobody reads again: what is missing is an issue, what is wanted is a test that fails."""
    for file in project("", ".py", ".sql", ".sh", ".toml", ".yml", ".yaml", ".proto"):
        for number, line in enumerate((root / file).read_text().splitlines(), 1):
            assert not LATER.search(line), f"{file}:{number} {line.strip()}"


def swallows(node: ast.AST) -> bool:
    """`except …: pass`, or contextlib.suppress of everything."""
    if isinstance(node, ast.ExceptHandler):
        return all(isinstance(part, ast.Pass) or is_literal(part) for part in node.body)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"suppress", "contextlib.suppress"}:
        return bool(SILENCERS & {ast.unparse(argument) for argument in node.args})
    return False


def is_literal(node: ast.stmt) -> bool:
    """A docstring or `...`: says something, does nothing."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_no_exception_is_swallowed(project, tree):
    """Prevents the message that was lost without a trace: handle it, count it, or let it through.

    `with suppress(ThisError):` is allowed: it names what is expected.
    """
    for file in project("", ".py"):
        for node in ast.walk(tree(file)):
            assert not swallows(node), f"{file}:{node.lineno} swallows an exception"


@pytest.mark.parametrize("folder", ["tests", "benchmarks"])
def test_no_test_sleeps_or_is_skipped(project, tree, folder):
    """Prevents the test that passes when the machine is quiet, and the one that has not run since spring.

    Time is an argument; waiting is for a condition, with a deadline.
    """
    for file in project(folder, ".py"):
        for node in ast.walk(tree(file)):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert name not in {"time.sleep", "sleep"}, f"{file}:{node.lineno} sleeps"
            marked = isinstance(node, ast.Attribute) and node.attr in SKIPS and ast.unparse(node).startswith("pytest")
            assert not marked, f"{file}:{node.lineno} may not run"
