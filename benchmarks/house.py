"""Somewhere to measure: embedded services in a temporary folder, our schema and topics, tenants with a channel each."""

import asyncio
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from contracts.core.permission import ProjectRole
from contracts.core.project import ProjectDraft
from contracts.core.user import Principal
from contracts.crm.channel import ChannelDraft, ChannelType
from contracts.settings import Settings
from memory.core.project import create_project
from memory.core.tenant import create_tenant
from memory.crm.channel import connect_channel
from memory.db import Database
from memory.migrate import migrate
from memory.sealed import Sealer
from pipelines import local
from pipelines.kafka import ensure_topics


@dataclass(frozen=True)
class Channel:
    """Where webhooks go: their address is the id, their signature needs the secret."""

    tenant_id: UUID
    id: UUID
    secret: str
    project_id: UUID


@dataclass(frozen=True)
class House:
    """Settings of running services, the channels of as many tenants, and the process of each service."""

    settings: Settings
    channels: list[Channel]
    services: dict[str, int]

    def told(self, **settings: object) -> "House":
        """The same house with other settings."""
        return replace(self, settings=self.settings.model_copy(update=settings))


@contextmanager
def opened(tenants: int = 5) -> Iterator[House]:
    """Services, schema and topics of our own, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ventros-bench-"))
    folder.chmod(0o711)  # Postgres' user passes through
    try:
        with local.start(folder) as services:
            settings = Settings(_env_file=None, data_dir=folder, **services.settings)
            migrate(settings)
            ensure_topics(settings)
            pids = {
                name: one[0]["pid"] for name, one in services.state["processes"].items() if name in local.EVERYWHERE
            }
            yield House(settings, asyncio.run(_channels(settings, tenants)), pids)
    finally:
        local.remove(folder)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _channels(settings: Settings, tenants: int) -> list[Channel]:
    sealer = Sealer.from_settings(settings)
    async with Database(settings.dsn("app"), size=1) as db:
        return [await _channel(settings, db, sealer, f"Shop {number}") for number in range(tenants)]


async def _channel(settings: Settings, db: Database, sealer: Sealer, name: str) -> Channel:
    tenant_id = await create_tenant(settings, name)
    who = Principal(tenant_id=tenant_id, subject="benchmark", role=ProjectRole.ADMIN)
    async with db.tenant(tenant_id) as tx:
        project = await create_project(tx, ProjectDraft(name=name))
        config = {"base_url": "https://waha.example", "api_key": "invented"}
        draft = ChannelDraft(
            name=name, type=ChannelType.WAHA, external_id="bench", project_id=project.id, config=config
        )
        connected = await connect_channel(tx, who, draft, sealer, settings.public_url)
    return Channel(tenant_id, connected.channel.id, connected.webhook_secret, project.id)
