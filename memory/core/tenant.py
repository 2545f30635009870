"""Tenants: made by whoever installs, never through a door. Only the owner of the tables may write or name them."""

from datetime import datetime
from uuid import UUID, uuid4

import psycopg
from pydantic import BaseModel

from contracts.errors import Conflict, Invalid, NotFound
from contracts.settings import Settings
from memory.db import Database

_FENCED = """
select a.attrelid::regclass::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
where a.attname = 'tenant_id' and not a.attisdropped and c.relkind = 'r' and c.relpersistence = 'p' order by 1"""


class Tenant(BaseModel):
    """A customer of the installation."""

    id: UUID
    name: str
    created_at: datetime


async def create_tenant(settings: Settings, name: str) -> UUID:
    """Open a tenant. Raises Invalid for an empty or endless name."""
    if not 1 <= len(name.strip()) <= 200:
        raise Invalid("A tenant's name has 1 to 200 characters.")
    tenant_id = uuid4()
    async with _owner(settings) as database:
        await database.query("insert into core.tenants (id, name) values (%s, %s)", (tenant_id, name.strip()))
    return tenant_id


async def find_tenant(settings: Settings, name: str) -> UUID:
    """The tenant of that name. Raises NotFound when there is none, Conflict when there are several."""
    async with _owner(settings) as database:
        found = await database.query("select id from core.tenants where name = %s order by id limit 2", (name,))
    if not found:
        raise NotFound(f"There is no tenant called {name!r} here.")
    if len(found) > 1:
        raise Conflict(f"Several tenants are called {name!r}: give the id of the one you mean.")
    tenant_id: UUID = found[0]["id"]
    return tenant_id


async def list_tenants(settings: Settings) -> list[Tenant]:
    """List the tenants by name."""
    async with _owner(settings) as database:
        found = await database.query("select id, name, created_at from core.tenants order by name, id")
    return [Tenant.model_validate(row) for row in found]


async def remove_tenant(settings: Settings, tenant_id: UUID) -> None:
    """Remove a tenant with all that the database holds of it, marts included. The administrator must be a superuser.

    Nothing may be under way for it: what still flows in is recorded again. Raises NotFound when there is none.
    """
    connect = psycopg.AsyncConnection.connect
    async with await connect(settings.dsn("admin"), autocommit=True) as admin, admin.transaction():
        # Every row goes, whatever it refers to: what foreign keys and counting triggers keep in order goes with it.
        await admin.execute("set local session_replication_role = replica")
        for (table,) in await (await admin.execute(_FENCED)).fetchall():
            await admin.execute(f"delete from {table} where tenant_id = %s", (tenant_id,))  # noqa: S608
        gone = await admin.execute("delete from core.tenants where id = %s", (tenant_id,))
        if not gone.rowcount:
            raise NotFound(f"There is no tenant {tenant_id} here.")


def _owner(settings: Settings) -> Database:
    """As an administrator in the part of the tables' owner, who has no login of its own."""
    return Database(settings.dsn("admin") + " options='-c role=ventros_owner'", size=1)
