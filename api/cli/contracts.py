"""`ventros contracts`: whether the events still say what was promised with the last release."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from api.cli.docs import ROOT, in_a_checkout, schemas
from api.cli.token import Output, OutputOption
from contracts.compatibility import Break, breaks
from contracts.errors import NotFound
from contracts.event import CATALOGUE
from contracts.topics import TOPICS

RELEASED = ROOT / "contracts" / "released"
"""The schemas of the last release, which nobody edits: `ventros contracts release` writes them."""

app = typer.Typer(help="Check events against the last release, and promise them anew.", no_args_is_help=True)
AgainstOption = Annotated[
    Path | None,
    typer.Option("--against", help="Folder with the schemas of a release. Default: those of the last one."),
]


@app.command()
def check(against: AgainstOption = None, output: OutputOption = Output.TEXT) -> None:
    """Say what the events break that they did not break at the last release, and whom. Exit code 1 if anything."""
    if against is None:
        in_a_checkout()
    old, new = released(against or RELEASED), {name: json.loads(text) for name, text in schemas().items()}
    found = breaks(old, new)
    if output is Output.JSON:
        typer.echo(json.dumps([{**asdict(one), "whom": whom(one)} for one in found]))
    elif found:
        _show(found)
    else:
        added = len(new.keys() - old.keys())
        typer.echo(f"All {len(old)} events of the last release are still kept; {added} are new.")
    raise typer.Exit(1 if found else 0)


@app.command()
def release() -> None:
    """Promise the present events: they are what later changes are checked against."""
    in_a_checkout()
    present = schemas()
    RELEASED.mkdir(exist_ok=True)
    for path in RELEASED.glob("*.json"):
        path.unlink()
    for name, text in present.items():
        (RELEASED / f"{name}.json").write_text(text)
    typer.echo(f"{len(present)} events are promised. Commit contracts/released.")


def released(folder: Path) -> dict[str, Any]:
    """The schemas of a release by their names. Raises NotFound where there are none."""
    found = {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
    if not found:
        raise NotFound(f"There are no schemas in {folder}: `ventros contracts release` writes those of a release.")
    return found


def whom(found: Break) -> list[str]:
    """By their names, those whom a change breaks."""
    event = CATALOGUE.get(found.schema.rpartition(".v")[0])
    flows = list(TOPICS[event.spec.topic].readers) if event else []
    if found.sufferer == "readers":
        return [*flows, "whoever reads the topic or its queue outside"]
    return ["whoever replays what was written before", *flows]


def _show(found: list[Break]) -> None:
    table = Table("event", "what", "breaks")
    for one in found:
        table.add_row(one.schema, one.why, ", ".join(whom(one)))
    Console().print(table)
    typer.echo(
        "Give a new field a default, or raise the event's version in its class line: a new promise to its readers."
        " A replay must be able to read every version that was ever written."
    )
