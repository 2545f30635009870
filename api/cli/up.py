"""`ventros up` and `ventros down`."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli import running
from api.cli.child import inherited
from api.cli.installation import DataDir, Told, installation
from api.cli.logs import Log
from api.cli.processes import ROLES
from contracts.errors import Conflict, VentrosError
from contracts.settings import Settings
from pipelines import local
from pipelines.local.temporal import HOW_TO_INSTALL

STARTS_WITHIN = 300.0
"""Seconds that a detached start may take; the first one fetches a model."""

COLOURS = dict(zip(ROLES, cycle(("magenta", "green", "blue", "cyan", "yellow")), strict=False))

MARK = "launcher.lock"
"""A file that every data folder of ours holds: `--purge` deletes no other folder."""

console = Console()


def up(
    data_dir: DataDir = None,
    api_port: Annotated[int | None, typer.Option(help="Port of REST, search and webhooks. Default: 8080")] = None,
    mcp_port: Annotated[int | None, typer.Option(help="Port of the MCP server. Default: 8081")] = None,
    detach: Annotated[bool, typer.Option("--detach", help="Come back when all is ready; end it by `down`.")] = False,
) -> None:
    """Start the services and the processes, and show one log.

    Postgres, Kafka, Redis and, where it is installed, Temporal are started unless the settings name them
    (VENTROS_DATABASE_HOST, VENTROS_KAFKA_BROKERS, VENTROS_REDIS_URL, VENTROS_TEMPORAL_URL); what they hold stays in the
    data folder. Ctrl-C ends all of it.
    """
    chosen = {"data_dir": data_dir, "api_port": api_port, "mcp_port": mcp_port}
    more: dict[str, Any] = {name: value for name, value in chosen.items() if value is not None}
    if detach:
        _detach(more)
    else:
        _hold(more)


def down(
    data_dir: DataDir = None,
    purge: Annotated[bool, typer.Option("--purge", help="Delete the data folder too, with all that it holds.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before deleting.")] = False,
) -> None:
    """Stop what `ventros up` started."""
    folder = _folder({"data_dir": data_dir} if data_dir else {})
    if purge and not (folder / MARK).exists():
        raise Conflict(f"{folder} is no data folder of ours: nothing is deleted.")
    if purge and not yes:
        typer.confirm(f"Delete {folder} with its database, keys and models?", abort=True)
    ended = [*running.end(folder), *(name for name in local.stop_recorded(folder) if name != "launcher")]
    console.print(f"Stopped: {', '.join(ended)}." if ended else f"Nothing runs in {folder}.", soft_wrap=True)
    if purge:
        local.remove(folder)
        console.print(f"Deleted {folder}.", soft_wrap=True)


def _hold(more: dict[str, Any]) -> None:
    """Run in the foreground until somebody ends us."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        suppress(KeyboardInterrupt),  # while it starts
        console.status("Starting") as status,
        installation(say=_say, step=lambda words: status.update(f"{words} …"), **more) as installed,
    ):
        ended = _noted()
        status.stop()
        console.print(addresses(installed.settings))
        _hints(more)
        while not ended:
            time.sleep(0.2)
        console.print("Stopping …")
    console.print("Stopped.")


def _noted() -> list[int]:
    """The signals that ask us to end, from now on: noted only, so that none breaks into a print or into stopping."""
    ended: list[int] = []
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda number, _: ended.append(number))
    return ended


def _detach(more: dict[str, Any]) -> None:
    """Start another process that holds everything, and wait until it is ready."""
    folder = _folder(more)
    if running.read(folder):
        raise Conflict(f"An installation already runs in {folder}: end it with `ventros down`.")
    local.make(folder)
    log = Log(folder / "logs" / "up.log")
    options = [f"--{name.replace('_', '-')}={value}" for name, value in more.items()]
    command = [sys.executable, "-P", "-m", "api.cli", "up", *options]
    with log.path.open("ab") as out:
        holder = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, env=inherited()
        )
    with console.status("Starting …"):
        _await(holder, folder, log)
    console.print(addresses(Settings(data_dir=folder)))
    _hints(more)


def _await(holder: "subprocess.Popen[bytes]", folder: Path, log: Log) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not ((state := running.read(folder)) and state["ready"]):
        try:
            holder.wait(0.2)
        except subprocess.TimeoutExpired:
            if time.monotonic() < deadline:
                continue
            holder.terminate()
        raise VentrosError(f"It did not start. The end of {log.path}:\n{log.last()}")


def _folder(more: dict[str, Any]) -> Path:
    return Told(**more).data_dir.resolve()


def _say(role: str, line: str) -> None:
    console.print(Text.assemble((f"{role:<7} ", COLOURS.get(role, "white")), line), soft_wrap=True)


def addresses(settings: Settings) -> Table:
    """What is to be reached where."""
    table = Table("what", "where", title="Ventros is up", title_justify="left")
    table.add_row("REST, search", f"{settings.public_url}/api/v1")
    table.add_row("its description", f"{settings.public_url}/openapi.json")
    table.add_row("webhooks", f"{settings.public_url}/webhooks/<channel>")
    table.add_row("MCP", f"{settings.mcp_public_url}/mcp")
    table.add_row("Postgres", f"{settings.database_host}:{settings.database_port}/{settings.database_name}")
    table.add_row("Kafka", settings.kafka_brokers)
    table.add_row("Redis", settings.redis_url.get_secret_value().rpartition("@")[2].removeprefix("redis://"))
    if settings.bridged:
        table.add_row("RabbitMQ", settings.rabbitmq_address)
    table.add_row("Temporal", settings.temporal_address or f"none, so that marts are built by hand: {HOW_TO_INSTALL}")
    table.add_row("data and logs", str(settings.data_dir))
    return table


def _hints(more: dict[str, Any]) -> None:
    if "data_dir" in more:
        console.print(f"Other terminals need: export VENTROS_DATA_DIR={more['data_dir'].resolve()}", soft_wrap=True)
    console.print("Next: ventros doctor · ventros tail · ventros tenants create NAME · ventros channels add waha")
