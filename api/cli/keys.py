"""`ventros keys`: API keys of a tenant."""

import json
from collections.abc import Callable, Collection
from typing import Annotated
from uuid import UUID

import typer

from api.cli.tenants import inside
from api.cli.token import Output, OutputOption, ProjectOption, ScopeOption, TenantOption, duration
from contracts.core.permission import ProjectRole
from contracts.core.user import ApiKey, ApiKeyDraft
from contracts.crm.scope import SCOPES
from contracts.crm.strategy import STRATEGIES
from contracts.settings import Settings
from contracts.types import wall_clock
from memory.core.user import create_api_key, list_api_keys, revoke_api_key
from memory.db import Tx

app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)


def _one_of(known: Collection[str]) -> Callable[[str], str]:
    def parsed(text: str) -> str:
        if text not in known:
            raise typer.BadParameter(f"{text!r} is none: choose from {', '.join(known)}")
        return text

    return parsed


_strategy, _scope = _one_of(STRATEGIES), _one_of(SCOPES)


@app.command()
def create(  # noqa: PLR0913, PLR0917 - every option is a parameter
    tenant: TenantOption,
    name: Annotated[str, typer.Option(help="What it is for.")],
    role: Annotated[ProjectRole, typer.Option(help="What its caller is.")] = ProjectRole.AGENT,
    project: ProjectOption = None,
    scope: ScopeOption = None,
    strategy: Annotated[
        str | None, typer.Option(parser=_strategy, metavar="NAME", help="By which it searches when it names none.")
    ] = None,
    knowledge_scope: Annotated[
        str | None, typer.Option(parser=_scope, metavar="NAME", help="What part of the memory it may search at most.")
    ] = None,
    ttl: Annotated[str | None, typer.Option(help="How long it is good: 12h, 90d. Without: until revoked.")] = None,
    output: OutputOption = Output.TEXT,
) -> None:
    """Make an API key and print it, this once."""
    expires_at = wall_clock() + duration(ttl) if ttl else None
    draft = ApiKeyDraft(
        name=name, role=role, project_id=project, scopes=scope or [], strategy=strategy,
        knowledge_scope=knowledge_scope, expires_at=expires_at,
    )  # fmt: skip
    key, plain = inside(Settings(), tenant, lambda tx: create_api_key(tx, draft))
    if output is Output.JSON:
        typer.echo(json.dumps({**key.model_dump(mode="json"), "key": plain}))
    else:
        typer.echo(plain)
        typer.echo(f"API key {key.id}. It is not stored and cannot be shown again: keep it safe.", err=True)


@app.command("list")
def list_keys(tenant: TenantOption, output: OutputOption = Output.TEXT) -> None:
    """List the API keys that are not revoked."""
    keys = inside(Settings(), tenant, _every_key)
    if output is Output.JSON:
        typer.echo(json.dumps([key.model_dump(mode="json") for key in keys]))
        return
    for key in keys:
        until = f"until {key.expires_at:%Y-%m-%d %H:%M %Z}" if key.expires_at else "until revoked"
        typer.echo(f"{key.id}  vk_{key.prefix}_…  {key.role:<10}  {until}  {key.name}")


@app.command()
def revoke(key_id: Annotated[UUID, typer.Argument(help="Id of the key.")], tenant: TenantOption) -> None:
    """Revoke an API key; every door refuses it within 10 seconds."""
    inside(Settings(), tenant, lambda tx: revoke_api_key(tx, key_id))
    typer.echo(f"API key {key_id} is revoked.")


async def _every_key(tx: Tx) -> list[ApiKey]:
    page = await list_api_keys(tx, limit=100)
    keys = page.items
    while page.next:
        page = await list_api_keys(tx, limit=100, cursor=page.next)
        keys += page.items
    return keys
