"""Brings a database to the present schema: roles, then every migration once, in order, by checksum.

There is no way back by script: a mistake is mended by the next migration, a disaster by restoring a backup.
"""

from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from contracts.errors import VentrosError
from contracts.settings import Settings

HERE = Path(__file__).parent
MIGRATIONS = HERE / "migrations"
LOGINS = ("app", "gate", "relay", "transform")
_LOCK = 7_216_044


class EditedMigration(VentrosError):
    """A migration was edited after it was applied: put the file back and write a new one."""


def files() -> list[Path]:
    """The migrations, in order."""
    return sorted(MIGRATIONS.glob("[0-9]*.sql"))


def checksum(file: Path) -> str:
    """What a migration was when it was applied."""
    return sha256(file.read_bytes()).hexdigest()


def migrate(settings: Settings) -> list[str]:
    """Apply what is missing and return its names. Raises EditedMigration when an applied file was changed."""
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
        connection.execute((HERE / "roles.sql").read_bytes())
        _let_in(connection, settings)
        connection.execute("set role ventros_owner")
        connection.execute(
            "create schema if not exists ventros;"
            "create table if not exists ventros.migrations"
            " (name text primary key, checksum text not null, applied_at timestamptz not null default now())"
        )
        return [file.name for file in pending(connection) if _apply(connection, file)]


def pending(connection: psycopg.Connection) -> list[Path]:
    """The migrations not applied yet."""
    rows = connection.execute("select name, checksum from ventros.migrations").fetchall()
    applied: dict[str, str] = dict(rows)
    for file in files():
        if file.name in applied and applied[file.name] != checksum(file):
            raise EditedMigration(f"{file.name} was edited after it was applied: put it back, write a new migration.")
    return [file for file in files() if file.name not in applied]


def _apply(connection: psycopg.Connection, file: Path) -> bool:
    with connection.transaction():
        connection.execute(file.read_bytes())
        connection.execute("insert into ventros.migrations values (%s, %s)", (file.name, checksum(file)))
    return True


def _let_in(connection: psycopg.Connection, settings: Settings) -> None:
    for role in LOGINS:
        password = getattr(settings, f"{role}_password").get_secret_value()
        statement = sql.SQL("alter role {} login password {}")
        connection.execute(statement.format(sql.Identifier(f"ventros_{role}"), sql.Literal(password or None)))
