"""Brings a database to the present schema: roles, then every migration once, in order, by checksum.

There is no way back by script: a mistake is mended by the next migration, a disaster by restoring a backup.
"""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from contracts.errors import VentrosError
from contracts.settings import Settings

HERE = Path(__file__).parent
MIGRATIONS = HERE / "migrations"
LOGINS = ("app", "gate", "relay", "transform")
PATIENCE = "2s"
"""For a table that somebody reads: whoever wants it next would wait behind us."""

MEND = "run `ventros migrate`, then start it again."
_ALL = ", ".join(f"ventros_{role}" for role in LOGINS)
_LOCK = 7_216_044


class NotMigrated(VentrosError):
    """This version is newer than the database."""

    quotes = False


class Busy(VentrosError):
    """Somebody holds a table that a migration changes: nothing was changed, run `ventros migrate` again in a while."""

    permanent = False


class EditedMigration(VentrosError):
    """A migration was edited after it was applied: put the file back and write a new one."""


def files() -> list[Path]:
    """The migrations, in order."""
    return sorted(MIGRATIONS.glob("[0-9]*.sql"))


def checksum(file: Path) -> str:
    """What a migration was when it was applied."""
    return sha256(file.read_bytes()).hexdigest()


def migrate(settings: Settings) -> list[str]:
    """Apply what is missing and return its names. Raises EditedMigration when an applied file was changed, Busy."""
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
        connection.execute((HERE / "roles.sql").read_bytes())
        _let_in(connection, settings)
        connection.execute("set role ventros_owner")
        connection.execute(
            "create schema if not exists ventros;"
            "create table if not exists ventros.migrations"
            " (name text primary key, checksum text not null, applied_at timestamptz not null default now());"
            f"grant usage on schema ventros to {_ALL}; grant select on ventros.migrations to {_ALL}"
        )
        connection.execute("select set_config('lock_timeout', %s, false)", (PATIENCE,))
        return [file.name for file in pending(connection) if _apply(connection, file)]


def check_migrated(settings: Settings, role: str) -> None:
    """Whether the database has had every migration of this version; more do no harm (docs/updating.md).

    A database that is away is not waited for: whoever needs it does that. Raises NotMigrated.
    """
    with suppress(psycopg.OperationalError), psycopg.connect(settings.dsn(role), connect_timeout=3) as connection:
        try:
            applied = {row[0] for row in connection.execute("select name from ventros.migrations")}
        except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):  # before roles were let in
            applied = set()
        missing = [file.name for file in files() if file.name not in applied]
        if missing:
            raise NotMigrated(f"This version is newer than the database, which lacks {', '.join(missing)}: {MEND}")


def pending(connection: psycopg.Connection) -> list[Path]:
    """The migrations not applied yet."""
    rows = connection.execute("select name, checksum from ventros.migrations").fetchall()
    applied: dict[str, str] = dict(rows)
    for file in files():
        if file.name in applied and applied[file.name] != checksum(file):
            raise EditedMigration(f"{file.name} was edited after it was applied: put it back, write a new migration.")
    return [file for file in files() if file.name not in applied]


def _apply(connection: psycopg.Connection, file: Path) -> bool:
    try:
        with connection.transaction():
            connection.execute(file.read_bytes())
            connection.execute("insert into ventros.migrations values (%s, %s)", (file.name, checksum(file)))
    except psycopg.errors.LockNotAvailable as error:
        raise Busy from error
    return True


def _let_in(connection: psycopg.Connection, settings: Settings) -> None:
    for role in LOGINS:
        password = getattr(settings, f"{role}_password").get_secret_value()
        statement = sql.SQL("alter role {} login password {}")
        connection.execute(statement.format(sql.Identifier(f"ventros_{role}"), sql.Literal(password or None)))
