"""The processes of an installation, one command each; `ventros up` and the compose file start these same commands."""

import asyncio
import gc
import logging
from typing import TYPE_CHECKING

import typer

from api.cli import log_lines
from contracts.errors import Invalid
from contracts.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

READY = "ready to work"
"""What a process without a port says when it has all that it needs to begin."""

_log = logging.getLogger("ventros.run")
_log.setLevel(logging.INFO)  # the launcher waits for this line, whatever VENTROS_LOG_LEVEL is

app = typer.Typer(help="Run one process of the installation in the foreground.", no_args_is_help=True)


@app.command()
def api() -> None:
    """REST, search and webhooks."""
    from api.app import create_app

    settings = _prepare("api")
    _serve(create_app(settings), settings.api_host, settings.api_port)


@app.command()
def mcp() -> None:
    """The MCP server: tools for agents."""
    from api.mcp import create_mcp_app

    settings = _prepare("mcp")
    _serve(create_mcp_app(settings), settings.api_host, settings.mcp_port)


@app.command()
def metrics() -> None:
    """What Prometheus asks: /metrics."""
    from api.metrics import create_metrics_app

    settings = _prepare("metrics")
    _serve(create_metrics_app(settings), settings.api_host, settings.metrics_port)


@app.command()
def flows() -> None:
    """The text flows: inbound, sessions, enrichment, embedding, outbound."""
    from pipelines import text

    text.run(_prepare("flows"), _ready)


@app.command()
def heavy() -> None:
    """The heavy flows: the archive."""
    from pipelines import heavy as process

    process.run(_prepare("heavy"), _ready)


@app.command()
def relay() -> None:
    """The relay: outbox and journal to the broker."""
    import uvloop

    from pipelines.outbox import Relay

    working = Relay(_prepare("relay"))
    _ready()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(working.run())


@app.command()
def bridge() -> None:
    """The bridge: events from Kafka to RabbitMQ, webhooks from RabbitMQ to Kafka."""
    import uvloop

    from pipelines import bridge as between

    settings = _prepare("bridge")
    if not settings.bridged:
        raise Invalid("There is no RabbitMQ to bridge to: say where it is in VENTROS_RABBITMQ_URL.")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(between.run(settings, _ready))


@app.command()
def workers() -> None:
    """The workers: what Temporal says is due, such as building the marts."""
    from pipelines.local.temporal import check_client

    settings = _prepare("workers")
    check_client(settings)
    from pipelines.workflows.worker import run

    asyncio.run(run(settings, _ready))


def _serve(application: "ASGIApp", host: str, port: int) -> None:
    import uvicorn

    from pipelines import tracing

    _settle()
    config = uvicorn.Config(
        application, host=host, port=port, log_config=None, access_log=False,
        server_header=False, proxy_headers=False, timeout_graceful_shutdown=5,
    )  # fmt: skip
    try:
        uvicorn.Server(config).run()
    finally:
        tracing.end()


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


def _prepare(process: str) -> Settings:
    """Settings read, and from now on a log (api/cli/log_lines.py) and, where wished, traces."""
    from pipelines import tracing

    settings = Settings()
    log_lines.begin(settings, process)
    tracing.begin(settings, process)
    return settings
