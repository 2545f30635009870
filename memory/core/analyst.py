"""Analysts: logins that read the marts of one tenant, made and ended by whoever installs.

The fence is in the database: the policies of the marts ask `core.analyst` who is logged in (dbt/macros/fence.sql).
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.errors import ForeignKeyViolation
from pydantic import BaseModel, SecretStr

from contracts.errors import NotFound
from contracts.settings import Settings
from memory.examine import connect

Admin = psycopg.Connection[dict[str, Any]]

DEFAULTS = {
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
    "default_transaction_read_only": "on",
    "search_path": "analytics",
}
"""What protects the others from a slow question. An analyst could change it; the rights and policies stand without."""

_END_SESSIONS = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = %s"
_MARTS = """
select c.relname as name, max(a.attname) as newest from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname in ('recorded_at', 'date_day')
where c.relnamespace = 'analytics'::regnamespace and c.relkind = 'r' and c.relname !~ '__dbt_' group by 1 order by 1"""


class Analyst(BaseModel):
    """A new login. The password, alone and in the connection string, is shown this once and kept nowhere."""

    login: str
    password: SecretStr
    dsn: SecretStr


class Login(BaseModel):
    """A login that is in use."""

    login: str
    tenant_id: UUID
    created_at: datetime


def grant_analyst(settings: Settings, tenant_id: UUID) -> Analyst:
    """Make a login that reads the marts of this tenant. Raises NotFound when there is no such tenant, Unavailable."""
    login, password = f"analyst_{secrets.token_hex(6)}", secrets.token_urlsafe(24)
    with connect(settings, "admin") as admin, admin.transaction():
        _create(admin, login, password)
        _assign(admin, login, tenant_id)
    return Analyst(login=login, password=SecretStr(password), dsn=SecretStr(_dsn(settings, login, password)))


def revoke_analyst(settings: Settings, login: str) -> None:
    """End a login and its sessions. Raises NotFound when it is no analyst's, Unavailable."""
    with connect(settings, "admin") as admin:
        if login not in [known.login for known in _logins(admin)]:
            raise NotFound(f"There is no analyst {login!r} here: `ventros analytics list` names them.")
        admin.execute(_END_SESSIONS, (login,))
        with admin.transaction():
            with _as_owner(admin):
                admin.execute("delete from core.analyst where login = %s", (login,))
            admin.execute(sql.SQL("drop role {}").format(sql.Identifier(login)))


def list_analysts(settings: Settings) -> list[Login]:
    """List the analysts' logins, oldest first. Raises Unavailable."""
    with connect(settings, "admin") as admin:
        return _logins(admin)


def read_mart(settings: Settings, mart: str, tenant_id: UUID, limit: int) -> list[dict[str, Any]]:
    """The newest rows of a mart that belong to a tenant, as the operator sees them. Raises NotFound, Unavailable."""
    with connect(settings, "transform") as connection:
        known = {row["name"]: row["newest"] for row in connection.execute(_MARTS)}
        if mart not in known:
            listed = f"choose from {', '.join(known)}" if known else "`ventros analytics build` makes them"
            raise NotFound(f"There is no mart {mart!r} here: {listed}.")
        query = sql.SQL("select * from analytics.{} where tenant_id = %s order by {} desc limit %s")
        asked = query.format(sql.Identifier(mart), sql.Identifier(known[mart]))
        return connection.execute(asked, (tenant_id, limit)).fetchall()


def _create(admin: Admin, login: str, password: str) -> None:
    """The role, with the verifier of its password: the password itself would stand in the server's log."""
    role = sql.Identifier(login)
    verifier = admin.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    made = sql.SQL("create role {} login inherit connection limit 5 password {}").format(role, sql.Literal(verifier))
    admin.execute(made)
    admin.execute(sql.SQL("grant ventros_analyst to {} with inherit true, set false").format(role))
    for name, value in DEFAULTS.items():
        setting = sql.SQL("alter role {} set {} = {}")
        admin.execute(setting.format(role, sql.Identifier(name), sql.Literal(value)))


def _assign(admin: Admin, login: str, tenant_id: UUID) -> None:
    with _as_owner(admin):
        try:
            admin.execute("insert into core.analyst (login, tenant_id) values (%s, %s)", (login, tenant_id))
        except ForeignKeyViolation as error:
            raise NotFound(f"There is no tenant {tenant_id} here.") from error


@contextmanager
def _as_owner(admin: Admin) -> Iterator[None]:
    """In the part of the tables' owner, until the block ends."""
    admin.execute("set role ventros_owner")
    yield
    admin.execute("reset role")


def _logins(admin: Admin) -> list[Login]:
    with admin.transaction(), _as_owner(admin):
        found = admin.execute("select login, tenant_id, created_at from core.analyst order by created_at, login")
        return [Login.model_validate(row) for row in found]


def _dsn(settings: Settings, login: str, password: str) -> str:
    """As an address, which every tool takes."""
    host = f"[{settings.database_host}]" if ":" in settings.database_host else quote(settings.database_host, safe="")
    return f"postgresql://{login}:{password}@{host}:{settings.database_port}/{quote(settings.database_name, safe='')}"
