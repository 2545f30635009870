"""Who may end a transaction."""

import ast
from pathlib import Path

EDGE = {Path("memory/db.py"), Path("memory/migrate.py")}
FLOORS = ["api", "connectors", "contracts", "memory", "pipelines"]
WORDS = {"commit", "rollback"}


def ends_a_transaction(node: ast.AST) -> bool:
    """A call `….commit()`, or COMMIT as a statement; in small letters it is somebody's text."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in WORDS
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.isupper() and node.value.strip(" ;\n").lower() in WORDS
    return False


def test_nobody_but_the_edge_ends_a_transaction(project, tree):
    """Prevents half of a change: a commit inside an operation parts the row from the event that tells of it."""
    for file in (file for floor in FLOORS for file in project(floor, ".py") if file not in EDGE):
        for node in ast.walk(tree(file)):
            assert not ends_a_transaction(node), f"{file}:{node.lineno} ends a transaction: leave that to memory.db"


def test_no_query_file_ends_a_transaction(project, root):
    """Prevents the same from within SQL, where no look at Python would see it."""
    for file in project("memory", ".sql"):
        statements = {text.strip().lower() for text in (root / file).read_text().split(";")}
        assert not WORDS & statements, f"{file} ends a transaction"
