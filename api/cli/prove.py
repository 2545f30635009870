"""`ventros prove`: the promises, checked against a system that is killed while it works."""

import asyncio
import json
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.cli.processes import Processes
from api.cli.token import Output, OutputOption
from api.demo.premises import own_services
from api.demo.proof import Proof, Prover
from api.demo.stage import prepare
from api.demo.undisturbed import second_database
from contracts.settings import Settings
from pipelines import local
from pipelines.demo import month

START = datetime(2026, 3, 1, tzinfo=UTC)
ROLES = ("relay", "flows", "api")

MessagesOption = Annotated[int, typer.Option(min=100, max=200_000, help="Webhooks of the invented month, at least.")]
KillsOption = Annotated[int, typer.Option(min=0, max=50, help="How often the flows, and the relay, are killed (-9).")]


def prove(messages: MessagesOption = 20_000, kills: KillsOption = 5, output: OutputOption = Output.TEXT) -> None:
    """Check that nothing is lost, doubled or put out of order while processes are killed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that everything is put away then, too
    console = Console(stderr=output is Output.JSON)
    with (
        _nowhere() as folder,
        own_services(folder, embedder="hashing", log_level="WARNING") as settings,
        _bars(console) as progress,
    ):
        proof = asyncio.run(_prove(settings, messages, kills, progress))
    if output is Output.JSON:
        typer.echo(json.dumps(proof.numbers()))
    else:
        console.print(table(proof))
    if not proof.holds:
        raise typer.Exit(1)


@contextmanager
def _nowhere() -> Iterator[Path]:
    """A folder for services, which is gone afterwards with all that runs in it."""
    with tempfile.TemporaryDirectory(prefix="ventros-prove-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # Postgres' user passes through
        try:
            yield folder
        finally:
            local.remove(folder)


async def _prove(settings: Settings, messages: int, kills: int, progress: Progress) -> Proof:
    stages = await prepare(settings)
    with second_database(settings) as undisturbed, Processes(settings, ROLES) as processes:
        prover = Prover(settings, processes, stages, progress)
        return await prover.prove(month(START, messages=messages), undisturbed, kills)


def _bars(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def table(proof: Proof) -> Table:
    """The result for people."""
    found = proof.comparison
    shown = Table(title=f"{proof.played.sent} webhooks, {proof.kills} processes killed with kill -9")
    shown.add_column("promise")
    shown.add_column("broken", justify="right")
    for name, count in (
        ("messages lost", found.lost),
        ("messages doubled, as row or event", found.doubled),
        ("messages otherwise than undisturbed", found.out_of_order),
        ("totals otherwise than counted by hand", found.miscounted),
        ("dead letters", found.dead_letters),
    ):
        shown.add_row(name, f"[{'red' if count else 'green'}]{count}[/]")
    verdict = "Every promise holds." if proof.holds else "[red]A promise is broken.[/]"
    shown.caption = (
        f"{verdict} {found.messages} messages in {proof.seconds:.1f} s: {proof.per_second:.0f} messages a second,"
        f" restarts included; {proof.played.retried} webhooks sent again."
    )
    return shown
