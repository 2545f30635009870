"""`ventros eval`: how well search finds what was said, in figures that can be compared."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from api.cli.progress import counted
from api.cli.token import Output, OutputOption
from contracts.settings import Settings
from pipelines.evaluation.metrics import MEASURES
from pipelines.evaluation.recall import evaluate, house
from pipelines.evaluation.suite import Form, read

app = typer.Typer(help="Measure how well search finds what was said.", no_args_is_help=True)


@app.callback()
def _only() -> None:
    """Measure how well search finds what was said."""


@app.command()
def recall(
    file: Annotated[Path, typer.Argument(help="The data set.", exists=True, dir_okay=False)],
    form: Annotated[Form, typer.Option("--format", help="What the file is: docs/recall.md tells.")],
    output: OutputOption = Output.TEXT,
) -> None:
    """Remember the conversations of a data set, ask its questions, and say which share of the evidence was found.

    It works in a Postgres of its own, which is gone afterwards, with the embedder that the settings name.
    """
    dialogues = read(form, file)
    with counted() as bars, house(Settings()) as own:
        task = bars.add_task("turns and questions", total=None)
        found = asyncio.run(
            evaluate(own, dialogues, lambda done, of: bars.update(task, completed=done, total=of))
        ).told()
    if output is Output.JSON:
        typer.echo(json.dumps(found))
    else:
        _show(Console(), found)


def _show(console: Console, found: dict[str, Any]) -> None:
    console.print(f"{found['questions']:,} questions to {found['items']:,} turns, {found['model']}", highlight=False)
    table = Table("", *MEASURES)
    rows = {"overall": found["overall"], **found["kinds"], **{f"by {way}": one for way, one in found["arms"].items()}}
    for name, figures in rows.items():
        table.add_row(name, *(f"{figures[measure]:.3f}" for measure in MEASURES) if figures else ())
    console.print(table)
    low, high = found["intervals"].get("recall@10", (0.0, 0.0))
    took = found["latency_ms"]
    console.print(f"recall@10 lies between {low:.3f} and {high:.3f} (95 %). A question took {took['p50']:.1f} ms"
                  f" (p50), {took['p95']:.1f} ms (p95), without its vector.", highlight=False)  # fmt: skip
