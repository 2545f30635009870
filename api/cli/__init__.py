"""`ventros`: everything that is done from a terminal. A command is imported when it is asked for, not before."""

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = {
    "up": ("api.cli.up:up", "Start the services and the processes, and show one log."),
    "down": ("api.cli.up:down", "Stop what `ventros up` started."),
    "demo": ("api.cli.demo:demo", "Play an invented month through the real doors, and look around."),
    "play": (
        "api.cli.play:play",
        "Play an invented month of two shops into the installation that runs, and leave it there.",
    ),
    "doctor": ("api.cli.doctor:doctor", "Say what is well and what is not, and how to mend it."),
    "tail": ("api.cli.tail:tail", "Show messages as they arrive."),
    "prove": (
        "api.cli.prove:prove",
        "Check that nothing is lost, doubled or put out of order while processes are killed.",
    ),
    "tenants": ("api.cli.tenants:app", "Open and list tenants."),
    "channels": ("api.cli.channels:app", "Connect and list channels."),
    "keys": ("api.cli.keys:app", "Make, list and revoke API keys."),
    "token": ("api.cli.token:token", "Print an access token of the local issuer."),
    "mcp": ("api.cli.mcp:mcp", "Serve MCP over stdin and stdout, for a desktop client."),
    "flows": ("api.cli.flows:app", "See what reads the stream, and stop a part of it for a while."),
    "dlq": ("api.cli.dlq:app", "Look at dead letters and drive them through again."),
    "lake": ("api.cli.lake:app", "See, check, question and export what the stream carried."),
    "replay": ("api.cli.replay:app", "Do the past once more with other code, beside what is live, and compare."),
    "eval": ("api.cli.eval:app", "Measure how well search finds what was said."),
    "train": ("api.cli.train:app", "Make the weights that come with the code."),
    "analytics": ("api.cli.analytics:app", "Build the marts, and let analysts in."),
    "quality": ("api.cli.quality:app", "Check the lake and the staging views against the contracts."),
    "contracts": ("api.cli.contracts:app", "Check events against the last release, and promise them anew."),
    "erase": ("api.cli.erase:erase", "Erase a person and everything they said, for good."),
    "export-contact": ("api.cli.erase:export", "Give everything that is held of a person, as one JSON document."),
    "scan": ("api.cli.scan:scan", "Look for texts in every table, in Redis, in the lake, in logs and files."),
    "models": ("api.cli.models:app", "Fetch and list the offline models, and switch the one that search asks."),
    "migrate": ("api.cli.schema:migrate", "Bring the database to the present schema."),
    "run": ("api.cli.run:app", "Run one process of the installation in the foreground."),
    "docs": ("api.cli.docs:docs", "Write what is made from code: reference pages, schemas, .env.example."),
    "schema": ("api.cli.schema:schema", "Write memory/schema.sql anew from the migrations."),
}
"""Every command: where it is, and its sentence, which is the first line of its docstring."""


def load(name: str) -> Any:
    """A command, imported with all that it needs."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)


class Lazy(TyperGroup):
    """Lists commands by their sentences and imports the one that is meant."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command itself in place of its entry in the list."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, load(name) if name else listed, rest


app = typer.Typer(
    cls=Lazy, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="markdown"
)


def _listed() -> None:
    """Stands for a command in the list; `Lazy` never calls it."""


for _name, (_, _help) in COMMANDS.items():
    app.command(_name, help=_help)(_listed)


@app.callback(invoke_without_command=True)
def ventros(version: bool = typer.Option(False, "--version", help="Print the version.", is_eager=True)) -> None:
    """Ventros, a conversational CRM. `ventros COMMAND --help` says more."""
    if version:
        from contracts.envelope import CODE_VERSION

        typer.echo(CODE_VERSION)
        raise typer.Exit


def main() -> None:
    """Run the command of this process's arguments. What can go wrong is told in plain words, with exit code 1."""
    try:
        app(prog_name="ventros")
    except Exception as error:
        words = plain(error)
        if words is None:
            raise
        typer.echo(words, err=True)
        sys.exit(1)


def plain(error: Exception) -> str | None:
    """An error in words for whoever sits at the terminal; None for one that nobody foresaw."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from contracts.errors import VentrosError

    if isinstance(error, ValidationError):
        prefix = "VENTROS_" if error.title == "Settings" else ""
        wrong = [(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors(include_input=False)]
        return "\n".join(f"{prefix}{name.upper() if prefix else name}: {message}" for name, message in wrong)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error) if isinstance(error, VentrosError | SettingsError) else None
