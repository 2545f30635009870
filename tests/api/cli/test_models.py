import json

from pipelines.models import MODELS


def test_models_are_listed_with_whether_they_are_here(cli, monkeypatch, tmp_path):
    monkeypatch.setenv("VENTROS_DATA_DIR", str(tmp_path))
    assert "not here: ventros models fetch" in cli("models", "list").stdout
    listed = json.loads(cli("models", "list", "--output", "json").stdout)
    assert listed == [{"name": model.name, "size": model.size, "path": None} for model in MODELS]


def test_a_model_that_nobody_knows_is_refused_with_those_there_are(cli, monkeypatch, tmp_path):
    monkeypatch.setenv("VENTROS_DATA_DIR", str(tmp_path))
    assert MODELS[0].name in str(cli("models", "fetch", "gpt").exception)


def test_a_migrated_database_has_nothing_to_apply(cli):
    assert cli("migrate").stdout == "The database is at the present schema.\n"
    assert json.loads(cli("migrate", "--output", "json").stdout) == {"applied": []}
