"""The two commands that a newcomer and a sceptic run first, as they run them."""

import json
import subprocess
import sys

from api.cli.child import inherited
from pipelines import models


def ventros(*arguments, folder):
    environment = inherited() | {"VENTROS_DATA_DIR": str(folder)}
    command = [sys.executable, "-P", "-m", "api.cli", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_demo_shows_a_month_answers_questions_with_their_sources_and_all_its_checks_hold(
    models_dir, rabbitmq, tmp_path
):
    models.fetch(models_dir)
    (tmp_path / "models").symlink_to(models_dir / "models")
    shown = ventros("demo", "--messages", "600", "--pace", "40", folder=tmp_path)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "✗" not in shown.stdout
    for word in (
        "fui assaltado",
        "threw up",
        "3 de la tarde",
        "search_memory",
        "32000.00 BRL",
        "aqui é a Renata",
        "read after",
        "fct_sessions",
        "bridge: verified",
    ):
        assert word in shown.stdout


def test_the_proof_holds_and_says_so_in_numbers(tmp_path):
    shown = ventros("prove", "--messages", "300", "--kills", "1", "--output", "json", folder=tmp_path)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    found = json.loads(shown.stdout)
    assert found["messages"] > 100
    assert found["kills"] == 2
    assert {name: found[name] for name in ("lost", "doubled", "out_of_order", "miscounted", "dead_letters")} == {
        "lost": 0, "doubled": 0, "out_of_order": 0, "miscounted": 0, "dead_letters": 0,
    }  # fmt: skip
    assert list(tmp_path.iterdir()) == []
