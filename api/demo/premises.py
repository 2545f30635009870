"""An installation of its own for the demo and the proof: whatever the environment says, it is nobody else's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.cli.installation import Step
from api.cli.installation import prepare as make_ready
from contracts.settings import Settings
from pipelines import local
from pipelines.local.service import HOST, free_port


@contextmanager
def own_services(folder: Path, step: Step = lambda _: None, **more: Any) -> Iterator[Settings]:
    """Embedded services in this folder, with schema, topics and model, until the block ends; ports for our servers.

    `more` are settings. Raises what services and migrations raise.
    """
    step("Starting Postgres, Kafka and Redis")
    with local.start(folder) as services:
        api = free_port(None)
        mcp = free_port(api + 1)
        told: dict[str, Any] = {
            "data_dir": folder.resolve(),
            "api_host": HOST,
            "api_port": api,
            "mcp_port": mcp,
            "public_url": f"http://{HOST}:{api}",
            "mcp_public_url": f"http://{HOST}:{mcp}",
            "jwks_url": "",
            "rabbitmq_url": "",
            "temporal_url": "",
            "kafka_options": {},
        }
        settings = Settings(_env_file=None, **{**told, **services.settings, **more})
        make_ready(settings, step)
        yield settings
