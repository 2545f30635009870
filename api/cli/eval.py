"""`ventros eval`: how well search finds what was said, in figures that can be compared."""

import asyncio
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from api.cli.progress import counted
from api.cli.token import Output, OutputOption
from contracts.settings import Settings
from pipelines.evaluation import facts
from pipelines.evaluation.metrics import MEASURES
from pipelines.evaluation.recall import evaluate, house
from pipelines.evaluation.suite import Dialogue, Form, read, told
from pipelines.evaluation.synthetic.suites import TEST, dialogues
from pipelines.providers import choose_facts

app = typer.Typer(help="Measure how well search finds what was said.", no_args_is_help=True)


class Suite(StrEnum):
    """Our own suites."""

    PT = "pt"
    EN = "en"
    ALL = "all"


SuiteOption = Annotated[Suite, typer.Option("--suite", help="Which of our own suites.")]


@app.command()
def recall(
    file: Annotated[Path | None, typer.Argument(help="A data set of yours.", exists=True, dir_okay=False)] = None,
    form: Annotated[Form | None, typer.Option("--format", help="What the file is: docs/recall.md tells.")] = None,
    suite: SuiteOption = Suite.ALL,
    output: OutputOption = Output.TEXT,
) -> None:
    """Remember conversations, ask questions about them, and say which share of the evidence was found.

    The conversations are our own suites, or those of a file. It works in a Postgres of its own, which is gone
    afterwards, with the embedder that the settings name. In the end what one speaker of each dialogue said is erased
    and asked after once more: the exit code is 1 when anything of it is found.
    """
    if (file is None) != (form is None):
        raise typer.BadParameter("a file and its --format go together.")
    asked = read(form, file) if file and form else _ours(suite)
    with counted() as bars, house(Settings()) as own:
        task = bars.add_task("turns and questions", total=None)
        found = asyncio.run(evaluate(own, asked, lambda done, of: bars.update(task, completed=done, total=of))).told()
    if output is Output.JSON:
        typer.echo(json.dumps(found))
    else:
        _show(Console(), found)
    raise typer.Exit(1 if found["erasure"]["leaked"] else 0)


@app.command("facts")
def show_facts(suite: SuiteOption = Suite.ALL, output: OutputOption = Output.TEXT) -> None:
    """Read facts out of our own suites, and say how often what is known of people is right, now and at a time."""
    reader = choose_facts("rules")
    found = facts.told([one for dialogue in _ours(suite) for one in facts.judge(dialogue, reader)])
    if output is Output.JSON:
        typer.echo(json.dumps(found))
        return
    table = Table("", "share")
    for name, share in {**found["overall"], **found["predicates"]}.items():
        table.add_row(name, "" if share is None else f"{share:.3f}")
    Console().print(table)


@app.command("dialogues")
def show_dialogue(
    suite: SuiteOption = Suite.PT,
    number: Annotated[int, typer.Option(min=1, help="Which dialogue of the suite.")] = 1,
) -> None:
    """Show a dialogue of our own suites, with what is asked about it, to be read by eye."""
    ours = _ours(suite)
    if number > len(ours):
        raise typer.BadParameter(f"there are {len(ours)} dialogues.", param_hint="--number")
    for line in told(ours[number - 1]):
        typer.echo(line)


def _ours(suite: Suite) -> list[Dialogue]:
    languages = ("pt", "en") if suite is Suite.ALL else (suite.value,)
    return [one for language in languages for one in dialogues(TEST, language)]


def _show(console: Console, found: dict[str, Any]) -> None:
    console.print(f"{found['questions']:,} questions to {found['items']:,} turns, {found['model']}", highlight=False)
    table = Table("", *MEASURES)
    for name, figures in _rows(found).items():
        table.add_row(name, *(f"{figures[measure]:.3f}" for measure in MEASURES) if figures else ())
    console.print(table)
    low, high = found["intervals"].get("recall@10", (0.0, 0.0))
    took = found["latency_ms"]
    console.print(f"recall@10 lies between {low:.3f} and {high:.3f} (95 %). A question took {took['p50']:.1f} ms"
                  f" (p50), {took['p95']:.1f} ms (p95), without its vector.", highlight=False)  # fmt: skip
    if (auc := found["abstention_auc"]) is not None:
        console.print(f"The best score tells what can be answered from what cannot with an AUC of {auc:.3f}.")
    probed, leaked = found["erasure"]["probed"], found["erasure"]["leaked"]
    console.print(f"After erasures {probed:,} questions were asked again: {leaked:,} found something that is gone.")


def _rows(found: dict[str, Any]) -> dict[str, dict[str, float]]:
    suites = {
        " ".join(filter(None, (suite, kind))): figures
        for suite, of in found["suites"].items()
        for kind, figures in {"": of["overall"], **of["kinds"]}.items()
    }
    by = {f"by {way}": figures for way, figures in found["arms"].items()}
    return {"overall": found["overall"], **found["kinds"], **suites, **by}
