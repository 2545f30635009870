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
from typing import NamedTuple
from uuid import UUID

import orjson

from benchmarks.house import Channel
from connectors import CONNECTORS
from contracts.connector import Raw
from contracts.types import derived_id
from pipelines.demo.content import Content
from pipelines.demo.generator import month
from pipelines.demo.shops import PEDAL
from pipelines.demo.wire import Address, Wire
from pipelines.providers.language import LANGUAGES, detect

CONTACTS = 500
_numbers, _calls = count(1), count()


@dataclass(frozen=True)
class Webhook:
    """A whole HTTP request, whose it is, and the id that its message will have."""

    request: bytes
    channel: Channel
    message_id: UUID

    @property
    def tenant_id(self) -> UUID:
        """Whose it is."""
        return self.channel.tenant_id

    @property
    def raw(self) -> Raw:
        """As it is kept once it was let in, now."""
        return self.received(datetime.now(UTC))

    def received(self, at: datetime) -> Raw:
        """As it is kept once it was let in."""
        body, channel = self.request.partition(b"\r\n\r\n")[2], self.channel
        whose = (channel.tenant_id, channel.project_id, channel.id, "waha")
        return Raw(*whose, body, at, CONNECTORS["waha"].conversation(body))


def webhooks(
    channels: Sequence[Channel], number: int, pace: float = 200.0, *,
    since: float | None = None, replies: int = 0, people: int = CONTACTS,
) -> list[Webhook]:  # fmt: skip
    """So many new messages, `pace` a second from now or another time on, spread over the channels and all people.

    Every so many-th is a reply of ours; none where `replies` is 0.
    """
    rng = random.Random(7 + next(_calls))
    wire, began = Wire(PEDAL, rng), since or datetime.now(UTC).timestamp()
    talk = Talk(wire, rng, channels, replies, people)
    return [_webhook(talk, int(began + turn / pace)) for turn in range(number)]


class Talk(NamedTuple):
    """What the webhooks of one call share."""

    wire: Wire
    rng: random.Random
    channels: Sequence[Channel]
    replies: int
    people: int


@cache
def _texts() -> list[list[str]]:
    """The texts of each of the three languages: a person writes in one."""
    said = (orjson.loads(webhook.body)["payload"] for webhook in month(datetime(2026, 3, 1, tzinfo=UTC), messages=8000)
            if webhook.event in ("message", "message.any"))  # fmt: skip
    texts = sorted({payload["body"] for payload in said if payload["body"] and not payload["hasMedia"]})
    random.Random(7).shuffle(texts)
    return [[text for text in texts if detect(text) == language] for language in LANGUAGES]


def _webhook(talk: Talk, at: int) -> Webhook:
    wire, _, channels, replies, people = talk
    number, contact = next(_numbers), talk.rng.randrange(people)
    channel, texts = channels[contact % len(channels)], _texts()[contact % len(LANGUAGES)]
    text = texts[number % len(texts)]
    phone, lid = f"{5_531_900_100_000 + contact}@s.whatsapp.net", f"{200_000_000_000_000 + contact}@lid"
    stanza = f"3A{number:018X}"
    ours = replies and number % replies == 0
    writer = wire.own(phone) if ours else Address(phone, phone, lid, f"Cliente {contact}")
    message = wire.message(writer, stanza, at, Content(f"{text} {number}", {"conversation": text}))
    body = wire.send("message", message, at * 1000).body
    message_id = derived_id(channel.tenant_id, channel.id, stanza, "message")
    return Webhook(_request(channel, body), channel, message_id)


def _request(channel: Channel, body: bytes) -> bytes:
    signature = hmac.new(channel.secret.encode(), body, sha512).hexdigest()
    head = (
        f"POST /webhooks/{channel.id} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"X-Webhook-Hmac: {signature}\r\nX-Webhook-Hmac-Algorithm: sha512\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
