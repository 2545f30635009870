"""The bridge in the demo: a RabbitMQ of its own, where one is installed, and everything that happened over there."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from contracts.settings import Settings
from pipelines import local
from pipelines.bridge.crossing import Crossing, cross


async def cross_over(settings: Settings) -> Crossing:
    """Start RabbitMQ, bridge to it, and count. Raises NotStarted, Unavailable."""
    with _rabbitmq() as url:
        return await cross(settings.model_copy(update={"rabbitmq_url": SecretStr(url)}))


@contextmanager
def _rabbitmq() -> Iterator[str]:
    """A RabbitMQ in a folder that is gone afterwards; its address."""
    folder = Path(tempfile.mkdtemp(prefix="ventros-rabbitmq-"))
    folder.chmod(0o711)  # its user passes through
    try:
        with local.start(folder, only=("rabbitmq",)) as services:
            yield str(services.settings["rabbitmq_url"])
    finally:
        local.remove(folder)
