"""A whole installation in one terminal: services, schema, topics, processes; for `ventros up`, demo and tests."""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from api.cli.processes import Processes, Say, roles_of, silent
from contracts.errors import Conflict
from contracts.settings import Settings
from pipelines import local
from pipelines.local.temporal import available

DataDir = Annotated[Path | None, typer.Option(help="Folder of services, keys and models. Default: .data")]

ADDRESSES = {
    "postgres": "database_host",
    "kafka": "kafka_brokers",
    "redis": "redis_url",
    "temporal": "temporal_url",
}
"""The embedded services, and the setting that names one outside in its place."""

PORTS = {"api_port": "public_url", "mcp_port": "mcp_public_url"}
"""The ports that we listen on, and the addresses that follow them where nobody says otherwise."""

Step = Callable[[str], None]
"""Is told what is done next, in words for people."""


class PortTaken(Conflict):
    """Another program listens on this port."""


class Told(Settings):
    """What people told us: without what a launcher recorded."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """All sources but the last one."""
        return super().settings_customise_sources(settings_cls, *sources, **named)[:-1]


class Installation(NamedTuple):
    """What runs, with the settings by which it is reached."""

    settings: Settings
    services: local.Services
    processes: Processes


def embedded(told: Settings) -> list[str]:
    """The services that nobody named an address for: these are started, Temporal where it is installed."""
    named = told.model_fields_set
    absent = set() if available() else {"temporal"}
    return [name for name, setting in ADDRESSES.items() if setting not in named and name not in absent]


@contextmanager
def installation(
    *, roles: Sequence[str] | None = None, say: Say = silent, step: Step = lambda _: None, **more: Any
) -> Iterator[Installation]:
    """Start what is not there, bring schema and topics up to date, start the processes; end all of it at the end.

    `more` are settings that go before all others. Raises PortTaken, and what services, migrations and processes raise.
    """
    told = Told(**more)
    _check_ports(told, roles or roles_of(told))
    kinds = embedded(told)
    step(f"Starting {', '.join(kinds)}" if kinds else "Using the services that the settings name")
    with local.start(told.data_dir, kinds, _addresses(told, more)) as services:
        settings = Settings(**{**more, "data_dir": told.data_dir.resolve()})
        prepare(settings, step)
        roles = roles or roles_of(settings)
        step(f"Starting {', '.join(roles)}")
        with Processes(settings, roles, say) as processes:
            yield Installation(settings, services, processes)


def prepare(settings: Settings, step: Step = lambda _: None) -> None:
    """Fetch the model, bring schema and topics up to date. Raises Unavailable when one of the services is away."""
    from memory.examine import reach
    from memory.migrate import migrate
    from pipelines import models
    from pipelines.kafka import ensure_topics

    if settings.embedder == "use":
        models.fetch(settings.data_dir, progress=step)
    step("Bringing the database to the present schema")
    reach(settings, "admin")
    migrate(settings)
    step("Making the topics")
    ensure_topics(settings)


def _addresses(told: Settings, more: dict[str, Any]) -> dict[str, str | int | bool]:
    """What other terminals have to know of this start: the ports that were chosen, and the addresses that follow."""
    urls = {url: f"http://localhost:{getattr(told, port)}" for port, url in PORTS.items()}
    chosen = {port: getattr(told, port) for port in PORTS if port in more}
    return {**chosen, **{name: url for name, url in urls.items() if name not in told.model_fields_set}}


def _check_ports(told: Settings, roles: Sequence[str]) -> None:
    for setting, role in (("api_port", "api"), ("mcp_port", "mcp"), ("metrics_port", "metrics")):
        port = getattr(told, setting)
        if role in roles and taken(told.api_host, port):
            option = f"--{setting.replace('_', '-')}"
            other = next(one for one in range(port + 10, 65_536, 10) if not taken(told.api_host, one))
            raise PortTaken(
                f"Port {port}, which {role} needs, is taken by another program: end that one, or choose another port:"
                f" ventros up {option} {other}"
            )


def taken(host: str, port: int) -> bool:
    """Whether a server could not listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
