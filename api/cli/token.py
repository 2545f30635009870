"""`ventros token`: an access token of the local issuer."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from api.auth.issuer import Issuer
from contracts.core.permission import PROJECT_PERMISSIONS, ProjectRole
from contracts.core.user import Principal
from contracts.errors import Conflict
from contracts.settings import Settings
from memory.core.tenant import find_tenant

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Output(StrEnum):
    """How a command answers."""

    TEXT = "text"
    JSON = "json"


def duration(text: str) -> timedelta:
    """A time span such as 90s, 30m, 12h or 7d. Raises typer.BadParameter."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", text)
    if not found:
        raise typer.BadParameter(f"{text!r} is no time span: write 90s, 30m, 12h or 7d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def moment(text: str) -> datetime:
    """A day or a moment in ISO 8601, in UTC where it names no zone. Raises typer.BadParameter."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no moment: write 2026-03-02 or 2026-03-02T14:00:00Z") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def permission(text: str) -> str:
    """The name of a permission. Raises typer.BadParameter."""
    if text not in PROJECT_PERMISSIONS:
        raise typer.BadParameter(f"{text!r} is no permission: choose from {', '.join(PROJECT_PERMISSIONS)}")
    return text


def tenant_id(settings: Settings, name: str) -> UUID:
    """The tenant by id or by name; only the name needs the database."""
    try:
        return UUID(name)
    except ValueError:
        return asyncio.run(find_tenant(settings, name))


TenantOption = Annotated[str, typer.Option(help="Tenant, by id or by name.")]
ProjectOption = Annotated[UUID | None, typer.Option(help="Bind it to one project.")]
ScopeOption = Annotated[
    list[str] | None,
    typer.Option(parser=permission, metavar="PERMISSION", help="Narrow it to this permission; may be repeated."),
]
OutputOption = Annotated[Output, typer.Option(help="The bare value, or JSON.")]


def token(
    tenant: TenantOption,
    role: Annotated[ProjectRole, typer.Option(help="What the caller is.")] = ProjectRole.ADMIN,
    project: ProjectOption = None,
    scope: ScopeOption = None,
    ttl: Annotated[str, typer.Option(help="How long it is good: 90s, 30m, 12h, 7d.")] = "1h",
    output: OutputOption = Output.TEXT,
) -> None:
    """Print an access token of the local issuer."""
    settings = Settings()
    if settings.jwks_url:
        raise Conflict("Tokens come from the issuer of VENTROS_JWKS_URL here: ask it for one, or make an API key.")
    lasts = duration(ttl)
    principal = Principal(
        tenant_id=tenant_id(settings, tenant),
        subject="operator",
        role=role,
        project_id=project,
        scopes=frozenset(scope or []),
    )
    text = Issuer.from_settings(settings).issue(principal, lasts)
    if output is Output.JSON:
        expires_in = int(lasts.total_seconds())
        answer = {"access_token": text, "token_type": "Bearer", "expires_in": expires_in}
        text = json.dumps({**answer, **principal.model_dump(mode="json")})
    typer.echo(text)
