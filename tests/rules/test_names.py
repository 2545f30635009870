"""What things may be called."""

import ast
import re

WORDS = r"utils?|managers?|helpers?|impl|misc|v\d+"
FILE = re.compile(rf"(^|_)({WORDS})($|_)")
CLASS = re.compile(r"(Util|Utils|Manager|Helper|Helpers|Impl|V\d+)$|^(Base|Abstract)[A-Z]\w*|\w+_v\d+$")


def test_no_file_is_named_after_nothing(project):
    """Prevents the drawer that everything is thrown into, and `sessions_v2.py` beside `sessions.py` for ever."""
    found = [file for file in project("", ".py", ".sql", ".sh") if FILE.search(file.stem.lower())]
    assert found == [], f"{found}: name it after what it is about; replace the old one, git remembers it"


def test_no_class_or_function_is_named_after_nothing(project, tree):
    """Prevents names that say how a thing is built instead of what it is: the field has a word for it."""
    named = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for file in project("", ".py"):
        for node in ast.walk(tree(file)):
            if isinstance(node, named):
                pattern = CLASS if isinstance(node, ast.ClassDef) else FILE
                assert not pattern.search(node.name), f"{file}:{node.lineno} {node.name}"
