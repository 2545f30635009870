"""`ventros doctor`: what is well and what is not, and how to mend it."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import typer
from rich.console import Console
from rich.table import Table

from api.cli.checks import Finding
from api.cli.checks.broker import broker
from api.cli.checks.database import database
from api.cli.checks.machine import machine
from api.cli.checks.processes import cache, processes
from api.cli.checks.rabbitmq import rabbitmq
from api.cli.checks.temporal import temporal
from api.cli.installation import DataDir
from api.cli.token import Output, OutputOption
from contracts.settings import Settings

Check = Callable[[Settings], list[Finding]]
CHECKS: tuple[Check, ...] = (machine, database, broker, rabbitmq, cache, temporal, processes)
COLOURS = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def doctor(data_dir: DataDir = None, output: OutputOption = Output.TEXT) -> None:
    """Say what is well and what is not, and how to mend it.

    Exit code 1 when anything fails.
    """
    findings = examined(Settings(data_dir=data_dir) if data_dir else Settings())
    if output is Output.JSON:
        typer.echo(json.dumps([finding.model_dump() for finding in findings]))
    else:
        Console().print(_table(findings))
    if any(finding.state == "fail" for finding in findings):
        raise typer.Exit(1)


def examined(settings: Settings) -> list[Finding]:
    """All findings. The checks run side by side: what does not answer costs its two seconds once."""
    with ThreadPoolExecutor(len(CHECKS)) as pool:
        return [finding for findings in pool.map(lambda check: _done(check, settings), CHECKS) for finding in findings]


def _done(check: Check, settings: Settings) -> list[Finding]:
    try:
        return check(settings)
    except Exception as error:  # noqa: BLE001 - a doctor that falls ill helps nobody: what happened is the finding
        told = f"could not be examined: {type(error).__name__}: {error}"
        return [Finding(name=check.__name__, state="fail", found=told, mend="ventros doctor --output json")]


def _table(findings: list[Finding]) -> Table:
    table = Table("", "what", "found", "to mend it")
    for finding in findings:
        table.add_row(f"[{COLOURS[finding.state]}]{finding.state}", finding.name, finding.found, finding.mend)
    return table
