"""What people write and what opens doors is planted everywhere it may come from, and must not come out of any log."""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace
from uuid import uuid4

import httpx
import psycopg
import pytest
from pydantic import SecretStr

from api.cli.child import environment
from api.cli.processes import Processes
from api.demo.stage import prepare
from api.demo.undisturbed import second_database
from connectors.waha import sandbox
from connectors.waha.sandbox import envelope, message_payload, signed
from contracts.settings import Settings
from memory.examine import connect
from pipelines.kafka import ensure_topics, producer
from pipelines.local.service import free_port

PHONE, OTHER_PHONE = "5531987650042", "5531987650043"
EMAIL, NAME, TEXT = "canary.planted@example.net", "Canário Plantado", "segredo-plantado-7f3a"
API_KEY, SIGNATURE, TOKEN, PASSWORD, WAHA_KEY = (
    f"canary-{each}-{uuid4().hex}" for each in ("key", "sig", "tok", "pw", "waha")
)
PERSONAL = (PHONE, OTHER_PHONE, EMAIL, NAME, TEXT, TEXT.upper())
GIVEN = (API_KEY, SIGNATURE, TOKEN, PASSWORD, WAHA_KEY)
CHAT = f"{PHONE}@c.us"
SAID = f"{TEXT}: sou {NAME}, {EMAIL}, +{PHONE}"
REFUSED = "fail:" + SAID
"""A reply that the provider refuses in words that repeat it."""

TRIGGER = "create trigger planted before insert on {} for each row when ({}) execute function planted()"
SPOILED = (
    "create function planted() returns trigger language plpgsql as $$ begin raise exception 'no: %', new; end $$",
    TRIGGER.format("crm.messages", "new.text like '%SEGREDO%'"),
    TRIGGER.format("crm.contacts", f"new.name = '{NAME} Silva'"),
)
"""Makes Postgres refuse a row and repeat it in its error; in the DETAIL of other errors it hides rows behind RLS."""


def secrets_of(settings: Settings) -> set[str]:
    """Every secret of the installation that has a value."""
    held = (getattr(settings, name) for name in Settings.model_fields)
    said = {one.get_secret_value() for one in held if isinstance(one, SecretStr)} - {""}
    return said | {one.partition("@")[0].rpartition(":")[2] for one in said if "://" in one}


@pytest.fixture
def refusing(monkeypatch):
    answer = {"statusCode": 422, "message": [f"{SAID} to {CHAT} refused for {WAHA_KEY}"]}
    monkeypatch.setitem(sandbox.FAILURES, REFUSED, (422, answer))
    with sandbox.serve(sandbox.Sandbox(api_key="invented-waha-key")) as waha:
        yield waha


@pytest.fixture
async def house(services, settings, rabbitmq, refusing, collector, tmp_path):
    """Everything that runs by itself, at its most talkative, in a data folder of its own; `logs()` is all it said."""
    services.restart("kafka")
    (tmp_path / "issuer.json").symlink_to(settings.data_dir / "issuer.json")
    with second_database(settings) as fresh:
        own = fresh.model_copy(
            update={
                "data_dir": tmp_path, "log_level": "DEBUG", "embedder": "hashing", "lake_seconds": 0.5,
                "api_port": free_port(None), "mcp_port": free_port(None), "metrics_port": free_port(None),
                "otlp_endpoint": collector.url, "rabbitmq_url": SecretStr(rabbitmq.settings["rabbitmq_url"]),
                "outbound_allow": [refusing.base_url.removeprefix("http://")],
            }
        )  # fmt: skip
        own.mcp_public_url = f"http://127.0.0.1:{own.mcp_port}"
        ensure_topics(own)
        shop, other = await prepare(own, refusing.base_url)
        with connect(own, "admin") as admin:
            for statement in SPOILED:
                admin.execute(statement)
        with Processes(own) as processes:
            logs = lambda: {file.name: file.read_text() for file in (tmp_path / "logs").iterdir()}  # noqa: E731
            yield SimpleNamespace(settings=own, shop=shop, other=other, processes=processes, logs=logs)


@pytest.fixture
async def client(house):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{house.settings.api_port}", timeout=30) as opened:
        yield opened


def message(text, **changed):
    payload = message_payload(CHAT, text, uuid4().hex[:20].upper(), from_me=False, push_name=NAME)
    return json.dumps(envelope("message.any", payload | changed), ensure_ascii=False).encode()


