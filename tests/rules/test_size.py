"""How big things may grow."""

import ast
import io
import tokenize
from pathlib import Path

LINES = 400
MACHINERY = ["contracts/event.py", "api/door.py", "memory/table.py"]
MACHINERY_LINES = 200
SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def test_no_file_is_longer_than_one_can_hold_in_mind(project, root):
    """Prevents the service of 2,500 lines that everything goes into because everything is already there."""
    for file in project("", ".py", ".sql"):
        if file == Path("memory/schema.sql"):  # generated, and meant to be searched
            continue
        length = len((root / file).read_text().splitlines())
        assert length <= LINES, f"{file} has {length} lines: split it by what it is about, not in half"


def code_lines(source: str) -> set[int]:
    """Numbers of the lines that hold code: no blanks, comments or docstrings."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {n for token in tokens if token.type not in SILENT for n in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def test_the_declaration_machinery_stays_smaller_than_what_it_saves(root):
    """Prevents building a framework: Event, door and Table are shortcuts. What they do not do is written by hand."""
    found = [root / name for name in MACHINERY if (root / name).exists()]
    total = sum(len(code_lines(file.read_text())) for file in found)
    assert total < MACHINERY_LINES, f"{total} lines of code in {', '.join(MACHINERY)}"
