"""What `ventros doctor` asks Postgres and Redis. Findings only: what they mean is said there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import redis
from psycopg.rows import class_row, dict_row
from pydantic import BaseModel

from contracts.errors import Unavailable, VentrosError
from contracts.settings import Settings
from memory.cache import CLAIMS_DROPPED, REFUSED_LARGE
from memory.core.dead_letter import NO_TENANT
from memory.core.flow_pause import PAUSED, Pause
from memory.core.flow_position import Place
from memory.core.mart_build import ENDED, MartBuild
from memory.core.outbox import STRANGER
from memory.core.quarantine import QualityRun
from memory.db import ModelT
from memory.migrate import files, pending
from memory.recall.models import ALL, EmbeddingModel

SECONDS = 2
"""How long a service may take to answer."""

COUNTED = 100_000
"""What waits is counted up to here: beyond it the number changes nothing."""

_ROLES = """
select substr(rolname, 9) as name, rolcanlogin as login,
  rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as mighty,
  array(
    select o.rolname::text from pg_auth_members m join pg_roles o on o.oid = m.roleid where m.member = r.oid order by 1
  ) as member_of
from pg_roles r where starts_with(rolname, 'ventros_') order by rolname"""

# The owner of the marts builds them without a tenant: forced, they would be empty. Their policies bind the analysts.
_OPEN = """
select c.oid::regclass::text as name
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
where c.relkind in ('r', 'p') and c.relpersistence <> 't'
  and not (c.relrowsecurity and (c.relforcerowsecurity or pg_get_userbyid(c.relowner) = 'ventros_transform')
    and exists (select from pg_policy p where p.polrelid = c.oid))
