"""`ventros models`: the models that run offline, and the one whose vectors answer questions."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from api.cli.progress import counted
from api.cli.token import Output, OutputOption
from contracts.settings import Settings
from memory.db import Database
from memory.recall.models import EmbeddingModel, State, flip, models, named, prepare, retire
from memory.recall.reembedding import vectors
from pipelines.models import MODELS, ModelMissing, locate
from pipelines.models import fetch as fetch_models
from pipelines.providers import choose_embedder, identity
from pipelines.switching.catching_up import Bar, CatchingUp, Done
from pipelines.switching.comparing import MARGIN, Comparison

BY = "operator"
CONNECTIONS = 2

app = typer.Typer(help="Fetch and list the offline models, and switch the one that search asks.", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(help="As VENTROS_EMBEDDER has it, or the identity that `ls` shows.")]


@app.command()
def fetch(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Which ones. Default: all")] = None,
    output: OutputOption = Output.TEXT,
) -> None:
    """Bring the models into the data folder; what is there stays."""
    console = Console(stderr=True)
    with console.status("Fetching models …") as status:

        def progress(step: str) -> None:
            status.update(f"{step} …")
            console.print(step)

        paths = fetch_models(Settings().data_dir, names or None, progress)
    typer.echo(json.dumps([str(path) for path in paths]) if output is Output.JSON else "\n".join(map(str, paths)))


@app.command("list")
def list_models(output: OutputOption = Output.TEXT) -> None:
    """List the models and whether they are here."""
    folder = Settings().data_dir
    found = [(model, _path(folder, model.name)) for model in MODELS]
    if output is Output.JSON:
        typer.echo(json.dumps([{"name": model.name, "size": model.size, "path": path} for model, path in found]))
        return
    for model, path in found:
        typer.echo(f"{model.name}  {model.size // 1_000_000} MB  {path or 'not here: ventros models fetch'}")


def _path(folder: Path, name: str) -> str | None:
    try:
        return str(locate(folder, name))
    except ModelMissing:
        return None


@app.command("ls")
def list_embedders(output: OutputOption = Output.TEXT) -> None:
    """List the models that vectors are kept of, and which one answers questions."""
    found = asyncio.run(_kept(Settings()))
    if output is Output.JSON:
        typer.echo(json.dumps([{**one.model_dump(mode="json"), "vectors": number} for one, number in found]))
        return
    table = Table("state", "embedder", "vectors", "since", "by", "recall@10", Column("identity", overflow="fold"))
    for one, number in found:
        table.add_row(
            one.state, one.embedder, f"{number:,}", f"{one.since:%d %b %H:%M}", one.set_by, _beside(one), one.identity
        )
    Console().print(table)


@app.command()
def switch(
    embedder: Annotated[str, typer.Argument(help="As VENTROS_EMBEDDER has it.")],
    flipped: Annotated[bool, typer.Option("--flip", help="Let it answer even if it finds less.")] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Prepare another embedder, compare it with the one that answers, and let it answer if it does not find less.

    It goes on where it was when it is started again; the process `heavy` goes on with it, too. Until the very end
    questions are answered by the one before.
    """
    settings = Settings()
    with counted() as bars:
        task = bars.add_task(f"vectors of {embedder}", total=None)

        def bar(done: int, of: int) -> None:
            bars.update(task, completed=done, total=of)

        def say(found: Comparison) -> None:
            bars.console.print(_found(found), highlight=False)

        told = asyncio.run(_switch(settings, embedder, bar, say, flipped=flipped))
    if output is Output.JSON:
        typer.echo(json.dumps(told))
    else:
        _show(told)


@app.command("flip")
def flip_to(name: NameArgument) -> None:
    """Let a model answer from now on whose vectors are there: the one before again, or one that found less.

    It is one update. What was said since its vectors were made is found by words until it is embedded, within a minute.
    """
    typer.echo(asyncio.run(_flip(Settings(), name)))


@app.command()
def drop(name: NameArgument) -> None:
    """Remove the vectors of a model that does not answer. It cannot be gone back to then."""
    with Console(stderr=True).status("Removing vectors …"):
        removed = asyncio.run(_drop(Settings(), name))
    typer.echo(f"{removed:,} vectors are gone.")


async def _kept(settings: Settings) -> list[tuple[EmbeddingModel, int]]:
    async with Database(settings.dsn("app"), size=1) as db:
        number = dict[str, int]()
        for tenant_id in await db.tenants():
            async with db.tenant(tenant_id) as tx:
                for model, more in (await vectors(tx)).items():
                    number[model] = number.get(model, 0) + more
        return [(one, number.get(one.identity, 0)) for one in await models(db)]


async def _switch(
    settings: Settings, name: str, bar: Bar, say: Callable[[Comparison], None], *, flipped: bool
) -> dict[str, Any]:
    """`say` hears how it does beside the one that answers, before it may answer itself."""
    embedder = choose_embedder(name, settings.data_dir)
    of = identity(embedder)
    async with Database(settings.dsn("app"), size=CONNECTIONS) as db:
        await prepare(db, of, name, embedder.dimensions, BY)
        model, catching_up = await named(db, of), CatchingUp(settings, db)
        if model.state is State.CURRENT:
            return {"identity": of, "answers": True, "comparison": model.comparison, **_told(Done(), 0)}
        await catching_up.make_room()
        await catching_up.complete(model, bar)
        if (await named(db, of)).state is State.PREPARING:  # somebody else may have been quicker
            found = await catching_up.compared(model)
            say(found)
            if flipped or not found.worse:
                await flip(db, of, BY)
        model = await named(db, of)
        done = _told(catching_up.done, embedder.price_micros)
        return {"identity": of, "answers": model.state is State.CURRENT, "comparison": model.comparison, **done}


def _told(done: Done, price_micros: int) -> dict[str, Any]:
    return {
        "texts": done.texts,
        "texts_per_second": round(done.texts / done.seconds, 1) if done.seconds else None,
        "cost_micros": round(done.characters * price_micros / 1e6),
    }


async def _flip(settings: Settings, name: str) -> str:
    async with Database(settings.dsn("app"), size=1) as db:
        model = await named(db, name)
        await flip(db, model.identity, BY)
    return f"{model.embedder} answers from now on."


async def _drop(settings: Settings, name: str) -> int:
    async with Database(settings.dsn("app"), size=CONNECTIONS) as db:
        model = await named(db, name)
        await retire(db, model.identity, BY)
        return await CatchingUp(settings, db).drop(model)


def _beside(one: EmbeddingModel) -> str:
    if not one.comparison:
        return ""
    found = Comparison(**one.comparison)
    return f"{found.recall_after:.2f}, before {found.recall_before:.2f}"


def _found(found: Comparison) -> str:
    return (
        f"Of {found.questions:,} texts asked for by half of their words, by meaning alone, it finds"
        f" {found.recall_after:.3f} among the first ten; {found.before} finds {found.recall_before:.3f}."
        f" Of their tens {found.overlap:.0%} are the same."
    )


def _show(told: dict[str, Any]) -> None:
    if told["texts"]:
        price = f", for {told['cost_micros'] / 1e6:.4f} US dollars" if told["cost_micros"] else ""
        typer.echo(f"{told['texts']:,} texts were embedded, {told['texts_per_second']:,} a second{price}.")
    if told["answers"]:
        typer.echo(f"{told['identity']} answers questions.")
    else:
        typer.echo(
            f"It finds less by more than {MARGIN}, so the one before goes on: `ventros models flip` if you will."
        )
