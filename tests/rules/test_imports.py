"""What the lowest floor may know. The floors above are in .importlinter."""

import ast
import sys

ALLOWED = {"contracts", "pydantic", "pydantic_settings", "phonenumbers"} | sys.stdlib_module_names


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "."]
    return []


def test_contracts_are_pure(project, tree):
    """Prevents a shape that cannot be read without a database, a broker or a model being installed."""
    for file in project("contracts", ".py"):
        for node in ast.walk(tree(file)):
            strangers = {name for name in imported(node) if name.split(".")[0] not in ALLOWED}
            assert strangers == set(), f"{file}:{getattr(node, 'lineno', 0)} imports {strangers}"
