"""A Postgres of its own with our schema, for what must not touch the live one: replays and evaluations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contracts.settings import Settings
from memory.migrate import migrate
from pipelines import local

_OF_POSTGRES = {
    "database_host", "database_port", "database_name", "database_admin_user", "database_admin_password",
    "app_password", "gate_password", "relay_password", "transform_password",
}  # fmt: skip


@contextmanager
def own_postgres(settings: Settings, folder: Path) -> Iterator[Settings]:
    """It runs in this folder, as it was left there; settings like those given, but for the Postgres."""
    with local.start(folder, only=("postgres",)) as services:
        told: dict[str, Any] = dict(services.settings)
        postgres = Settings(_env_file=None, **told)
        own = settings.model_copy(update={name: getattr(postgres, name) for name in _OF_POSTGRES})
        migrate(own)
        yield own
