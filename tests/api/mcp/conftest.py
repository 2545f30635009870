import secrets
import socket
import threading
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace

import httpx2
import pytest
import uvicorn
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from api.mcp.server import create_mcp_app
from contracts.connector import Raw
from contracts.core.permission import ProjectRole
from contracts.core.project import ProjectDraft
from contracts.core.user import Principal
from contracts.crm.channel import ChannelDraft
from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity
from contracts.crm.fact import FactDraft
from contracts.crm.message import ObservedMessage
from memory.core.project import create_project
from memory.crm.channel import connect_channel
from memory.crm.fact import add_contact_fact
from memory.crm.message import list_messages
from memory.crm.recording.arrival import Arrival
from memory.crm.recording.messages import record
from memory.crm.sessionize import sessionize
from memory.recall.items import Turn, remember
from memory.sealed import Sealer
from pipelines.providers import choose_embedder

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAID = (
    ("+5531900000001", "Bia", "A entrega do pedido atrasou de novo"),
    ("+5531900000002", "Caio", "Qual o prazo de entrega para Recife?"),
    ("+5531900000001", "Bia", "Consegue ver para mim?"),
)


@pytest.fixture(scope="module")
def server(settings):
    """A running MCP server and its addresses."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    told = {"mcp_port": port, "mcp_public_url": f"http://127.0.0.1:{port}", "embedder": "hashing"}
    config = uvicorn.Config(create_mcp_app(settings.model_copy(update=told)), log_config=None, lifespan="on")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, args=([listening],))
    thread.start()
    yield SimpleNamespace(base=told["mcp_public_url"], url=told["mcp_public_url"] + "/mcp")
    running.should_exit = True
    thread.join()


@pytest.fixture
def connect(server):
    """`async with connect(headers) as client`: the official client over real HTTP."""

    @asynccontextmanager
    async def connected(headers, mode="auto", **rest):
        http = httpx2.AsyncClient(headers=headers, timeout=30)
        async with http, Client(streamable_http_client(server.url, http_client=http), mode=mode, **rest) as client:
            yield client

    return connected


@pytest.fixture
def use(connect):
    """`await use(headers, "get_contact", contact_id=…)`: one tool used once."""

    async def used(headers, tool, mode="auto", **arguments):
        async with connect(headers, mode) as client:
            return await client.call_tool(tool, {name: _plain(value) for name, value in arguments.items()})

    return used


def _plain(value):
    return value if isinstance(value, int | str | list | dict | None) else str(value)


@pytest.fixture
def shop(db):
    """`await shop(tenant_id)`: two people who wrote, one message a minute, in sessions and searchable."""

    async def opened(tenant_id, said=SAID):
        who = Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)
        async with db.tenant(tenant_id) as tx:
            project = await create_project(tx, ProjectDraft(name="Loja"))
            draft = ChannelDraft(name="Balcão", type="waha", project_id=project.id)
            sealer = Sealer({"k1": secrets.token_bytes(32)})
            channel = (await connect_channel(tx, who, draft, sealer, "https://crm.example.com")).channel
            raw = Raw(tenant_id, project.id, channel.id, channel.type, b"{}", NOON)
            await record(tx, [Arrival(raw, _observed(minute, *one)) for minute, one in enumerate(said)])
            await sessionize(tx, [message.id for message in (await list_messages(tx, who)).items], [], NOON)
            found = (await list_messages(tx, who)).items[::-1]
            await remember(tx, [_turn(message) for message in found], EMBEDDER.model)
            fact = await add_contact_fact(tx, who, found[0].contact_id, FactDraft(predicate="plan", value="Pro"))
        first = {"contact": found[0].contact_id, "chat": found[0].chat_id, "session": found[0].session_id}
        return SimpleNamespace(
            project=project.id, channel=channel.id, messages=found, message=found[0].id, fact=fact.id, **first
        )

    return opened


EMBEDDER = choose_embedder("hashing", None)


def _turn(message):
    return Turn(message.id, EMBEDDER.embed([message.text])[0], sha256(message.text.encode()).digest())


def _observed(minute, phone, name, text):
    return ObservedMessage(
        provider_id=secrets.token_hex(10),
        at=NOON + timedelta(minutes=minute),
        from_me=False,
        chat=f"{phone.removeprefix('+')}@c.us",
        chat_type=ChatType.INDIVIDUAL,
        who=[Identity("phone", phone)],
        name=name,
        text=text,
    )


@pytest.fixture
def calls(db):
    """`await calls(tenant_id)`: what was written down of calls, the oldest first."""

    async def found(tenant_id):
        async with db.tenant(tenant_id) as tx:
            return await tx.rows("select * from core.tool_calls where tenant_id = %(tenant)s order by at, id")

    return found


@pytest.fixture
def queued(db):
    """`await queued(tenant_id)`: texts that wait to be sent."""

    async def found(tenant_id):
        async with db.tenant(tenant_id) as tx:
            rows = await tx.rows(
                "select m.text from crm.deliveries d join crm.messages m on m.tenant_id = d.tenant_id and m.id = d.message_id "
                "where d.tenant_id = %(tenant)s and d.state = 'pending'"
            )
        return [row["text"] for row in rows]

    return found