WEBHOOKS = {
    "good": message(SAID),
    "refused by Postgres": message(SAID.upper()),
    "no JSON": f'{{"event": "message.any", "{EMAIL}": {TEXT}'.encode(),
    "no object": json.dumps([PHONE, NAME, TEXT]).encode(),
    "no time": message(SAID, timestamp=TEXT),
    "time out of range": message(SAID, timestamp=10**30),
    "no id": message(SAID, id=None),
    "id of the wrong kind": message(SAID, id={EMAIL: TEXT}),
    "sender of the wrong kind": message(SAID, **{"from": [PHONE]}),
    "unknown event": json.dumps(envelope(TEXT, {"name": NAME})).encode(),
    "unknown state": json.dumps(envelope("session.status", {"status": TEXT, "name": NAME})).encode(),
    "half an emoji": message(SAID).replace(b"sou", b"\\ud83d"),
    "not UTF-8": message(SAID) + b"\xff",
}


async def take_webhooks(client, shop):
    """Signed ones, then those whose signature is none."""
    for body in WEBHOOKS.values():
        answer = await client.post(f"/webhooks/{shop.channel_id}", content=body, headers=signed(body, shop.secret))
        assert answer.status_code == 200
    url, body = f"/webhooks/{shop.channel_id}", WEBHOOKS["good"]
    yield await client.post(url, content=body, headers={"X-Webhook-Hmac": SIGNATURE})
    yield await client.post(url, content=body, headers=signed(body, SIGNATURE))
    yield await client.post(f"/webhooks/{PHONE}", content=body)
    yield await client.post(f"/webhooks/{uuid4()}", content=body)
    yield await client.post(url, content=body + b" " * 900_000)


def spoil_topics(settings, tenant_id):
    """Records that are no events, from somebody who may write to Kafka."""
    right = {"ce_type": "message.created", "ce_tenantid": str(tenant_id), "ce_subject": str(uuid4()), "ce_id": TEXT}
    wrong = [
        ({**right, "ce_subject": PHONE}, b"{}"),
        ({**right, "ce_time": EMAIL}, json.dumps({"text": SAID}).encode()),
        (right, json.dumps({"text": [SAID]}).encode()),
        (right, TEXT.encode()),
        ({**right, "ce_tenantid": NAME}, b"{}"),
    ]
    out = producer(settings)
    for headers, value in wrong:
        out.produce("crm.message", value, f"{tenant_id}:{PHONE}", headers=list(headers.items()))
    out.produce("raw.inbound", TEXT.encode(), PHONE, headers=[("ce_tenantid", str(tenant_id)), ("channeltype", TEXT)])
    assert out.flush(10) == 0


async def knock(client, shop):
    """Doors, as somebody without a credential, with one that is refused, and with a good one that asks for nonsense."""
    contacts, search = "/api/v1/crm/contacts", "/api/v1/search"
    for credential in (
        f"Bearer {API_KEY}",
        f"Bearer vk_{API_KEY}",
        f"Bearer {TOKEN}.{TOKEN}.{TOKEN}",
        f"Basic {TOKEN}",
    ):
        yield await client.get(contacts, headers={"Authorization": credential})
    yield await client.get(f"{contacts}/{PHONE}", params={"q": TEXT})
    broken = {**shop.headers, "Content-Type": "application/json"}
    mine = [
        await client.post(contacts, content=f'{{"name": "{NAME}", {TEXT}', headers=broken),
        await client.post(contacts, json={"name": NAME, "phone": EMAIL, TEXT: TEXT}, headers=shop.headers),
        await client.post(contacts, json={"name": f"{NAME} Silva", "phone": "+" + OTHER_PHONE}, headers=shop.headers),
        await client.post(search, json={"q": SAID, "limit": TEXT}, headers=shop.headers),
        await client.post(search, json={"q": SAID}, headers=shop.headers),
        await client.get(f"/{EMAIL}", headers=shop.headers),
    ]
    assert [one.status_code for one in mine] == [400, 422, 500, 422, 200, 404]
    assert NAME not in mine[2].text, "what nobody foresaw is told bare, even to whom it belongs"


