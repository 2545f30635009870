"""`ventros flows`: what reads the stream, how far it is behind, and how to stop a part of it for a while."""

import json
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.cli.tenants import asked
from api.cli.token import Output, OutputOption
from api.demo.quiet import flowing
from contracts.errors import Unavailable
from contracts.settings import Settings
from contracts.topics import FLOWS, topics_of
from memory.core import flow_pause
from memory.core.flow_pause import Pause, pauses
from pipelines.examine import broker
from pipelines.lag import Lag, lags

app = typer.Typer(help="See what reads the stream, and stop a part of it for a while.", no_args_is_help=True)


LOOK_SECONDS = 0.2


def flow_name(text: str) -> str:
    """The name of a flow. Raises typer.BadParameter."""
    if text not in FLOWS:
        raise typer.BadParameter(f"{text!r} is no flow: choose from {', '.join(FLOWS)}")
    return text


FlowArgument = Annotated[str, typer.Argument(metavar="FLOW", parser=flow_name, help="Name of the flow.")]


@app.command("ls")
def list_flows(output: OutputOption = Output.TEXT) -> None:
    """List the flows with what they read, whether they are paused, and how far they are behind."""
    settings = Settings()
    stopped, behind = {one.flow: one for one in asked(settings, pauses)}, lags(settings, broker(settings))
    if output is Output.JSON:
        typer.echo(json.dumps([_told(flow, stopped.get(flow), behind[flow]) for flow in behind]))
        return
    table = Table("flow", "reads", "state", "behind")
    for flow in behind:
        table.add_row(flow, ", ".join(topics_of(flow)), _state(stopped.get(flow)), _sum(behind[flow]))
    Console().print(table)


@app.command()
def lag(output: OutputOption = Output.TEXT) -> None:
    """Show for every flow and partition how many records it has still to read."""
    settings = Settings()
    found = [(flow, *place, count) for flow, its in lags(settings, broker(settings)).items()
             for place, count in its.items()]  # fmt: skip
    if output is Output.JSON:
        names = ("flow", "topic", "partition", "behind")
        typer.echo(json.dumps([dict(zip(names, row, strict=True)) for row in found]))
        return
    table = Table("flow", "topic", "partition", "behind")
    for flow, topic, partition, count in found:
        table.add_row(flow, topic, str(partition), "unknown" if count is None else f"{count:,}")
    Console().print(table)


@app.command()
def pause(
    flow: FlowArgument,
    why: Annotated[str, typer.Option(help="Why, for whoever finds it paused.", prompt="Why")],
) -> None:
    """Stop a flow within a second: it passes over what comes and keeps its position. Of `outbound`: nothing is sent."""
    asked(Settings(), lambda db: flow_pause.pause(db, flow, why[:500]))
    typer.echo(f"{flow} is paused. What comes waits for it: `ventros flows resume {flow}` lets it read on from there.")


@app.command()
def resume(flow: FlowArgument) -> None:
    """Let a flow read on from where it was paused; its process starts anew for that."""
    was = asked(Settings(), lambda db: flow_pause.resume(db, flow))
    typer.echo(f"{flow} reads on." if was else f"{flow} was not paused.")


@app.command()
def wait(
    flow: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FLOW]...", parser=flow_name, help="Names of flows. Default: all that are not paused."),
    ] = None,
    timeout: Annotated[float, typer.Option(help="How many seconds to wait.")] = 120.0,
) -> None:
    """Wait until all that was taken in is published, and these flows have read it."""
    settings, deadline, quiet = Settings(), time.monotonic() + timeout, 0
    flows = set(flow or set(FLOWS) - {one.flow for one in asked(settings, pauses)})
    while quiet < 2:  # one look is not one moment: what a flow read just now may have been told after we looked there
        under_way = flowing(settings, flows)
        quiet = 0 if under_way else quiet + 1
        if under_way and time.monotonic() > deadline:
            raise Unavailable(f"Not read within {timeout:g} s: {under_way}. `ventros flows ls` says by whom.")
        time.sleep(LOOK_SECONDS)
    typer.echo(f"Everything is read by {', '.join(flow)}." if flow else "Everything is read.")


def _told(flow: str, stopped: Pause | None, its: Lag) -> dict[str, object]:
    unknown = None in its.values()
    return {
        "flow": flow,
        "topics": list(topics_of(flow)),
        "paused": stopped.model_dump(mode="json", exclude={"flow"}) if stopped else None,
        "behind": None if unknown else sum(count or 0 for count in its.values()),
    }


def _state(stopped: Pause | None) -> str:
    return f"paused since {stopped.since:%Y-%m-%d %H:%M} UTC: {stopped.why}" if stopped else "reads"


def _sum(its: Lag) -> str:
    return "unknown" if None in its.values() else f"{sum(count or 0 for count in its.values()):,}"
