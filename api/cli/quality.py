"""`ventros quality`: whether the rows keep what the contracts promise, and what does not."""

import asyncio
import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from api.cli.lake import SinceOption
from api.cli.logs import harmless
from api.cli.tenants import across
from api.cli.token import Output, OutputOption, tenant_id
from contracts.errors import NotFound
from contracts.settings import Settings
from memory.core.quarantine import Kind, Quarantined, accept, quarantined
from memory.db import Tx
from pipelines.quality import NotInstalled, installed


class Where(StrEnum):
    """What is looked at."""

    LAKE = "lake"
    STAGING = "staging"


TenantOption = Annotated[str | None, typer.Option(help="Only this tenant, by id or by name. Default: all tenants.")]
OnlyOption = Annotated[Where | None, typer.Option(help="Only the lake, or only the staging views of the marts.")]

app = typer.Typer(help="Check the lake and the staging views against the contracts.", no_args_is_help=True)


@app.command()
def run(
    tenant: TenantOption = None,
    since: SinceOption = None,
    only: OnlyOption = None,
    to: Annotated[Path | None, typer.Option(help="Folder for the page. Default: quality in the data folder.")] = None,
    output: OutputOption = Output.TEXT,
) -> None:
    """Look at the rows, put into quarantine what breaks a promise, write a page. Exit code 1 when something does."""
    if not installed():
        raise NotInstalled
    from pipelines.quality import page
    from pipelines.quality.run import run as look

    settings = Settings()
    whose = [tenant_id(settings, tenant)] if tenant else None
    with _progress() as progress:
        tasks = {where: progress.add_task(where, total=None) for where in ([only] if only else Where)}

        def say(what: str, done: int, total: int) -> None:
            progress.update(tasks[Where(what)], completed=done, total=total)

        asked = look(settings, tenants=whose, since=since, only=only.value if only else None, say=say)
        verdict = asyncio.run(asked)
    written = page.write(verdict, to or settings.data_dir / "quality")
    if output is Output.JSON:
        typer.echo(
            json.dumps({**asdict(verdict), "violations": verdict.violations(), "page": str(written)}, default=str)
        )
    else:
        for suite in verdict.suites:
            for promise in (one for one in suite.promises.values() if one.violations):
                typer.echo(f"{suite.name}: not so: {promise.what} ({promise.violations:,} rows)")
        typer.echo(f"{sum(verdict.rows.values()):,} rows, {verdict.violations():,} violations. {written}")
        if verdict.missing:
            typer.echo(f"Not built yet, see `ventros analytics build`: {', '.join(verdict.missing)}", err=True)
    raise typer.Exit(1 if verdict.violations() else 0)


@app.command("ls")
def list_quarantined(
    tenant: TenantOption = None,
    only: OnlyOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what was released.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Rows at most, of one tenant.")] = 100,
    output: OutputOption = Output.TEXT,
) -> None:
    """List what is in quarantine, newest first: which row, where, which promise it breaks."""
    kind: Kind | None = only.value if only else None
    found = across(tenant, lambda tx: quarantined(tx, kind=kind, limit=limit, everything=everything))
    rows = [(whose, one) for whose, ones in found.items() for one in ones]
    if output is Output.JSON:
        typer.echo(json.dumps([{"tenant_id": str(whose), **one.model_dump(mode="json")} for whose, one in rows]))
        return
    if not rows:
        typer.echo("Nothing is in quarantine.")
        return
    table = Table(
        "id", "tenant", "since", "suite", "row", "where", "broken promise", *(["released"] if everything else [])
    )
    for whose, one in rows:
        table.add_row(*_row(whose, one), *([_released(one)] if everything else []))
    Console().print(table)


@app.command()
def release(
    rows: Annotated[list[UUID] | None, typer.Argument(metavar="[ID]...", help="Ids in the quarantine.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is in quarantine.")] = False,
    tenant: TenantOption = None,
) -> None:
    """Accept rows as they are: no run puts them into quarantine again for the same promise."""
    if bool(rows) == everything:
        raise typer.BadParameter("name what is to be released, or say --all")

    async def let_out(tx: Tx) -> int:
        return await accept(tx, rows or [one.id for one in await quarantined(tx)])

    released = sum(across(tenant, let_out).values())
    if rows and not released:
        raise NotFound("There is nothing of that in quarantine here.")
    typer.echo(f"Released: {released}.")


def _row(whose: UUID, one: Quarantined) -> tuple[str | Text, ...]:
    since = f"{one.found_at.astimezone():%Y-%m-%d %H:%M}"
    where = " ".join(f"{place['partition']}@{place['offset']}" for place in one.places if "offset" in place)
    return str(one.id), str(whose)[:8], since, one.suite, Text(harmless(one.row_id)[:200]), where, one.expectation


def _released(one: Quarantined) -> str:
    if one.released_at is None:
        return ""
    return f"{one.released_at.astimezone():%Y-%m-%d %H:%M}{', accepted' if one.accepted else ''}"


def _progress() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True))
