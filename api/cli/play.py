"""`ventros play`: an invented month, sent into the installation that runs, to try things on."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api.cli.token import Output, OutputOption, moment
from api.demo.comparison import count
from api.demo.player import Played
from api.demo.player import play as send
from api.demo.quiet import until_quiet
from api.demo.stage import Stage, prepare
from contracts.settings import Settings
from memory.db import Database
from pipelines.demo import month

DAYS = 30
SHOWN = ("messages", "sessions", "contacts", "inbound", "outbound")

SinceOption = Annotated[
    datetime | None, typer.Option(parser=moment, metavar="TIME", help="Its first day. Default: thirty days ago.")
]
MessagesOption = Annotated[int, typer.Option(min=100, max=50_000, help="Webhooks of the month, at least.")]
PaceOption = Annotated[
    float | None, typer.Option(min=1, max=1000, help="Webhooks a second. Default: as fast as they are taken.")
]
WaitOption = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until all of them have had their effects.")]


@dataclass(frozen=True)
class Month:
    """What was sent, and what each shop has by now, by its name."""

    played: Played
    shops: dict[str, dict[str, int]]

    def told(self) -> dict[str, Any]:
        """All of it for a program."""
        sent = {"webhooks": self.played.sent, "sent_again": self.played.retried}
        return {**sent, "seconds": round(self.played.seconds, 1), "shops": self.shops}


def play(
    since: SinceOption = None,
    messages: MessagesOption = 2000,
    pace: PaceOption = None,
    wait: WaitOption = True,
    output: OutputOption = Output.TEXT,
) -> None:
    """Play an invented month of two shops into the installation that runs, and leave it there.

    The shops are tenants of their own, opened when they are missing. The same day and number make the same month to
    the byte: played again, it changes nothing.
    """
    start = since or _midnight() - timedelta(days=DAYS)
    found = asyncio.run(_play(Settings(), start, messages, pace, wait=wait))
    if output is Output.JSON:
        typer.echo(json.dumps(found.told()))
        return
    typer.echo(f"{found.played.sent:,} webhooks taken, {found.played.retried:,} of them sent again.")
    for shop, has in found.shops.items():
        typer.echo(f"{shop}: {', '.join(f'{has[name]:,} {name}' for name in SHOWN)}")


async def _play(settings: Settings, start: datetime, messages: int, pace: float | None, *, wait: bool) -> Month:
    """Send the month. Raises Unavailable, NotTaken, Refused, NotQuiet."""
    stages, webhooks = await prepare(settings), month(start, messages=messages, days=DAYS)
    url = f"http://{settings.api_host}:{settings.api_port}"
    with _bar() as bar:
        task = bar.add_task("webhooks", total=len(webhooks))
        played = await send(url, stages, webhooks, pace=pace, progress=lambda taken: bar.update(task, completed=taken))
        if wait:
            await until_quiet(settings, told=lambda busy: bar.update(task, description=busy))
    return Month(played, await _counted(settings, stages))


async def _counted(settings: Settings, stages: list[Stage]) -> dict[str, dict[str, int]]:
    shops: dict[str, dict[str, int]] = {}
    async with Database(settings.dsn("app"), size=1) as db:
        for stage in stages:
            async with db.tenant(stage.tenant_id) as tx:
                shops[stage.shop.name] = await count(tx)
    return shops


def _midnight() -> datetime:
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
