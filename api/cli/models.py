"""`ventros models`: the models that run offline."""

import json
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
    found = []
    for model in MODELS:
        try:
            path = str(locate(folder, model.name))
        except ModelMissing:
            path = None
        found.append({"name": model.name, "size": model.size, "path": path})
    if output is Output.JSON:
        typer.echo(json.dumps(found))
        return
    for one in found:
        typer.echo(f"{one['name']}  {one['size'] // 1_000_000} MB  {one['path'] or 'not here: ventros models fetch'}")
