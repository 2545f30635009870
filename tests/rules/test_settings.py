"""Settings are declared once."""

import ast
from pathlib import Path

from contracts.settings import Settings, env_example

LIMIT = 40


def test_the_example_of_the_environment_is_the_settings_class(root):
    """Prevents an example that promises a setting that is gone, or hides one that is there. `make docs` writes it."""
    assert (root / ".env.example").read_text() == env_example()


def test_settings_stay_few_and_explained():
    """Prevents two hundred switches of which nobody knows the combination that runs in production."""
    assert len(Settings.model_fields) <= LIMIT
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_only_settings_read_the_environment(project, tree):
    """Prevents the switch that only the person who wrote it knows of."""
    floors = ["api", "connectors", "memory", "pipelines"]
    for file in (file for floor in floors for file in project(floor, ".py") if file not in LAUNCHERS):
        for node in ast.walk(tree(file)):
            read = isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
            assert not read, f"{file}:{node.lineno} reads the environment: add a field to contracts/settings.py"


LAUNCHERS = {Path("api/cli/child.py")}
"""Files that hand an environment to a process they start."""
