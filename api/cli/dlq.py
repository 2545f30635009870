"""`ventros dlq`: what flows could not digest."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.logs import harmless
from api.cli.tenants import across
from api.cli.token import Output, OutputOption
from contracts.errors import NotFound
from memory.core.dead_letter import DeadLetter, list_dead_letters, redrive, show_dead_letter
from memory.db import Tx

ResultT = TypeVar("ResultT")
MOST = 500
"""How many are listed, or driven through at a time, of one tenant."""

TenantOption = Annotated[str | None, typer.Option(help="Only this tenant's, by id or by name. Default: all tenants'.")]
LetterArgument = Annotated[UUID, typer.Argument(metavar="ID", help="Id of the dead letter.")]

app = typer.Typer(help="Look at dead letters and drive them through again.", no_args_is_help=True)


@app.command("list")
def list_letters(
    tenant: TenantOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that were driven through again.")] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """List the dead letters, newest first."""
    found = across(tenant, lambda tx: list_dead_letters(tx, limit=MOST, everything=everything))
    rows = [(tenant_is, letter) for tenant_is, letters in found.items() for letter in letters]
    if output is Output.JSON:
        typer.echo(json.dumps([{"tenant_id": str(whose), **one.model_dump(mode="json")} for whose, one in rows]))
        return
    if not rows:
        typer.echo("There are no dead letters.")
        return
    table = Table("id", "tenant", "since", "flow", "where", "try", "reason")
    for whose, letter in rows:
        table.add_row(*_row(whose, letter))
    Console().print(table)


@app.command()
def show(letter: LetterArgument, tenant: TenantOption = None, output: OutputOption = Output.TEXT) -> None:
    """Show a dead letter with its headers and its bytes."""
    found = _one(tenant, letter, lambda tx: show_dead_letter(tx, letter))
    data = bytes(found.pop("data"))
    if output is Output.JSON:
        typer.echo(json.dumps({**found, "data_base64": base64.b64encode(data).decode()}, default=str))
        return
    for name, value in [*((name, found[name]) for name in ("topic", "flow", "key")), *found["headers"].items()]:
        typer.echo(harmless(f"{name}: {value}"))
    typer.echo()
    typer.echo(harmless(data.decode(errors="replace")))


@app.command("redrive")
def drive(
    letters: Annotated[list[UUID] | None, typer.Argument(metavar="[ID]...", help="Ids of dead letters.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that were not driven through again.")] = False,
    tenant: TenantOption = None,
) -> None:
    """Drive dead letters through their topic again, after their cause was mended."""
    if bool(letters) == everything:
        raise typer.BadParameter("name the dead letters, or say --all")
    for letter in letters or []:
        _one(tenant, letter, lambda tx, letter=letter: redrive(tx, letter))  # type: ignore[misc]
    driven = len(letters or []) + (sum(across(tenant, _redrive_all).values()) if everything else 0)
    typer.echo(f"Driven through again: {driven}. `ventros dlq list` shows those that come back.")


async def _redrive_all(tx: Tx) -> int:
    letters = await list_dead_letters(tx, limit=MOST)
    for letter in letters:
        await redrive(tx, letter.id)
    return len(letters)


def _row(whose: UUID, letter: DeadLetter) -> tuple[str | Text, ...]:
    where = f"{letter.topic}/{letter.partition}@{letter.offset}"
    reason = Text(harmless(f"{letter.error_class}: {letter.error}")[:200])
    since = f"{letter.created_at.astimezone():%Y-%m-%d %H:%M}"
    return str(letter.id), str(whose)[:8], since, letter.flow, where, str(letter.attempt), reason


def _one(tenant: str | None, letter: UUID, operation: Callable[[Tx], Awaitable[ResultT]]) -> ResultT:
    """In the one tenant that has this dead letter. Raises NotFound."""

    async def there(tx: Tx) -> list[ResultT]:
        try:
            return [await operation(tx)]
        except NotFound:
            return []

    found = [result for results in across(tenant, there).values() for result in results]
    if not found:
        raise NotFound(f"There is no dead letter {letter} here.")
    return found[0]
