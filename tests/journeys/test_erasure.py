"""A person asks to be forgotten while everything runs, and a broker, a provider and an archive still know them."""

import asyncio
import json
from uuid import uuid4

import httpx
import pytest

from api.cli.processes import Processes
from api.demo.quiet import until_quiet
from api.demo.stage import prepare
from api.demo.undisturbed import second_database
from connectors.waha.sandbox import envelope, message_payload, signed
from memory.db import Database
from pipelines.kafka import ensure_topics
from pipelines.local.service import free_port
from pipelines.scan import scan

ANA, BIA, GROUP = "5531987650052", "5531911110053", "120363000000000052@g.us"
NAME, SECRET = "Ana Esquecida", "segredo-esquecido-44d1"
CANARIES = (ANA, NAME, SECRET)


def said(who, text, name, *, group=False, **more):
    chat = GROUP if group else f"{who}@c.us"
    payload = message_payload(chat, text, uuid4().hex[:20].upper(), from_me=False, push_name=name)
    if group:
        payload |= {"id": f"{payload['id']}_{who}@c.us", "participant": f"{who}@c.us"}
    return json.dumps(envelope("message.any", payload | more)).encode()


QUOTE = {"id": "X", "participant": f"{ANA}@c.us", "body": SECRET}
WEBHOOKS = [
    said(ANA, f"Oi, {SECRET}", NAME),
    said(BIA, "Oi, sou a Bia", "Bia"),
    said(ANA, f"No grupo também: {SECRET}", NAME, group=True),
    said(BIA, "Concordo", "Bia", group=True, replyTo=QUOTE),
]


@pytest.fixture
async def house(services, settings, tmp_path):
    services.restart("kafka")
    (tmp_path / "issuer.json").symlink_to(settings.data_dir / "issuer.json")
    with second_database(settings) as fresh:
        update = {"data_dir": tmp_path, "embedder": "hashing", "lake_seconds": 0.5, "api_port": free_port(None)}
        own = fresh.model_copy(update=update)
        ensure_topics(own)
        shop, _ = await prepare(own)
        with Processes(own, ("relay", "flows", "heavy", "api")):
            yield own, shop


async def test_whoever_is_erased_while_all_runs_is_nowhere_and_stays_away(house, services, eventually):
    settings, shop = house
    url = f"http://127.0.0.1:{settings.api_port}"
    async with httpx.AsyncClient(base_url=url, timeout=30) as client, Database(settings.dsn("app"), size=2) as db:

        async def receive(*more):
            for body in (*WEBHOOKS, *more):
                path, headers = f"/webhooks/{shop.channel_id}", signed(body, shop.secret)
                assert (await client.post(path, content=body, headers=headers)).status_code == 200
            await until_quiet(settings, 60.0)

        async def found():
            return {(one.where.partition("/")[0], CANARIES[one.number]) for one in await scan(settings, db, CANARIES)}

        async def texts():
            listed = (await client.get("/api/v1/crm/messages", headers=shop.headers)).json()["items"]
            return {one["text"] for one in listed}

        async def erase(contact, **said_):
            answer = await client.post(f"/api/v1/crm/contacts/{contact}/erase", json=said_, headers=shop.headers)
            assert answer.status_code == 200, answer.text
            return answer.json()

        await receive()
        await eventually(found, lambda places: ("lake", SECRET) in places)
        people = (await client.get("/api/v1/crm/contacts", headers=shop.headers)).json()["items"]
        (contact,) = [one["id"] for one in people if one["name"] == NAME]
        confirmation = (await erase(contact))["confirmation"]
        begun = (await erase(contact, confirmation=confirmation))["erasure"]
        await eventually(found, lambda places: not places, seconds=60)
        assert await texts() == {"Oi, sou a Bia", "Concordo"}
        await receive()  # the provider tells all of it once more
        services.restart("kafka")  # a broker that lost its log is told again what it knew
        await asyncio.to_thread(ensure_topics, settings)
        await receive(said(BIA, "Ainda estou aqui", "Bia"))
        await eventually(found, lambda places: not places, seconds=60)  # the journal lets go once all have read on
        assert await texts() == {"Oi, sou a Bia", "Concordo", "Ainda estou aqui"}
        shown = await client.get(f"/api/v1/crm/erasures/{begun['id']}", headers=shop.headers)
        assert shown.json()["removed"]["crm.messages"] == 2
