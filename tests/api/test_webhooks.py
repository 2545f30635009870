"""The way in: what is signed and fits is durable before the answer; nothing else gets past the door."""

import asyncio
import hmac
from uuid import uuid4

import psycopg
import pytest

from api.webhooks import Ingress
from contracts.core.permission import ProjectRole
from contracts.core.project import ProjectDraft
from contracts.core.user import Principal
from contracts.crm.channel import ChannelDraft
from memory.core.project import create_project
from memory.crm.channel import connect_channel, delete_channel
from memory.db import Database
from memory.examine import refused_large

BODY = b'{"id":"evt_1","event":"message.any","session":"default","payload":{"from":"5531900000001@c.us"}}'


def signed(secret: str, body: bytes = BODY) -> dict[str, str]:
    return {"X-Webhook-Hmac": hmac.new(secret.encode(), body, "sha512").hexdigest()}


@pytest.fixture
async def connected(app, db, tenant_id):
    who = Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)
    async with db.tenant(tenant_id) as tx:
        project = await create_project(tx, ProjectDraft(name="Loja"))
        draft = ChannelDraft(name="Balcão", type="waha", project_id=project.id)
        return await connect_channel(tx, who, draft, app.state.sealer, "https://crm.example.com")


@pytest.fixture
def door(anybody, connected):
    """`await door()`: post a webhook to the channel; the usual one is right in everything."""

    async def post(body=BODY, *, headers=None, channel=None):
        sent = signed(connected.webhook_secret, body) if headers is None else headers
        return await anybody.post(f"/webhooks/{channel or connected.channel.id}", content=body, headers=sent)

    return post


def journal(settings, channel_id):
    with psycopg.connect(settings.dsn("admin")) as connection:
        return connection.execute(
            "select body, key, tenant_id from core.journal where channel_id = %s", (channel_id,)
        ).fetchall()


async def test_a_signed_webhook_is_in_the_journal_before_the_answer(door, settings, connected, tenant_id):
    assert (await door()).status_code == 200
    ((body, key, tenant),) = journal(settings, connected.channel.id)
    assert (bytes(body), key, tenant) == (BODY, "5531900000001@c.us", tenant_id)


async def test_the_same_webhook_twice_is_one(door, settings, connected):
    assert [(await door()).status_code for _ in range(2)] == [200, 200]
    assert len(journal(settings, connected.channel.id)) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Webhook-Hmac": ""},
        {"X-Webhook-Hmac": "00" * 64},
        {"X-Webhook-Hmac": "zz"},
        signed("another secret"),
        {"X-Dev-Tenant-ID": "x", "X-Dev-Role": "admin"},
    ],
)
async def test_without_the_right_signature_nothing_is_stored(door, settings, connected, headers):
    answer = await door(headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" in answer.json()["detail"]
    assert journal(settings, connected.channel.id) == []


async def test_a_signature_of_other_bytes_is_refused(door, connected):
    headers = signed(connected.webhook_secret, BODY)
    assert (await door(BODY + b" ", headers=headers)).status_code == 401


@pytest.mark.parametrize("channel", [uuid4(), "nothing", "%00", "1" * 500])
async def test_an_address_without_channel_is_404(door, channel):
    assert (await door(channel=channel)).status_code == 404


async def test_a_removed_channel_is_404_once_what_was_known_of_it_is_old(
    app, door, db, connected, tenant_id, monkeypatch
):
    monkeypatch.setattr("api.webhooks.KNOW_SECONDS", 0.0)
    assert (await door()).status_code == 200
    who = Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)
    async with db.tenant(tenant_id) as tx:
        await delete_channel(tx, who, connected.channel.id, connected.channel.version)
    assert (await door()).status_code == 404


async def test_what_is_too_large_is_refused_and_counted_whether_it_says_so_or_not(app, anybody, connected, door):
    before = refused_large(app.state.settings)
    large = b"x" * (app.state.settings.webhook_max_bytes + 1)
    assert (await door(large)).status_code == 413

    async def chunks():
        for _ in range(10):
            yield b"x" * 100_000

    url = f"/webhooks/{connected.channel.id}"
    assert (await anybody.post(url, content=chunks())).status_code == 413
    assert refused_large(app.state.settings) - before == 2


async def test_the_largest_allowed_is_taken(app, door, settings, connected):
    assert (await door(b"x" * app.state.settings.webhook_max_bytes)).status_code == 200
    assert len(journal(settings, connected.channel.id)) == 1


async def test_broker_and_database_away_is_503_and_never_a_2xx(app, door, connected):
    assert (await door()).status_code == 200
    gone = app.state.settings.model_copy(update={"database_port": 1, "kafka_brokers": "127.0.0.1:1"})
    async with Database(gone.dsn("gate"), size=1, timeout=0.3) as away:
        kept, app.state.ingress = app.state.ingress, Ingress(gone, away, app.state.sealer)
        app.state.ingress._known = kept._known
        app.state.ingress.start()
        answer = await door(BODY + b" ")
        await app.state.ingress.stop()
        app.state.ingress = kept
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


async def test_with_a_durable_broker_the_acknowledgement_is_the_yes(app, door, settings, connected):
    durable = settings.model_copy(update={"kafka_durable": True})
    from pipelines.kafka import ensure_topics

    await asyncio.to_thread(ensure_topics, durable)
    kept, app.state.ingress = app.state.ingress, Ingress(durable, app.state.gate, app.state.sealer)
    app.state.ingress.start()
    assert (await door(BODY + b"  ")).status_code == 200
    await app.state.ingress.stop()
    app.state.ingress = kept
    assert journal(settings, connected.channel.id) == []


async def test_a_durable_broker_that_is_away_is_made_up_for_by_the_journal(app, door, settings, connected):
    away = settings.model_copy(
        update={"kafka_durable": True, "kafka_brokers": "127.0.0.1:1", "webhook_timeout_seconds": 3.0}
    )
    kept, app.state.ingress = app.state.ingress, Ingress(away, app.state.gate, app.state.sealer)
    app.state.ingress.start()
    first = await door(BODY + b"   ")
    before = asyncio.get_running_loop().time()
    second = await door(BODY + b"    ")
    took = asyncio.get_running_loop().time() - before
    await app.state.ingress.stop()
    app.state.ingress = kept
    assert (first.status_code, second.status_code) == (200, 200)
    assert took < 1.0, "the second does not wait for the broker again"
    assert len(journal(settings, connected.channel.id)) == 2