order by 1"""

_OLDEST = """
select pid, usename::text as role, coalesce(state, '') as state, now() - xact_start as age
from pg_stat_activity a
where xact_start is not null and backend_xid is not null and pid <> pg_backend_pid() and not <stranger>
order by xact_start limit 1""".replace("<stranger>", STRANGER)

_WAITING = """
with cursor as (
  select xid, id from core.relay_cursor
  where source = '{queue}' and (cluster_id = %(cluster)s or %(cluster)s::text is null) order by updated_at desc limit 1
), waiting as (
  select q.{since} as since from core.{queue} q
  where (q.xid, q.{place}) > (coalesce((select xid from cursor), '0'), coalesce((select id from cursor), 0))
  order by q.xid, q.{place} limit %(most)s
)
select count(*) as count, now() - min(since) as age from waiting"""
_OUTBOX = _WAITING.format(queue="outbox", since="created_at", place="id")
_JOURNAL = _WAITING.format(queue="journal", since="received_at", place="seq")

# Transactions that this server has not begun yet: its data came by a dump, from a server that had come further.
_AHEAD = """
select exists (select from core.outbox where xid >= pg_snapshot_xmax(pg_current_snapshot()))
  or exists (select from core.journal where xid >= pg_snapshot_xmax(pg_current_snapshot()))
  or exists (select from core.relay_cursor where xid >= pg_snapshot_xmax(pg_current_snapshot()))
  or exists (select from core.relay_taken where xid >= pg_snapshot_xmax(pg_current_snapshot())) as ahead"""

_POSITIONS = "select flow, topic, partition, next_offset from core.flow_position where cluster_id = %(cluster)s"
_READ_EVER = "select flow, sum(next_offset)::bigint as read from core.flow_position group by flow"
_INSERTED = """
select schemaname || '.' || relname as name, n_tup_ins as inserted from pg_stat_user_tables
where schemaname || '.' || relname = any(%(tables)s)"""
COUNTED_TABLES = ["crm.messages", "crm.contacts", "crm.sessions", "crm.enrichments", "recall.items", "core.outbox"]

_QUALITY = "select kind, ran_at, since, looked_at, violations, seconds from core.quality_runs order by kind"
_TENANTS = "select id from core.tenants"
_ENTER = "select set_config('app.tenant_id', %(tenant)s, false) as tenant"
_ERASING = """
select tenant_id, contact_id, now() - asked_at as age from crm.erasures
where tenant_id = %(tenant)s and done_at is null order by asked_at limit 1"""
_DEAD = "select count(*) as count from core.dead_letters where redriven_at is null"


class Role(BaseModel):
    """A role of ours, without its prefix. `mighty`: may what none of ours may, such as passing by row security."""

    name: str
    login: bool
    mighty: bool
    member_of: list[str]


class Waiting(BaseModel):
    """How much waits (counted up to COUNTED), and how long the first of it has."""

    count: int
    age: timedelta | None


class Transaction(BaseModel):
    """A transaction that has written, is still open, and may have to tell something."""

    pid: int
    role: str
    state: str
    age: timedelta


class OpenErasure(BaseModel):
    """An erasure that is under way, and for how long."""

    tenant_id: UUID
    contact_id: UUID
    age: timedelta


class Refused(VentrosError):
    """Postgres answers, but not this question."""


@contextmanager
def connect(settings: Settings, role: str) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """As one of our roles. Raises Unavailable when it is not let in, Refused when a question is not answered."""
    try:
        with psycopg.connect(settings.dsn(role), autocommit=True, connect_timeout=SECONDS, row_factory=dict_row) as to:
            yield to
    except psycopg.OperationalError as error:
        reason = str(error).splitlines()[0].rpartition("failed: ")[2]
        where = f"{settings.database_host}:{settings.database_port}"
        raise Unavailable(f"Postgres at {where} does not let {role} in: {reason}") from error
    except psycopg.Error as error:
        raise Refused(f"Postgres, asked as {role}: {str(error).splitlines()[0]}") from error


def reach(settings: Settings, role: str) -> str:
    """The version of Postgres, when it lets this role in. Raises Unavailable."""
    with connect(settings, role) as connection:
        return connection.info.parameter_status("server_version") or ""


def missing_migrations(settings: Settings) -> list[Path]:
    """The migrations not applied yet. Raises Unavailable, EditedMigration."""
    reach(settings, "admin")
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
        begun = connection.execute("select to_regclass('ventros.migrations') is not null").fetchone()
        return pending(connection) if begun == (True,) else files()


def roles(settings: Settings) -> list[Role]:
    """The roles of the installation."""
    return _all(settings, "admin", Role, _ROLES)


def open_tables(settings: Settings) -> list[str]:
    """Tables with a tenant and without a fence around it: there should be none."""
    with connect(settings, "admin") as connection:
        return [row["name"] for row in connection.execute(_OPEN)]


def oldest_transaction(settings: Settings) -> Transaction | None:
    """Of those that have written: it holds up the relay."""
    return next(iter(_all(settings, "admin", Transaction, _OLDEST)), None)


def outbox(settings: Settings, cluster: str | None) -> Waiting:
    """Events that the relay has not published to this life of the broker; without one, to the last that it knew."""
    return _all(settings, "relay", Waiting, _OUTBOX, cluster=cluster, most=COUNTED)[0]


def journal(settings: Settings, cluster: str | None) -> Waiting:
    """Webhooks of the journal that are not published, likewise."""
    return _all(settings, "relay", Waiting, _JOURNAL, cluster=cluster, most=COUNTED)[0]


def ahead(settings: Settings) -> bool:
    """Whether what is to be published, or how far it was, belongs to transactions that are still to come."""
    with connect(settings, "relay") as connection:
        (row,) = connection.execute(_AHEAD).fetchall()
    return bool(row["ahead"])


def read_so_far(settings: Settings, cluster: str) -> dict[tuple[str, Place], int]:
    """The next offset of every flow and place."""
    with connect(settings, "app") as connection:
        rows = connection.execute(_POSITIONS, {"cluster": cluster}).fetchall()
    return {(row["flow"], (row["topic"], row["partition"])): row["next_offset"] for row in rows}


def read_ever(settings: Settings) -> dict[str, int]:
    """How many records every flow has read, in all lives of the broker's log."""
    with connect(settings, "app") as connection:
        return {row["flow"]: row["read"] for row in connection.execute(_READ_EVER)}


