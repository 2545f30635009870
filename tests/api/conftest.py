import secrets
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import httpx
import pytest

from api.app import create_app
from api.auth.issuer import Issuer
from contracts.connector import Raw
from contracts.core.permission import ProjectRole
from contracts.core.project import ProjectDraft
from contracts.core.tool_call import ToolCall
from contracts.core.user import ApiKeyDraft, Principal
from contracts.crm.channel import ChannelDraft
from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity
from contracts.crm.fact import FactDraft
from contracts.crm.message import ObservedMessage
from memory.cache import Cache
from memory.core.project import create_project
from memory.core.tool_call import record_call
from memory.core.user import create_api_key
from memory.crm.channel import connect_channel
from memory.crm.fact import add_contact_fact
from memory.crm.message import list_messages
from memory.crm.recording.arrival import Arrival
from memory.crm.recording.messages import record
from memory.crm.session import list_sessions
from memory.crm.sessionize import sessionize
from memory.sealed import Sealer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
async def app(settings):
    opened = create_app(settings.model_copy(update={"embedder": "hashing"}))
    async with opened.router.lifespan_context(opened):
        yield opened


@pytest.fixture
async def anybody(app):
    """A client without a credential."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://crm.example.com") as client:
        yield client


@pytest.fixture
def credential(settings):
    """`credential(tenant_id, role=…)`: the headers of a caller."""
    issuer = Issuer.from_settings(settings)

    def made(tenant_id, role=ProjectRole.ADMIN, **rest):
        principal = Principal(tenant_id=tenant_id, subject="user:ana", role=role, **rest)
        return {"Authorization": f"Bearer {issuer.issue(principal, timedelta(minutes=5))}"}

    return made


@pytest.fixture
def client(anybody, credential, tenant_id):
    """The client of an admin of `tenant_id`."""
    anybody.headers.update(credential(tenant_id))
    return anybody


@pytest.fixture
def key(db, tenant_id):
    """`await key(knowledge_scope=…)`: the headers of an API key."""

    async def made(**draft):
        async with db.tenant(tenant_id) as tx:
            _, plain = await create_api_key(tx, ApiKeyDraft(name="Agent", **draft))
        return {"Authorization": f"Bearer {plain}"}

    return made


@pytest.fixture
async def cache(settings):
    """A cache of a test's own, in the Redis of all."""
    opened = Cache(settings.redis_url.get_secret_value())
    yield opened
    await opened.close()


ERASED = """
insert into crm.erasures (tenant_id, id, contact_id, asked_by, asked_at, done_at)
values (%(tenant)s, %(id)s, %(contact)s, 'user:ana', %(at)s, %(at)s)"""


MERGED = """
insert into recall.entity_merges (tenant_id, id, kind, from_id, into_id, merged_by)
select %(tenant)s, %(id)s, 'company', recall.node_id(%(tenant)s, 'Acme Ltda'), recall.node_id(%(tenant)s, 'Acme'), 'user:ana'"""


@pytest.fixture
def world(db):
    """`await world(tenant_id)`: one of everything: a project, a channel, and on it a person's message in a session."""

    async def made(tenant_id):
        who = Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)
        async with db.tenant(tenant_id) as tx:
            project = await create_project(tx, ProjectDraft(name="Loja"))
            draft = ChannelDraft(name="Balcão", type="waha", project_id=project.id)
            sealer = Sealer({"k1": secrets.token_bytes(32)})
            channel = (await connect_channel(tx, who, draft, sealer, "https://crm.example.com")).channel
            raw = Raw(tenant_id, project.id, channel.id, channel.type, b"{}", NOON)
            await record(tx, [Arrival(raw, said())])
            (message,) = (await list_messages(tx, who)).items
            await sessionize(tx, [message.id], [], NOON)
            (session,) = (await list_sessions(tx, who)).items
            fact = await add_contact_fact(tx, who, message.contact_id, FactDraft(predicate="plan", value="Pro"))
            call = {"tool": "get_contact", "arguments": {"contact_id": 38}, "outcome": "done", "took_ms": 3}
            await record_call(tx, ToolCall(id=uuid4(), at=NOON, subject="user:ana", request_id="r", **call))
            erasure = uuid4()
            await tx.run(ERASED, id=erasure, contact=uuid4(), at=NOON)
            merge = uuid4()
            await tx.run(MERGED, id=merge)
        ids = {
            "erasure": erasure,
            "merge": merge,
            "entity": message.contact_id,
            "project": project.id,
            "channel": channel.id,
            "message": message.id,
            "session": session.id,
            "fact": fact.id,
        }
        return SimpleNamespace(**ids, chat=message.chat_id, contact=message.contact_id)

    return made


def said():
    return ObservedMessage(
        provider_id="3EB0C431C26A1916E07E",
        at=NOON,
        from_me=False,
        chat="5531900000001@c.us",
        chat_type=ChatType.INDIVIDUAL,
        who=[Identity("phone", "+5531900000001")],
        name="Bia",
        text="Oi",
    )
