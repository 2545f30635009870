"""Two shops with the same conversations, and marts built from them. Texts, names and numbers are invented."""

import shutil
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from contracts.envelope import Envelope
from pipelines.analytics import build

SECRET_TEXT = "O cofre abre com 4711."
SECRET_PHONE = "+5531900000001"
MORNING = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


class Shop:
    """The ids of a tenant's rows."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tenant, self.project, self.channel, self.chat, self.group = (uuid4() for _ in range(5))
        self.ana, self.merged = uuid4(), uuid4()
        self.talk, self.call = uuid4(), uuid4()
        self.question, self.answer, self.later, self.in_group = (uuid4() for _ in range(4))


def insert(connection, table: str, **values) -> None:
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    connection.execute(f"insert into {table} ({names}) values ({marks})", list(values.values()))


def message(connection, shop: Shop, message_id: UUID, at: datetime, **values) -> None:
    row = {
        "tenant_id": shop.tenant,
        "id": message_id,
        "project_id": shop.project,
        "channel_id": shop.channel,
        "channel_type": "waha",
        "chat_id": shop.chat,
        "contact_id": shop.ana,
        "provider_id": str(message_id),
        "content_type": "text",
        "status": "delivered",
        "source": "manual",
        "timeout_minutes": 30,
        "at": at,
    }
    insert(connection, "crm.messages", **row | values)


def session(connection, shop: Shop, session_id: UUID, at: datetime, contact: int, agent: int, **values) -> None:
    row = {
        "tenant_id": shop.tenant,
        "id": session_id,
        "project_id": shop.project,
        "contact_id": shop.ana,
        "channel_type": "waha",
        "status": "ended",
        "end_reason": "inactivity_timeout",
        "started_at": at,
        "last_activity_at": at + timedelta(minutes=5),
        "last_recorded_at": at,
        "ended_at": at + timedelta(minutes=35),
        "timeout_minutes": 30,
        "message_count": contact + agent,
        "messages_from_contact": contact,
        "messages_from_agent": agent,
        "duration_seconds": 300,
        "first_contact_message_at": at,
    }
    insert(connection, "crm.sessions", **row | values)


def fill(connection, shop: Shop) -> None:
    own = {"tenant_id": shop.tenant, "project_id": shop.project}
    insert(connection, "core.tenants", id=shop.tenant, name=shop.name)
    insert(connection, "core.projects", tenant_id=shop.tenant, id=shop.project, name=f"{shop.name} sells")
    sealed = {"config_sealed": b"sealed", "secret_sealed": b"sealed"}
    insert(connection, "crm.channels", **own, id=shop.channel, name="Shop", type="waha", external_id="x", **sealed)
    person = {"name": f"Ana of {shop.name}", "phone": SECRET_PHONE, "language": "pt", "tags": ["vip"]}
    insert(connection, "crm.contacts", **own, id=shop.ana, **person, first_interaction_at=MORNING)
    gone = {"merged_into": shop.ana, "deleted_at": MORNING}
    insert(connection, "crm.contacts", **own, id=shop.merged, name="Aninha", **gone)
    chat = {**own, "channel_id": shop.channel}
    insert(connection, "crm.chats", **chat, id=shop.chat, type="individual", external_id="ana", contact_id=shop.ana)
    insert(connection, "crm.chats", **chat, id=shop.group, type="group", external_id="group")
    answered = {"first_agent_response_at": MORNING + timedelta(minutes=5), "agent_response_time_seconds": 300}
    session(connection, shop, shop.talk, MORNING, 1, 1, **answered)
    session(connection, shop, shop.call, MORNING + timedelta(days=1), 1, 0)
    asked = {"session_id": shop.talk, "from_me": False, "language": "pt", "text": SECRET_TEXT}
    message(connection, shop, shop.question, MORNING, **asked)
    answer = {"session_id": shop.talk, "from_me": True, "text": "Sim.", "status": "read"}
    message(connection, shop, shop.answer, MORNING + timedelta(minutes=5), **answer)
    voice = {"session_id": shop.call, "from_me": False, "content_type": "voice"}
    message(connection, shop, shop.later, MORNING + timedelta(days=1), **voice)
    ours = {"from_me": True, "contact_id": None, "chat_id": shop.group, "text": "Olá a todos."}
    message(connection, shop, shop.in_group, MORNING, **ours)
    told(connection, shop, shop.question, MORNING)
    understood(connection, shop, shop.question, "1", "positive", 0.5)
    understood(connection, shop, shop.question, "2", "negative", -0.25)


def understood(connection, shop: Shop, message_id: UUID, version: str, label: str, score: float) -> None:
    about = {"kind": "sentiment", "provider": "centroid", "model": "seeds", "model_version": version}
    result = psycopg.types.json.Jsonb({"label": label, "score": score})
    made = MORNING + timedelta(hours=int(version))
    row = {"message_id": message_id, "content_hash": b"", "result": result, "created_at": made}
    insert(connection, "crm.enrichments", tenant_id=shop.tenant, **about, **row)


def told(connection, shop: Shop, message_id: UUID, at: datetime) -> UUID:
    """An event of the outbox: a message was created."""
    event = Envelope("message.created", "crm.message", "key", shop.tenant, message_id, b"{}", at, ingested=at)
    headers = psycopg.types.json.Json(event.headers())
    row = {"event_id": event.id, "topic": event.topic, "key": event.key, "headers": headers, "data": SECRET_TEXT}
    insert(connection, "core.outbox", tenant_id=shop.tenant, **row)
    return event.id


def on_server(base, statement: str) -> None:
    """Run what no transaction may hold, on the server's own database."""
    server = base.model_copy(update={"database_name": "postgres"})
    with psycopg.connect(server.dsn("admin"), autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def first(base, tmp_path_factory):
    """A database with two shops of four messages each and the marts built from them, once for all modules."""
    update = {"database_name": f"t_{uuid4().hex[:12]}", "data_dir": tmp_path_factory.mktemp("first")}
    settings, shops = base.model_copy(update=update), (Shop("Orla"), Shop("Bruma"))
    on_server(base, f"create database {settings.database_name} template ventros_template")
    with psycopg.connect(settings.dsn("admin")) as connection:
        for shop in shops:
            fill(connection, shop)
    yield settings, shops, build(settings)
    on_server(base, f"drop database {settings.database_name} with (force)")


@pytest.fixture(scope="module")
def settings(first, base, tmp_path_factory):
    """Settings of this module's copy of that database, and of what dbt wrote."""
    original, _, _ = first
    folder, name = tmp_path_factory.mktemp("data"), f"t_{uuid4().hex[:12]}"
    shutil.copytree(original.data_dir, folder, dirs_exist_ok=True)
    on_server(base, f"create database {name} template {original.database_name}")
    yield base.model_copy(update={"database_name": name, "data_dir": folder})
    on_server(base, f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def shops(first):
    """The two tenants."""
    return first[1]


@pytest.fixture(scope="module")
def built(first, settings):
    """What dbt said of its first build."""
    return first[2]


@pytest.fixture
def admin(settings):
    """The database without any fence."""
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
        yield connection
