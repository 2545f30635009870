"""`ventros replay`: the past once more with other code, beside what is live; the difference, and its application."""

import asyncio
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.table import Table

from api.cli.logs import harmless
from api.cli.progress import counted
from api.cli.remade import remade
from api.cli.token import Output, OutputOption, TenantOption, moment, tenant_id
from contracts.crm.fact import LANGUAGE
from contracts.errors import Invalid, NotFound
from contracts.settings import Settings
from memory.db import Database
from memory.sealed import Sealer
from pipelines import local
from pipelines.flows.talks import Talks
from pipelines.lake.store import Store
from pipelines.providers import choose_facts
from pipelines.replay.difference import Change, Difference, apply, difference
from pipelines.replay.enriching import Sources
from pipelines.replay.enriching import replay as enrich_anew
from pipelines.replay.plan import Plan, RecordPlan
from pipelines.replay.rereading import Reread, Window, reread, reread_talks
from pipelines.replay.shadow import shadow

SHOWN = 5
"""Samples of what is otherwise, the oldest messages first."""

AnyPlan = TypeVar("AnyPlan", bound=BaseModel)
Bar = Callable[[int, int], None]
app = typer.Typer(help="Do the past once more with other code, beside what is live, and compare.", no_args_is_help=True)


@app.command()
def enrich(
    tenant: TenantOption,
    since: Annotated[datetime, typer.Option(parser=moment, metavar="TIME", help="From when on, by when it came in.")],
    until: Annotated[
        datetime | None, typer.Option(parser=moment, metavar="TIME", help="Until when. Default: a day later.")
    ] = None,
    channel: Annotated[UUID | None, typer.Option(help="Only messages of this channel.")] = None,
    sentiment: Annotated[str, typer.Option(help="Sentiment provider to use in place of the present one.")] = "",
    entities: Annotated[str, typer.Option(help="Entity provider to use in place of the present one.")] = "",
    live: Annotated[bool, typer.Option("--apply", help="Bring what is otherwise live, all at once.")] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Enrich the messages of a time anew, with changed code, and show what would be otherwise.

    It reads the lake and works in a Postgres of its own beside the live one: nothing is sent, and nobody is told. Ended
    in the middle, the same command goes on where it was.
    """
    settings = Settings()
    plan = made(Plan, tenant_id=tenant_id(settings, tenant), since=since, until=until or since + timedelta(days=1),
                channel_id=channel, sentiment=sentiment, entities=entities)  # fmt: skip
    with counted() as bars:
        task = bars.add_task(f"replay {plan.name}", total=None)
        found, applied = asyncio.run(
            replayed(settings, plan, lambda done, of: bars.update(task, completed=done, total=of), live=live)
        )
    if output is Output.JSON:
        typer.echo(json.dumps({"replay": plan.name, **told(found), "applied": applied}, default=str))
    else:
        show(Console(), found)
        typer.echo(f"{applied:,} rows are live now." if live else "Nothing is changed: --apply brings this live.")
    if live:
        local.remove(plan.folder(settings))


@app.command()
def record(
    tenant: TenantOption,
    since: Annotated[
        datetime | None,
        typer.Option(parser=moment, metavar="TIME", help="Show what was recorded from then on. Default: all of it."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(parser=moment, metavar="TIME", help="Show what was recorded before. Default: up to a minute ago."),
    ] = None,
    live: Annotated[bool, typer.Option("--apply", help="Bring what is otherwise live, step by step.")] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Record all webhooks of a tenant anew, with changed code, and show what would be otherwise.

    It reads the lake, with what people did in between, and works in a Postgres of its own beside the live one: nothing
    is sent, and nobody is told. Ended in the middle, the same command goes on where it was.
    """
    settings = Settings()
    plan = made(RecordPlan, tenant_id=tenant_id(settings, tenant), since=since, until=until)
    with counted() as bars:
        task = bars.add_task(f"replay {plan.name}", total=None)
        done = remade(settings, plan, lambda done, of: bars.update(task, completed=done, total=of), live=live)
    if output is Output.JSON:
        typer.echo(json.dumps({"replay": plan.name, **done.told()}, default=str))
    else:
        done.show(Console())
    if live:
        local.remove(plan.folder(settings))


@app.command()
def facts(
    tenant: TenantOption,
    since: Annotated[
        datetime | None,
        typer.Option(parser=moment, metavar="TIME", help="From when on, by when it came in. Default: all."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(parser=moment, metavar="TIME", help="Until when. Default: now.")
    ] = None,
    live: Annotated[bool, typer.Option("--apply", help="Bring what is otherwise live, person by person.")] = False,
    language: Annotated[
        bool, typer.Option("--language", help="Have the language model read the talks, too: with --apply.")
    ] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Read facts anew out of the messages of a time, and show what would be otherwise.

    They take the place of what the same version of the rules read. What another version read stays, and can be asked
    for.
    """
    settings = Settings()
    window = made(Window, tenant_id=tenant_id(settings, tenant), since=since, until=until)
    if language and not live:
        raise Invalid("A language model is asked, and paid, only for what is kept: add --apply.")
    with counted() as bars:
        task = bars.add_task("replay facts", total=None)
        done = asyncio.run(
            reread_all(settings, window, lambda done, of: bars.update(task, completed=done, total=of), live, language)
        )
    if output is Output.JSON:
        typer.echo(json.dumps({**done.model_dump(mode="json"), "applied": live}))
        return
    table = Table("predicate", "begin", "end")
    for predicate in sorted({*done.begun, *done.ended}):
        table.add_row(predicate, f"{done.begun[predicate]:,}", f"{done.ended[predicate]:,}")
    Console().print(table)
    typer.echo(f"{done.messages:,} messages read by {done.extractor}.")
    if language:
        typer.echo(f"{done.talks:,} talks read by {LANGUAGE}, {done.unread:,} could not be.")
    typer.echo("It is live." if live else "Nothing is changed: --apply brings this live.")


async def reread_all(settings: Settings, window: Window, bar: Bar, live: bool, language: bool) -> Reread:
    """Read a time anew by rules, then by the language model if wished. Raises Invalid when there is none."""
    talks = Talks.of(settings) if language else None
    if talks and not talks.able:
        raise Invalid("There is no language model: name one in VENTROS_PROVIDERS.")
    async with Database(settings.dsn("app"), size=2) as db:
        done = await reread(db, window, choose_facts("rules"), bar, live=live)
        if talks:
            await reread_talks(db, window, talks, done, bar)
            await talks.close()
    return done


@app.command("ls")
def list_replays(output: OutputOption = Output.TEXT) -> None:
    """List the replays that were not applied: each keeps a Postgres in the data folder."""
    folder = Settings().data_dir / "replays"
    names = sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []
    if output is Output.JSON:
        typer.echo(json.dumps(names))
    else:
        typer.echo("\n".join(names) or "There are none.")


@app.command()
def forget(
    name: Annotated[str, typer.Argument(help="Name of the replay, as `ls` shows it.")],
) -> None:
    """Drop what a replay left."""
    folder = Settings().data_dir / "replays" / name
    if not re.fullmatch(r"[0-9a-f]{12}", name) or not folder.is_dir():
        raise NotFound(f"There is no replay {name!r}: `ventros replay ls` lists them.")
    local.remove(folder)
    typer.echo(f"Replay {name} is forgotten.")


async def replayed(settings: Settings, plan: Plan, bar: Bar, *, live: bool) -> tuple[Difference, int]:
    """Replay a plan, compare, and bring the difference live if wished; how many rows that changed."""
    with shadow(settings, plan) as own:
        async with Database(settings.dsn("app"), size=2) as db, Database(own.dsn("app"), size=1) as beside:
            sources = Sources(db, Store.of(settings), Sealer.from_settings(settings))
            await enrich_anew(settings, sources, own, plan, bar)
            found = await difference(db, beside, plan)
            return found, await apply(db, plan, found.changes) if live else 0


def show(console: Console, found: Difference) -> None:
    """Print what is otherwise: counts, what became what, and samples."""
    counts = Table("enrichment", "compared", "otherwise")
    for kind, number in sorted(found.compared.items()):
        counts.add_row(kind, f"{number:,}", f"{len(found.changed(kind)):,}")
    console.print(counts)
    for (before, after), number in found.moods().most_common():
        console.print(f"  {before} → {after}: {number:,}", highlight=False)
    for change in sorted(found.changes, key=lambda change: change.at)[:SHOWN]:
        console.print(f"  {change.at:%d %b %H:%M}  {harmless(change.text)[:70]}", highlight=False, markup=False)
        console.print(f"    {_short(change)}", highlight=False, markup=False)
    if found.moved_on:
        console.print(f"{found.moved_on:,} are left out: their messages say something else by now.", highlight=False)


def told(found: Difference) -> dict[str, Any]:
    """What is otherwise, for programs."""
    return {
        "compared": dict(found.compared),
        "moved_on": found.moved_on,
        "changes": [
            {
                "message_id": one.after.message_id,
                "kind": one.after.kind,
                "before": one.before,
                "after": one.after.result,
            }
            for one in found.changes
        ],
    }


def _short(change: Change) -> str:
    return f"{_said(change.before)} → {_said(change.after.result)}"


def _said(result: dict[str, Any] | None) -> str:
    if result is None:
        return "nothing"
    named = [f"{one['kind']} {one['value']}" for one in result.get("entities", ())]
    return str(result.get("label") or ", ".join(named) or "nothing")


def made(plan: type[AnyPlan], **said: Any) -> AnyPlan:
    """A plan from what was said. Raises Invalid in plain words."""
    try:
        return plan(**said)
    except ValidationError as error:
        raise Invalid("; ".join(one["msg"].removeprefix("Value error, ") for one in error.errors())) from None
