"""`ventros models`: the models that run offline."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.token import Output, OutputOption
from contracts.settings import Settings
from pipelines.models import MODELS, ModelMissing, locate
from pipelines.models import fetch as fetch_models

app = typer.Typer(help="Fetch and list the offline models.", no_args_is_help=True)


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
