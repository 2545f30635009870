"""`ventros tenants`: whose data live here. Only whoever installs may open a tenant."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from api.cli.token import Output, OutputOption, tenant_id
from contracts.core.project import ProjectDraft
from contracts.errors import NotFound
from contracts.settings import Settings
from memory.core.dead_letter import NO_TENANT
from memory.core.project import create_project
from memory.core.tenant import create_tenant, list_tenants
from memory.db import Database, Tx

ResultT = TypeVar("ResultT")

app = typer.Typer(help="Open and list tenants.", no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the tenant is called.")],
    project: Annotated[str, typer.Option(help="Name of its first project.")] = "Main",
    output: OutputOption = Output.TEXT,
) -> None:
    """Open a tenant with a first project."""
    opened, first = asyncio.run(_create(Settings(), name, ProjectDraft(name=project)))
    if output is Output.JSON:
        typer.echo(json.dumps({"id": str(opened), "name": name, "project_id": str(first)}))
    else:
        typer.echo(opened)
        typer.echo(f"Its project {project!r} is {first}. Next: ventros channels add waha --tenant {opened}", err=True)


@app.command("list")
def list_all(output: OutputOption = Output.TEXT) -> None:
    """List the tenants by name."""
    tenants = asyncio.run(list_tenants(Settings()))
    if output is Output.JSON:
        typer.echo(json.dumps([tenant.model_dump(mode="json") for tenant in tenants]))
        return
    for tenant in tenants:
        typer.echo(f"{tenant.id}  {tenant.created_at:%Y-%m-%d}  {tenant.name}")


def asked(settings: Settings, ask: Callable[[Database], Awaitable[ResultT]]) -> ResultT:
    """Ask the database something that is nobody's alone."""

    async def run() -> ResultT:
        async with Database(settings.dsn("app"), size=1) as database:
            return await ask(database)

    return asyncio.run(run())


def inside(settings: Settings, tenant: str, operation: Callable[[Tx], Awaitable[ResultT]]) -> ResultT:
    """Do an operation for a tenant, by id or by name. Raises NotFound when there is none."""
    whose = tenant_id(settings, tenant)

    async def ask(database: Database) -> ResultT:
        if whose not in await database.tenants():
            raise NotFound(f"There is no tenant {whose} here.")
        async with database.tenant(whose) as tx:
            return await operation(tx)

    return asked(settings, ask)


def across(tenant: str | None, operation: Callable[[Tx], Awaitable[ResultT]]) -> dict[UUID, ResultT]:
    """What an operation brings in every tenant and for what is nobody's, or in the tenant that is named."""
    settings = Settings()
    only = tenant_id(settings, tenant) if tenant else None

    async def run() -> dict[UUID, ResultT]:
        async with Database(settings.dsn("app"), size=1) as database:
            found: dict[UUID, ResultT] = {}
            for whose in [only] if only else [NO_TENANT, *await database.tenants()]:
                async with database.tenant(whose) as tx:
                    found[whose] = await operation(tx)
            return found

    return asyncio.run(run())


async def _create(settings: Settings, name: str, draft: ProjectDraft) -> tuple[UUID, UUID]:
    opened = await create_tenant(settings, name)
    async with Database(settings.dsn("app"), size=1) as database, database.tenant(opened) as tx:
        return opened, (await create_project(tx, draft)).id
