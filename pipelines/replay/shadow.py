"""The shadow of a replay: a Postgres of its own with our schema, kept until the replay is applied or forgotten."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString
from uuid import UUID

import orjson

from contracts.settings import Settings
from memory.copying import Fenced
from memory.db import Database
from memory.examine import connect
from pipelines import local
from pipelines.own_postgres import own_postgres
from pipelines.replay.plan import Plan, Replay

_LIVE = """
select to_jsonb(m) as message from crm.messages m
where m.tenant_id = %(tenant)s and m.id = any(%(ids)s) and (%(channel)s::uuid is null or m.channel_id = %(channel)s)"""

_COPY = """
insert into crm.messages select * from jsonb_populate_recordset(null::crm.messages, %s::jsonb) on conflict do nothing"""


_SETTING: dict[str, LiteralString] = {
    "allow_groups": "update crm.channels set allow_groups = %s where id = %s",
    "session_timeout_minutes": "update crm.channels set session_timeout_minutes = %s where id = %s",
}


_CHECK_NOTHING = """
do $$ begin execute format(
  'alter role ventros_app in database %I set session_replication_role = replica', current_database()); end $$"""


WHOSE = "tenant"
"""The file that says whose record a shadow holds."""


def forget_shadows(settings: Settings, tenant_id: UUID) -> int:
    """Drop the shadows of a tenant that lie here, and those that do not say whose they are; how many."""
    folders = [one for one in (settings.data_dir / "replays").glob("*") if one.is_dir()]
    gone = [one for one in folders if not (file := one / WHOSE).is_file() or file.read_text() == str(tenant_id)]
    for folder in gone:
        local.remove(folder)
    return len(gone)


@contextmanager
def shadow(settings: Settings, plan: Replay) -> Iterator[Settings]:
    """The shadow of a plan while it runs, as it was left; settings like the live ones, but for its Postgres."""
    folder = plan.folder(settings)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with own_postgres(settings, folder) as own:
        hasten(own)
        (folder / WHOSE).write_text(str(plan.tenant_id))
        with connect(own, "admin") as admin:
            admin.execute("insert into core.tenants (id, name) values (%s, 'shadow') on conflict do nothing",
                          (plan.tenant_id,))  # fmt: skip
        yield own


def hasten(own: Settings) -> None:
    """Let the shadow wait for no disk, and check no references: what a crash of the machine takes of it can be done
    again, and what would be no row of the live record is found when the two are compared.
    """
    with connect(own, "admin") as admin:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            admin.execute(f"alter system set {setting} = off".encode())
        admin.execute("select pg_reload_conf()")
        admin.execute(_CHECK_NOTHING)


def furnish(live: Fenced, own: Settings, first: Mapping[tuple[UUID, str], Any]) -> None:
    """Give an empty shadow the tenant's projects and channels as they are, but for settings that had another value
    `first`: those are changed again later.
    """
    with connect(own, "admin") as admin, admin.transaction():
        if admin.execute("select from core.projects").fetchone() is None:
            admin.execute("set local session_replication_role = replica")
            live.copy("select * from core.projects where tenant_id = {tenant}", admin, "core.projects")
            live.copy("select * from crm.channels where tenant_id = {tenant}", admin, "crm.channels")
            for (channel, name), value in first.items():
                admin.execute(_SETTING[name], (value, channel))


async def bring(live: Database, own: Settings, plan: Plan, message_ids: Sequence[UUID]) -> None:
    """Copy messages into the shadow, as they are now; those of the plan's channel only."""
    async with live.tenant(plan.tenant_id, origin="flow") as tx:
        found = await tx.rows(_LIVE, ids=list(message_ids), channel=plan.channel_id)
    with connect(own, "admin") as admin:
        # What a message belongs to is not there, and nobody asks for it: a replica checks no references.
        admin.execute("set session_replication_role = replica")
        admin.execute(_COPY, (orjson.dumps([row["message"] for row in found]).decode(),))