async def ask_tools(settings, shop):
    """The same at the door of agents."""
    accept = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    bodies = [
        call | {"params": {"name": TEXT, "arguments": {"q": SAID}}},
        call | {"params": {"name": "search_memory", "arguments": {"query": {"q": SAID}, "limit": [PHONE]}}},
        call | {"params": {"name": [NAME], "arguments": EMAIL}},
        call | {"method": TEXT},
        [NAME, TEXT],
    ]
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{settings.mcp_port}", timeout=30, headers=accept
    ) as client:
        yield await client.post("/mcp", json=bodies[0], headers={"Authorization": f"Bearer {API_KEY}"})
        for body in bodies:
            assert (await client.post("/mcp", json=body, headers=shop.headers)).status_code < 500
        await client.post("/mcp", content=TEXT.encode(), headers=shop.headers)


async def pry(client, shop, other, found):
    """The other tenant, who knows every id of ours and asks for all."""
    for path in (f"contacts/{found['contact_id']}", f"messages/{found['id']}", f"chats/{found['chat_id']}"):
        yield await client.get(f"/api/v1/crm/{path}", headers=other.headers)
    draft = {"contact_id": found["contact_id"], "text": "oi"}
    yield await client.post("/api/v1/crm/messages", json=draft, headers={**other.headers, "Idempotency-Key": "a"})
    yield await client.get(f"/api/v1/crm/channels/{shop.channel_id}", headers=other.headers)
    yield await client.post("/api/v1/search", json={"q": "plantado"}, headers=other.headers)


def refused_password(settings):
    """What a process says whose password is wrong, until it waits or ends."""
    wrong = settings.model_copy(update={"relay_password": SecretStr(PASSWORD)})
    command = [sys.executable, "-P", "-m", "api.cli", "run", "relay"]
    said = []
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, env=environment(wrong), **both) as relay:
        for line in relay.stdout:
            said.append(line)
            if "relay waits" in line:
                break
        relay.kill()
    assert "relay waits" in said[-1], said
    return "".join(said)


def rows(settings, query):
    with psycopg.connect(settings.dsn("admin")) as connection:
        return connection.execute(query).fetchall()


async def until(condition, seconds=60):
    async with asyncio.timeout(seconds):
        while not (found := await asyncio.to_thread(condition)):  # noqa: ASYNC110 - it is asked, and tells nobody
            await asyncio.sleep(0.1)
        return found


async def test_no_canary_comes_out(house, client, collector):
    settings, shop, other = house.settings, house.shop, house.other
    strangers = [answer async for answer in take_webhooks(client, shop)]
    spoil_topics(settings, shop.tenant_id)
    strangers += [answer async for answer in knock(client, shop)]
    strangers += [answer async for answer in ask_tools(settings, shop)]

    async def recorded():
        return (await client.get("/api/v1/crm/messages", headers=shop.headers)).json()["items"]

    async with asyncio.timeout(60):
        while not (found := [one for one in await recorded() if one["text"] == SAID]):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    strangers += [answer async for answer in pry(client, shop, other, found[0])]
    assert {answer.status_code for answer in strangers} <= {200, 401, 404, 413}
    reply = {"contact_id": found[0]["contact_id"], "text": REFUSED}
    queued = await client.post("/api/v1/crm/messages", json=reply, headers={**shop.headers, "Idempotency-Key": "k"})
    assert queued.status_code == 202, queued.text

    buried = await until(
        lambda: len(found := rows(settings, "select flow, error from core.dead_letters")) >= 9 and found
    )
    await until(lambda: rows(settings, "select from crm.messages where status = 'failed'"))
    await until(lambda: rows(settings, "select from core.lake_files"))
    metrics = (await client.get(f"http://127.0.0.1:{settings.metrics_port}/metrics")).text
    said = house.logs() | {"refused": await asyncio.to_thread(refused_password, settings), "metrics": metrics}

    assert any(SAID.upper() in error for _, error in buried), "the canary was in an error of Postgres"
    events = Counter(json.loads(line)["event"] for line in said["flows.log"].splitlines())
    assert any("dead letters, the first: RaiseException" in event for event in events), events
    assert "request failed" in said["api.log"]
    assert any(event.startswith("reply ") for event in events), events
    planted = {*PERSONAL, *GIVEN, shop.secret, other.secret, shop.token, other.token, *secrets_of(settings)}
    assert [(name, one) for name, text in said.items() for one in planted if one in text] == []
    assert {span.name for span in collector.spans()} >= {"webhook", "publish", "inbound", "archive"}
    assert [one for body in collector.bodies for one in planted if one.encode() in body] == []
    assert [(answer.url, one) for answer in strangers for one in planted if one in answer.text] == []
