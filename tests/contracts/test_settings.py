"""Where a setting's value comes from, and where a secret must not go."""

import json

import psycopg
import pytest
from pydantic import SecretStr, ValidationError

from contracts.settings import ORIGINAL_NAMES, RUNTIME_FILE, Settings, env_example

PASSWORD = r"it's a \ 'test' of=everything"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to read `.env` and the data folder from, and an environment that says nothing."""
    for name in ORIGINAL_NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def recorded(folder):
    (folder / ".data").mkdir()
    (folder / ".data" / RUNTIME_FILE).write_text(json.dumps({"settings": {"database_host": "recorded"}, "state": {}}))
    return folder


def test_nothing_said_is_the_default(folder):
    assert Settings().database_host == "localhost"
    assert Settings().model_fields_set == set()


def test_the_launchers_record_goes_before_the_default(recorded):
    assert Settings().database_host == "recorded"


def test_the_originals_name_goes_before_the_record(recorded, monkeypatch):
    monkeypatch.setenv("DB_HOST", "original")
    assert Settings().database_host == "original"


def test_the_env_file_goes_before_the_originals_name(recorded, monkeypatch):
    monkeypatch.setenv("DB_HOST", "original")
    (recorded / ".env").write_text("VENTROS_DATABASE_HOST=file\n")
    assert Settings().database_host == "file"


def test_the_environment_goes_before_everything_but_the_code(recorded, monkeypatch):
    monkeypatch.setenv("DB_HOST", "original")
    (recorded / ".env").write_text("VENTROS_DATABASE_HOST=file\n")
    monkeypatch.setenv("VENTROS_DATABASE_HOST", "environment")
    assert Settings().database_host == "environment"
    assert Settings(database_host="code").database_host == "code"


def test_the_record_is_looked_for_in_the_data_folder_that_is_meant(recorded, monkeypatch):
    (recorded / ".data").rename(recorded / "elsewhere")
    assert Settings().database_host == "localhost"
    assert Settings(data_dir=recorded / "elsewhere").database_host == "recorded"
    monkeypatch.setenv("VENTROS_DATA_DIR", "elsewhere")
    assert Settings().database_host == "recorded"


@pytest.mark.parametrize("name", ORIGINAL_NAMES)
def test_every_name_of_the_original_that_is_accepted_reaches_its_setting(folder, monkeypatch, name):
    monkeypatch.setenv(name, "6543")
    value = getattr(Settings(), ORIGINAL_NAMES[name])
    assert str(value.get_secret_value() if isinstance(value, SecretStr) else value) == "6543"


def test_a_list_and_an_object_are_json(folder, monkeypatch):
    monkeypatch.setenv("VENTROS_OUTBOUND_ALLOW", '["waha.internal:3000"]')
    monkeypatch.setenv("VENTROS_KAFKA_OPTIONS", '{"security.protocol": "ssl"}')
    settings = Settings()
    assert settings.outbound_allow == ["waha.internal:3000"]
    assert settings.kafka_options == {"security.protocol": "ssl"}


def test_providers_are_told_by_task_and_the_first_of_a_task_counts(folder, monkeypatch):
    assert (Settings().reranker, Settings().sentiment) == ("", "centroid")
    said = [
        {"task": "sentiment", "name": "cautious"},
        {"task": "rerank", "model": "/models/a"},
        {"task": "rerank", "model": "b"},
    ]
    monkeypatch.setenv("VENTROS_PROVIDERS", json.dumps(said))
    assert (Settings().reranker, Settings().sentiment) == ("/models/a", "cautious")


@pytest.mark.parametrize(
    "said", ['[{"task": "invented"}]', '[{"task": "rerank", "model": "a", "key": "not-to-be-seen"}]']
)
def test_a_provider_that_does_not_exist_is_refused_without_repeating_what_was_said(folder, monkeypatch, said):
    monkeypatch.setenv("VENTROS_PROVIDERS", said)
    with pytest.raises(ValidationError, match="providers") as refused:
        Settings()
    assert "not-to-be-seen" not in str(refused.value)


def test_what_is_out_of_bounds_is_refused_by_name(folder, monkeypatch):
    monkeypatch.setenv("VENTROS_DEAD_LETTER_SHARE", "1.5")
    with pytest.raises(ValidationError, match="dead_letter_share"):
        Settings()


@pytest.mark.parametrize("role", ["app", "gate", "relay", "transform"])
def test_a_dsn_is_that_of_the_role_with_its_own_password_quoted(folder, role):
    settings = Settings(**{f"{role}_password": PASSWORD}, database_admin_password="another")
    read = psycopg.conninfo.conninfo_to_dict(settings.dsn(role))
    assert (read["user"], read["password"]) == (f"ventros_{role}", PASSWORD)


def test_the_administrators_dsn_is_that_of_the_administrator(folder):
    settings = Settings(database_admin_user="root", database_admin_password=PASSWORD, database_port=6543)
    read = psycopg.conninfo.conninfo_to_dict(settings.dsn("admin"))
    assert (read["user"], read["password"], read["port"]) == ("root", PASSWORD, "6543")


def test_no_secret_is_shown_when_settings_are(folder):
    secrets = [name for name, field in Settings.model_fields.items() if isinstance(field.default, SecretStr)]
    assert {"database_admin_password", "app_password", "redis_url", "encryption_keys"} <= set(secrets)
    named = [name for name in Settings.model_fields if "password" in name or name.endswith("_keys")]
    assert set(named) <= set(secrets)
    settings = Settings(**dict.fromkeys(secrets, "not-to-be-seen"))
    assert "not-to-be-seen" not in f"{settings!r} {settings} {settings.model_dump_json()} {settings.model_dump()}"


def test_the_key_of_a_language_model_is_not_shown_when_settings_are(folder, monkeypatch):
    said = {"task": "language", "name": "groq", "model": "m", "key": "not-to-be-seen"}
    monkeypatch.setenv("VENTROS_PROVIDERS", json.dumps([said]))
    settings = Settings()
    assert settings.providers[0].key.get_secret_value() == "not-to-be-seen"
    assert "not-to-be-seen" not in f"{settings!r} {settings} {settings.model_dump_json()} {settings.model_dump()}"
    monkeypatch.setenv("VENTROS_PROVIDERS", json.dumps([said | {"base": "x"}]))
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "not-to-be-seen" not in str(refused.value)


def test_the_example_names_every_setting_and_says_what_it_means():
    example = env_example()
    for name, field in Settings.model_fields.items():
        assert f"# {field.description}\n# VENTROS_{name.upper()}=" in example


def test_the_example_as_it_stands_changes_nothing_and_uncommented_says_the_defaults(folder):
    (folder / ".env").write_text(env_example())
    assert Settings().model_fields_set == set()
    said = [line.removeprefix("# ") for line in env_example().splitlines() if line.startswith("# VENTROS_")]
    (folder / ".env").write_text("\n".join(said))
    assert Settings() == Settings(_env_file=None)
    assert Settings().model_fields_set == set(Settings.model_fields)
