"""The processes of an installation, one command each; `ventros up` and the compose file start these same commands."""

import asyncio
import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import typer

from api.cli import log_lines
from contracts.errors import Invalid
from contracts.settings import Settings
from memory.migrate import check_migrated
from pipelines.ending import Ending

if TYPE_CHECKING:
    from starlette.types import ASGIApp

READY = "ready to work"
"""What a process without a port says when it has all that it needs to begin."""

IN_HAND = 5
"""Seconds for requests that were taken before a server was asked to end."""

_log = logging.getLogger("ventros.run")
_log.setLevel(logging.INFO)  # the launcher waits for this line, whatever VENTROS_LOG_LEVEL is

app = typer.Typer(help="Run one process of the installation in the foreground.", no_args_is_help=True)


@app.command()
def api() -> None:
    """REST, search and webhooks."""
    from api.app import create_app

    with _process("api") as (settings, ending):
        _serve(create_app(settings), settings.api_host, settings.api_port, ending)


@app.command()
def mcp() -> None:
    """The MCP server: tools for agents."""
    from api.mcp.server import create_mcp_app

    with _process("mcp") as (settings, ending):
        _serve(create_mcp_app(settings), settings.api_host, settings.mcp_port, ending)


@app.command()
def metrics() -> None:
    """What Prometheus asks: /metrics."""
    from api.metrics import create_metrics_app

    with _process("metrics") as (settings, ending):
        _serve(create_metrics_app(settings), settings.api_host, settings.metrics_port, ending)


@app.command()
def flows() -> None:
    """The text flows: inbound, sessions, enrichment, embedding, facts, outbound."""
    from pipelines import text

    with _process("flows") as (settings, ending):
        text.run(settings, _ready, ending)


@app.command()
def heavy() -> None:
    """The heavy flows: the archive, talks that a language model reads, and beside them erasures."""
    from pipelines import heavy as process

    with _process("heavy") as (settings, ending):
        process.run(settings, _ready, ending)


@app.command()
def relay() -> None:
    """The relay: outbox and journal to the broker."""
    import uvloop

    from pipelines.outbox import Relay

    with _process("relay", role="relay") as (settings, ending):
        working = Relay(settings, ending)
        _ready()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(working.run())


@app.command()
def bridge() -> None:
    """The bridge: events from Kafka to RabbitMQ, webhooks from RabbitMQ to Kafka."""
    import uvloop

    from pipelines import bridge as between

    with _process("bridge") as (settings, ending):
        if not settings.bridged:
            raise Invalid("There is no RabbitMQ to bridge to: say where it is in VENTROS_RABBITMQ_URL.")
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(between.run(settings, _ready, ending))


@app.command()
def workers() -> None:
    """The workers: what Temporal says is due, such as building the marts."""
    from pipelines.local.temporal import check_client

    with _process("workers", role="transform") as (settings, ending):
        check_client(settings)
        from pipelines.workflows.worker import run

        asyncio.run(run(settings, _ready, ending))


def _serve(application: "ASGIApp", host: str, port: int, ending: Ending) -> None:
    """Answer until asked to end: what was taken is then answered, in IN_HAND seconds, and nothing more is taken."""
    import uvicorn

    _settle()
    config = uvicorn.Config(
        application, host=host, port=port, log_config=None, access_log=False,
        server_header=False, proxy_headers=False, timeout_graceful_shutdown=IN_HAND,
    )  # fmt: skip
    server = uvicorn.Server(config)
    setattr(server, "capture_signals", nullcontext)  # noqa: B010 - signals are ours: the server would end by them, too
    ending.then(lambda: setattr(server, "should_exit", True))
    server.run()


def _settle() -> None:
    """What is loaded stays: the garbage collector need not look at it again, which takes 100 ms of a large process.

    What comes and goes with a request or a batch has hardly a cycle in it: looking 700 objects at a time is 3 % of all.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _ready() -> None:
    _settle()
    _log.info(READY)


@contextmanager
def _process(name: str, role: str = "app") -> Iterator[tuple[Settings, Ending]]:
    """Settings, a log (api/cli/log_lines.py), traces where wished, and who ends the process, which says how it went.

    `role` is as whom it comes into the database. Raises NotMigrated.
    """
    from pipelines import tracing

    settings, ending = Settings(), Ending()
    ending.listen()
    log_lines.begin(settings, name)
    tracing.begin(settings, name)
    check_migrated(settings, role)
    try:
        yield settings, ending
    finally:
        tracing.end()
    _log.info("ended, with nothing left in hand")