def inserted(settings: Settings) -> dict[str, int]:
    """How many rows were ever inserted into the tables that say how much is done."""
    with connect(settings, "app") as connection:
        return {row["name"]: row["inserted"] for row in connection.execute(_INSERTED, {"tables": COUNTED_TABLES})}


def paused(settings: Settings) -> list[Pause]:
    """The flows that are stopped for a while."""
    with connect(settings, "app") as connection:
        return [Pause(**row) for row in connection.execute(PAUSED).fetchall()]


def dead_letters(settings: Settings) -> int:
    """How many there are that nobody has driven through again, of all tenants."""
    with connect(settings, "app") as connection:
        tenants = [NO_TENANT, *(row["id"] for row in connection.execute(_TENANTS).fetchall())]
        return sum(_dead(connection, str(tenant)) for tenant in tenants)


def oldest_erasure(settings: Settings) -> OpenErasure | None:
    """Of those that are under way, of all tenants, the one that was asked for first."""
    with connect(settings, "app") as connection:
        found = []
        for row in connection.execute(_TENANTS).fetchall():
            connection.execute(_ENTER, {"tenant": str(row["id"])})
            found += [OpenErasure(**one) for one in connection.execute(_ERASING, {"tenant": row["id"]}).fetchall()]
    return max(found, key=lambda one: one.age, default=None)


def embedding_models(settings: Settings) -> list[EmbeddingModel]:
    """Every model that there ever was, the one that answers questions first."""
    return _all(settings, "app", EmbeddingModel, ALL)


def quality(settings: Settings) -> list[QualityRun]:
    """How the last look at the rows of all tenants ended; nothing before the first."""
    return _all(settings, "app", QualityRun, _QUALITY)


def mart_builds(settings: Settings) -> list[MartBuild]:
    """How the last build of all marts ended; nothing before the first."""
    return _all(settings, "app", MartBuild, ENDED)


def ping(settings: Settings) -> str:
    """The version of Redis. Raises Unavailable."""
    with _redis(settings) as client:
        about: dict[str, Any] = client.info("server")
        return str(about.get("valkey_version") or about["redis_version"])


def refused_large(settings: Settings) -> int:
    """How many webhooks were larger than allowed, until a week passed without one. Raises Unavailable."""
    return _counted(settings, REFUSED_LARGE)


def claims_dropped(settings: Settings) -> int:
    """How many claims of language models were not believed, until a week passed without one. Raises Unavailable."""
    return _counted(settings, CLAIMS_DROPPED)


def _counted(settings: Settings, key: str) -> int:
    with _redis(settings) as client:
        found = client.get(key)
        return int(found) if isinstance(found, bytes) else 0


@contextmanager
def _redis(settings: Settings) -> Iterator["redis.Redis"]:
    try:
        with redis.Redis.from_url(
            settings.redis_url.get_secret_value(), socket_timeout=SECONDS, socket_connect_timeout=SECONDS
        ) as client:
            yield client
    except (redis.RedisError, ValueError) as error:  # a URL that is none
        raise Unavailable(f"Redis does not answer: {error}") from error


def _dead(connection: psycopg.Connection[dict[str, Any]], tenant: str) -> int:
    connection.execute(_ENTER, {"tenant": tenant})
    found = connection.execute(_DEAD).fetchone()
    return int(found["count"]) if found else 0


def _all(settings: Settings, role: str, model: type[ModelT], query: LiteralString, **args: Any) -> list[ModelT]:
    with connect(settings, role) as connection, connection.cursor(row_factory=class_row(model)) as cursor:
        return cursor.execute(query, args).fetchall()
