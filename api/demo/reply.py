"""One customer asks, and is answered: through a local server that speaks WAHA, which sends nothing to anybody."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from api.demo.stage import Stage
from connectors.waha.sandbox import Sandbox, envelope, message_payload
from contracts.crm.message import Message, MessageStatus
from contracts.errors import Unavailable

CUSTOMER, NAME = "5531900099999@c.us", "Lia"
ASKED = "Oi, boa tarde! Vocês conseguem trocar a corrente da minha bicicleta hoje?"
ANSWERED = "Oi, Lia! Conseguimos sim: pode trazer até as 18h."
PATIENCE = 20.0


class NoAnswer(Unavailable):
    """The conversation did not go on in time: look at the logs of flows and api."""


@dataclass(frozen=True)
class Conversation:
    """How it went: the question as it was recorded, the reply with what became of it, and seconds for each.

    `sent` is how often the reply went out, although it was asked for twice with one key.
    """

    asked: Message
    reply: Message
    recorded_after: float
    read_after: float
    sent: int


async def converse(client: httpx.AsyncClient, stage: Stage, sandbox: Sandbox) -> Conversation:
    """A customer writes; we reply; WAHA acknowledges. Raises NoAnswer."""
    began = time.monotonic()
    name = f"3A{uuid4().hex[:18].upper()}"
    payload = message_payload(CUSTOMER, ASKED, name, from_me=False, push_name=NAME)
    await sandbox.post(envelope("message", payload, session=stage.shop.session))
    asked = await _until(lambda: _newest(client, stage), lambda found: found.provider_id == name)
    recorded = time.monotonic()
    reply = await _send(client, stage, asked)
    again = await _send(client, stage, asked)
    read = await _until(lambda: _get(client, stage, reply), lambda found: found.status is MessageStatus.READ)
    sent = len(sandbox.sent) if again.id == reply.id else 2
    return Conversation(asked, read, recorded - began, time.monotonic() - recorded, sent)


async def _send(client: httpx.AsyncClient, stage: Stage, asked: Message) -> Message:
    """Asked for again with the same key, it is the same reply."""
    headers = {**stage.headers, "Idempotency-Key": f"reply-to-{asked.id}"}
    draft = {"contact_id": str(asked.contact_id), "text": ANSWERED}
    return _message(await client.post("/api/v1/crm/messages", json=draft, headers=headers))


async def _newest(client: httpx.AsyncClient, stage: Stage) -> Message:
    response = await client.get("/api/v1/crm/messages", params={"limit": 1}, headers=stage.headers)
    response.raise_for_status()
    items: list[Any] = response.json()["items"]
    return Message.model_validate(items[0])


async def _get(client: httpx.AsyncClient, stage: Stage, message: Message) -> Message:
    return _message(await client.get(f"/api/v1/crm/messages/{message.id}", headers=stage.headers))


def _message(response: httpx.Response) -> Message:
    response.raise_for_status()
    return Message.model_validate_json(response.content)


async def _until(look: Callable[[], Awaitable[Message]], enough: Callable[[Message], bool]) -> Message:
    deadline = time.monotonic() + PATIENCE
    while not enough(found := await look()):
        if time.monotonic() > deadline:
            raise NoAnswer
        await asyncio.sleep(0.05)
    return found
