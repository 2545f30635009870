"""`ventros train`: makes the weights that come with the code, from invented dialogues alone."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from api.cli.progress import counted
from api.cli.token import Output, OutputOption
from contracts.settings import Settings
from memory.recall import fusion
from pipelines.evaluation.recall import examples, house
from pipelines.evaluation.synthetic.suites import TRAINING, dialogues
from pipelines.evaluation.training import compare, train

app = typer.Typer(help="Make the weights that come with the code.", no_args_is_help=True)

SHIPPED = Path(fusion.__file__).with_name("fusion.json")


@app.callback()
def _only() -> None:
    """Make the weights that come with the code."""


@app.command("fusion")
def train_fusion(
    write: Annotated[Path | None, typer.Option(help="Where the weights go. Default: into the code.")] = None,
    seed: Annotated[int, typer.Option(help="What the weights begin with.")] = 0,
    output: OutputOption = Output.TEXT,
) -> None:
    """Train the network that puts what search found in order, on dialogues that no evaluation asks about.

    It says first what such a network earns on dialogues that it was not trained on. Needs the extra `ml`, and some
    minutes.
    """
    given = [one for language in TRAINING.stories for one in dialogues(TRAINING, language)]
    with counted() as bars, house(Settings()) as own:
        task = bars.add_task("turns and questions", total=None)
        asked = asyncio.run(examples(own, given, lambda done, of: bars.update(task, completed=done, total=of)))
    found = compare(asked, seed)
    train([one for dialogue in asked for one in dialogue], seed).write(write or SHIPPED)
    told = {"questions": sum(map(len, asked)), "recall@10": found, "written": str(write or SHIPPED)}
    if output is Output.JSON:
        typer.echo(json.dumps(told))
    else:
        typer.echo(f"{told['questions']} questions, each asked of what was trained on others: recall@10 "
                   f"{found['convex']:.3f} by the plain sum, {found['learned']:.3f} learned.")  # fmt: skip
        typer.echo(f"{told['written']} is written.")
