"""One trace from the webhook to the row and to the search, over all processes; a webhook in the journal carries it too."""

import asyncio
from uuid import uuid4

import httpx
import orjson
import pytest

from api.cli.processes import Processes
from api.demo.quiet import until_quiet
from api.demo.stage import prepare
from api.demo.undisturbed import second_database
from connectors.waha.sandbox import envelope, message_payload, signed
from memory.db import Database
from pipelines.kafka import ensure_topics
from pipelines.local.service import free_port

FOLLOWS = {
    "publish": {"webhook", "inbound", "sessions, outbound"},
    "inbound": {"webhook"},
    "sessions, outbound": {"inbound", "sessions, outbound"},
    "embed, enrich, facts": {"inbound", "sessions, outbound"},
    "talks": {"inbound", "sessions, outbound"},
    "archive": {"webhook", "inbound", "sessions, outbound", "embed, enrich, facts"},
}
"""What a span may be a part of."""


@pytest.fixture(params=[False, True], ids=["journal", "broker"])
async def shop(request, services, settings, collector, tmp_path):
    """A shop on a database of its own, with all that a message goes through; `send(text)` is a signed webhook."""
    services.restart("kafka")
    with second_database(settings) as fresh:
        own = fresh.model_copy(
            update={
                "otlp_endpoint": collector.url, "kafka_durable": request.param, "api_port": free_port(None),
                "embedder": "hashing", "lake": str(tmp_path), "lake_seconds": 0.2,
            }
        )  # fmt: skip
        ensure_topics(own)
        stage = (await prepare(own))[0]
        url = f"http://127.0.0.1:{own.api_port}/webhooks/{stage.channel_id}"

        async def send(client, text):
            payload = message_payload("5531900000001@c.us", text, uuid4().hex[:20].upper(), from_me=False)
            body = orjson.dumps(envelope("message.any", payload))
            assert (await client.post(url, content=body, headers=signed(body, stage.secret))).status_code == 200

        with Processes(own, ("relay", "flows", "heavy", "api")):
            yield own, stage, send


async def rows(settings, tenant_id, query):
    async with Database(settings.dsn("app"), size=1) as db, db.tenant(tenant_id) as tx:
        return await tx.rows(query)


async def until_told(collector, *names):
    async with asyncio.timeout(30):
        while not set(names) <= {span.name for span in collector.spans()}:  # noqa: ASYNC110 - it tells nobody by itself
            await asyncio.sleep(0.05)
    return {span.span_id: span for span in collector.spans()}


async def test_a_webhook_is_one_trace_to_its_row_and_to_the_search(shop, collector):
    settings, stage, send = shop
    async with httpx.AsyncClient() as client:
        await send(client, "Oi, vocês abrem no sábado?")
        await until_quiet(settings, 50)
        found = await client.post(
            f"http://127.0.0.1:{settings.api_port}/api/v1/search", json={"q": "sábado"}, headers=stage.headers
        )
    assert len(found.json()["hits"]) == 1
    spans = await until_told(collector, "webhook", *FOLLOWS)
    (webhook,) = collector.named("webhook")
    assert {span.trace_id for span in spans.values()} == {webhook.trace_id}
    for span in spans.values():
        if span is not spans[webhook.span_id]:
            assert spans[span.parent_span_id].name in FOLLOWS[span.name]
    (told,) = await rows(settings, stage.tenant_id, "select headers from core.outbox where topic = 'crm.message'"
                         " and headers::text like '%%message.created%%'")  # fmt: skip
    (row,) = await rows(settings, stage.tenant_id, "select id from crm.messages")
    headers = dict(told["headers"])
    recorded = next(span for span in collector.named("inbound") if span.parent_span_id == webhook.span_id)
    assert headers["ce_subject"] == str(row["id"])
    assert headers["traceparent"] == f"00-{webhook.trace_id.hex()}-{recorded.span_id.hex()}-01"


async def test_webhooks_that_are_recorded_together_are_linked_to_one_span(shop, collector):
    settings, stage, send = shop
    async with httpx.AsyncClient() as client:
        await asyncio.gather(*(send(client, f"Mensagem {number}") for number in range(40)))
        await until_quiet(settings, 50)
    await until_told(collector, "webhook", "inbound", "embed, enrich, facts")
    webhooks, recorded = collector.named("webhook"), collector.named("inbound")
    assert len(webhooks) == 40 > len(recorded)
    told = {span.parent_span_id for span in recorded} | {link.span_id for span in recorded for link in span.links}
    assert told == {span.span_id for span in webhooks}
    (count,) = await rows(settings, stage.tenant_id, "select count(*) as messages from crm.messages")
    assert count == {"messages": 40}
