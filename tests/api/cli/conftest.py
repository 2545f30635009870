import json

import pytest


@pytest.fixture
def environment(settings, monkeypatch, tmp_path):
    """The settings of the test as environment variables, for commands that read them; and no `.env` of a checkout."""
    monkeypatch.chdir(tmp_path)
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        plain = getattr(value, "get_secret_value", lambda value=value: value)()
        text = json.dumps(plain) if isinstance(plain, dict | list) else str(plain)
        monkeypatch.setenv(f"VENTROS_{name.upper()}", text)
