"""What is sent: texts in Portuguese, English and Spanish, as WAHA sends them, about 1.1 kB each, signed.

The texts are those of the demo's month. Each bears a number of its own: no webhook equals another, and no vector is
found in a cache.
"""

import hmac
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha512
from itertools import count
from uuid import UUID

import orjson

from benchmarks.house import Channel
from contracts.types import derived_id
from pipelines.demo.content import Content
from pipelines.demo.generator import month
from pipelines.demo.shops import PEDAL
from pipelines.demo.wire import Address, Wire
from pipelines.providers.language import LANGUAGES, detect

CONTACTS = 500
_numbers = count(1)


@dataclass(frozen=True)
class Webhook:
    """A whole HTTP request, whose it is, and the id that its message will have."""

    request: bytes
    tenant_id: UUID
    message_id: UUID


def webhooks(channels: Sequence[Channel], number: int, pace: float = 200.0) -> list[Webhook]:
    """So many new messages of now, `pace` a second, spread over the channels and over all contacts."""
    rng = random.Random(7)
    wire, began = Wire(PEDAL, rng), datetime.now(UTC).timestamp()
    return [_webhook(wire, rng, channels, int(began + turn / pace)) for turn in range(number)]


@cache
def _texts() -> list[list[str]]:
    """The texts of each of the three languages: a person writes in one."""
    said = (orjson.loads(webhook.body)["payload"] for webhook in month(datetime(2026, 3, 1, tzinfo=UTC), messages=8000)
            if webhook.event in ("message", "message.any"))  # fmt: skip
    texts = sorted({payload["body"] for payload in said if payload["body"] and not payload["hasMedia"]})
    random.Random(7).shuffle(texts)
    return [[text for text in texts if detect(text) == language] for language in LANGUAGES]


def _webhook(wire: Wire, rng: random.Random, channels: Sequence[Channel], at: int) -> Webhook:
    number, contact = next(_numbers), rng.randrange(CONTACTS)
    channel, texts = channels[contact % len(channels)], _texts()[contact % len(LANGUAGES)]
    text = texts[number % len(texts)]
    phone, lid = f"{5_531_900_100_000 + contact}@s.whatsapp.net", f"{200_000_000_000_000 + contact}@lid"
    stanza = f"3A{number:018X}"
    message = wire.message(
        Address(phone, phone, lid, f"Cliente {contact}"),
        stanza,
        at,
        Content(f"{text} {number}", {"conversation": text}),
    )
    body = wire.send("message", message, at * 1000).body
    message_id = derived_id(channel.tenant_id, channel.id, stanza, "message")
    return Webhook(_request(channel, body), channel.tenant_id, message_id)


def _request(channel: Channel, body: bytes) -> bytes:
    signature = hmac.new(channel.secret.encode(), body, sha512).hexdigest()
    head = (
        f"POST /webhooks/{channel.id} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"X-Webhook-Hmac: {signature}\r\nX-Webhook-Hmac-Algorithm: sha512\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
