"""The webhooks that the sandbox posts are what our own connector reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from queue import Queue
from typing import Any
from uuid import UUID

import orjson
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.waha.connector import Waha
from connectors.waha.sandbox import Sandbox, envelope, listening, message_payload, running, serve, signed
from contracts.connector import Outgoing, Raw
from contracts.crm.message import MessageStatus, ObservedMessage

CHAT = "5531900000001@c.us"
RECEIVED = datetime(2026, 3, 3, tzinfo=UTC)


@contextmanager
def receiver(*statuses: int) -> Iterator[tuple[str, "Queue[tuple[dict[str, str], bytes]]"]]:
    """A door for webhooks, which refuses with `statuses` first and then takes all."""
    taken: Queue[tuple[dict[str, str], bytes]] = Queue()
    left = list(statuses)

    async def take(request: Request) -> Response:
        body = await request.body()
        if left:
            return Response(status_code=left.pop(0))
        taken.put((dict(request.headers), body))
        return Response()

    with listening() as (listener, url):
        app = Starlette(routes=[Route("/hook", take, methods=["POST"])])
        with running(uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none")), listener):
            yield f"{url}/hook", taken


def observed(body: bytes) -> Any:
    return Waha().parse(Raw(UUID(int=1), UUID(int=1), UUID(int=2), "waha", body, RECEIVED))[0]


async def send(sandbox: Sandbox, text: str) -> str:
    waha = Waha(allow=[sandbox.base_url.removeprefix("http://")])
    settings = {"base_url": sandbox.base_url, "api_key": sandbox.api_key}
    return (await waha.send(settings, "loja", Outgoing(CHAT, text, waha.new_provider_id(UUID(int=9))))).provider_id


async def test_what_was_sent_comes_back_as_echo_and_then_as_receipts():
    with receiver() as (url, taken), serve(Sandbox(webhook_url=url, hmac_key="segredo")) as sandbox:
        name = await send(sandbox, "Olá")
        posted = [taken.get(timeout=10) for _ in range(4)]
    assert all(Waha().verify("segredo", headers, body) for headers, body in posted)
    assert not any(Waha().verify("outro", headers, body) for headers, body in posted)
    echo, *receipts = [observed(body) for _, body in posted]
    assert isinstance(echo, ObservedMessage)
    assert (echo.provider_id, echo.text, echo.from_me, echo.from_api) == (name, "Olá", True, True)
    assert [receipt.status for receipt in receipts] == [MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.READ]
    assert {receipt.provider_id for receipt in receipts} == {name}
    assert {Waha().conversation(body) for _, body in posted} == {CHAT}


async def test_a_webhook_is_posted_again_until_it_is_taken():
    state = Sandbox(hmac_key="segredo", retry_seconds=0)
    with receiver(503, 500) as (url, taken):
        state.webhook_url = url
        with serve(state) as sandbox:
            await send(sandbox, "Olá")
            assert observed(taken.get(timeout=10)[1]).text == "Olá"


def test_an_invented_message_of_a_customer_reads_as_one():
    payload = message_payload(CHAT, "Bom dia", "3EB0AA", from_me=False, push_name="Ana Luz", at=1772539200)
    body = orjson.dumps(envelope("message.any", payload, session="loja", at=1772539201.5))
    told = observed(body)
    assert (told.text, told.name, told.from_me, told.chat) == ("Bom dia", "Ana Luz", False, CHAT)
    assert told.at == datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert Waha().verify("segredo", signed(body, "segredo"), body)


def test_a_taken_port_is_said_at_once():
    with listening() as (_, url), pytest.raises(OSError, match="in use"), listening(port=int(url.rpartition(":")[2])):
        pass
