"""Plays webhooks as WAHA sends them: over HTTP, signed, several at a time, again and again until they are taken."""

import asyncio
import hmac
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha512

import orjson

from api.demo.connection import LOST, Connection, post
from api.demo.stage import Stage
from connectors.waha.ids import message_id
from contracts.errors import Unavailable, VentrosError
from pipelines.demo import Webhook

RETRY_SECONDS = 0.5
PATIENCE = 120.0
"""Seconds for which one webhook is sent again before the play is given up."""

Progress = Callable[[int], None]
"""Told, after each webhook, how many were taken so far."""


class Refused(VentrosError):
    """A webhook was refused for good."""


class NotTaken(Unavailable):
    """A webhook was sent for two minutes and not taken: look at the log of the api."""


@dataclass(frozen=True)
class Played:
    """What was sent. `sent_at`: by the provider's id of a message, when its first webhook was due (time.monotonic)."""

    sent: int
    retried: int
    seconds: float
    sent_at: dict[str, float]


async def play(
    url: str,
    stages: Sequence[Stage],
    webhooks: Sequence[Webhook],
    *,
    concurrency: int = 32,
    pace: float | None = None,
    progress: Progress | None = None,
) -> Played:
    """Send every webhook to the API at `url`, `concurrency` at a time.

    `pace` is webhooks a second, each due at its own time however long the others take (an open loop); None sends as
    fast as they are taken. Raises Refused and NotTaken.
    """
    by_shop = {stage.shop.key: stage for stage in stages}
    player = _Player(url, [_request(url, by_shop[webhook.shop], webhook) for webhook in webhooks], pace, progress)
    seconds = await player.play(min(concurrency, len(webhooks)))
    sent_at: dict[str, float] = {}
    for webhook, due in zip(webhooks, player.due, strict=True):
        if name := message_of(webhook):
            sent_at.setdefault(name, due)
    return Played(len(webhooks), player.retried, seconds, sent_at)


def message_of(webhook: Webhook) -> str | None:
    """The provider's id, in canonical form, of the message that a webhook brings; None when it brings none."""
    if webhook.event not in ("message", "message.any"):
        return None
    return message_id(orjson.loads(webhook.body)["payload"]["id"])


def _request(url: str, stage: Stage, webhook: Webhook) -> bytes:
    """Made and signed beforehand, so that while the clock runs nothing is done but sending."""
    signature = hmac.new(stage.secret.encode(), webhook.body, sha512).hexdigest()
    headers = {"X-Webhook-Hmac": signature, "X-Webhook-Hmac-Algorithm": "sha512"}
    return post(f"{url}/webhooks/{stage.channel_id}", headers, webhook.body)


class _Player:
    """The webhooks that wait to be sent, and who is sending them."""

    def __init__(self, url: str, requests: list[bytes], pace: float | None, progress: Progress | None) -> None:
        self._url, self._requests, self._progress = url, requests, progress
        self._interval = 1 / pace if pace else 0.0
        self._turns: Iterator[int] = iter(range(len(requests)))
        self._began, self._taken = time.monotonic(), 0
        self.due = [0.0] * len(requests)
        self.retried = 0

    async def play(self, concurrency: int) -> float:
        """Send all of them; how many seconds that took."""
        self._began = time.monotonic()
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(concurrency):
                    group.create_task(self._work())
        except ExceptionGroup as several:
            raise several.exceptions[0] from None
        return time.monotonic() - self._began

    async def _work(self) -> None:
        """Send what is due next, until there is nothing left."""
        async with Connection(self._url) as connection:
            for turn in self._turns:
                await self._wait(turn)
                await self._deliver(connection, self._requests[turn])
                self._taken += 1
                if self._progress:
                    self._progress(self._taken)

    async def _wait(self, turn: int) -> None:
        now = time.monotonic()
        self.due[turn] = self._began + turn * self._interval if self._interval else now
        if self.due[turn] > now:
            await asyncio.sleep(self.due[turn] - now)

    async def _deliver(self, connection: Connection, request: bytes) -> None:
        """Send it until it is taken, as WAHA does."""
        until = time.monotonic() + PATIENCE
        while not await self._send(connection, request):
            self.retried += 1
            if time.monotonic() > until:
                raise NotTaken
            await asyncio.sleep(RETRY_SECONDS)

    async def _send(self, connection: Connection, request: bytes) -> bool:
        """Whether it was taken; False when it has to be sent again."""
        try:
            status, body = await connection.send(request)
        except LOST:
            return False
        if status not in (200, 503):
            raise Refused(f"The API answered {status} to a webhook: {body[:300].decode(errors='replace')}")
        return status == 200
