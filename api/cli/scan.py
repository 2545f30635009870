"""`ventros scan`: where texts stand, if anywhere."""

import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from api.cli.logs import harmless
from api.cli.token import Output, OutputOption
from contracts.errors import Invalid
from contracts.settings import Settings
from memory.db import Database
from memory.scan import Found
from pipelines.scan import scan as looked_for

SHORTEST = 4


TextsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="TEXT...", help="What to look for. Default: lines of standard input.")
]


def scan(texts: TextsArgument = None, output: OutputOption = Output.TEXT) -> None:
    """Look for texts in every table, in Redis, in the lake, in logs and files.

    The exit code is 1 when one is found. It reads everything there is, so it takes its time. What it prints names
    places, and texts by their number.
    """
    wanted = texts or [line.strip() for line in sys.stdin if line.strip()]
    if not wanted or min(map(len, wanted)) < SHORTEST:
        raise Invalid(f"Say what to look for, in texts of at least {SHORTEST} characters: shorter ones are everywhere.")
    found = asyncio.run(_scan(Settings(), wanted))
    if output is Output.JSON:
        typer.echo(json.dumps(told(found)))
    else:
        show(found)
    raise typer.Exit(1 if found else 0)


def told(found: Sequence[Found]) -> list[dict[str, Any]]:
    """What was found, for programs."""
    return [one._asdict() for one in found]


def show(found: Sequence[Found]) -> None:
    """Print what was found."""
    if not found:
        typer.echo("None of it is anywhere.")
        return
    table = Table("where", "text", "times")
    for one in found:
        table.add_row(harmless(one.where), f"no. {one.number + 1}", f"{one.times:,}")
    Console().print(table)


async def _scan(settings: Settings, texts: Sequence[str]) -> list[Found]:
    async with Database(settings.dsn("app"), size=1) as db:
        return await looked_for(settings, db, texts)
