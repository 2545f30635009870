"""The load, from a process of its own: an open loop that sends each webhook again until it is acknowledged, as WAHA does.

A conversation has one lane: its next webhook is sent when the one before is acknowledged.
"""

import asyncio
import hmac
import os
import time
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from hashlib import sha512
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from types import TracebackType
from typing import Self

import uvloop

from api.demo.connection import LOST, Connection, post
from api.demo.stage import Stage
from tests.chaos.ledger import Ledger
from tests.chaos.workload import Webhook, blocks, conversation

LANES = 64
RETRY_SECONDS = 0.3
TRY_AGAIN = (502, 503, 504)


class Refused(RuntimeError):
    """A good webhook was refused for good."""


class Load:
    """Sends from `with` on until `finish`."""

    def __init__(self, url: str, stages: Sequence[Stage], seed: int, pace: float, ledger: Path) -> None:
        context = get_context("spawn")
        self._stop = context.Event()
        told = (url, list(stages), seed, pace, ledger, self._stop)
        self._process = context.Process(target=run, args=told, daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.is_alive():
            self._process.kill()

    def finish(self, seconds: float) -> None:
        """Send nothing new, and return when all that was sent is acknowledged. Raises Refused."""
        self._stop.set()
        self._process.join(seconds)
        if self._process.exitcode != 0:
            raise Refused(f"the load ended with {self._process.exitcode} (None: it still waits after {seconds} s)")

    @property
    def running(self) -> bool:
        return self._process.is_alive()


def run(url: str, stages: list[Stage], seed: int, pace: float, ledger: Path, stop: Event) -> None:
    """What the process does."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_send(url, {stage.shop.key: stage for stage in stages}, seed, pace, Ledger(ledger), stop))


async def _send(url: str, stages: dict[str, Stage], seed: int, pace: float, ledger: Ledger, stop: Event) -> None:
    lanes: list[asyncio.Queue[tuple[int, bytes] | None]] = [asyncio.Queue() for _ in range(LANES)]
    async with asyncio.TaskGroup() as tasks:
        for lane in lanes:
            tasks.create_task(_lane(url, lane, ledger))
        async for number, webhook in _due(seed, pace, stop):
            lane = lanes[zlib.crc32(conversation(webhook).encode()) % LANES]
            lane.put_nowait((number, _request(url, stages[webhook.shop], webhook)))
        for lane in lanes:
            lane.put_nowait(None)


async def _due(seed: int, pace: float, stop: Event) -> AsyncIterator[tuple[int, Webhook]]:
    """The webhooks with their numbers, each at its own time, until it is enough or our parent is gone."""
    months, number, parent = blocks(seed), 0, os.getppid()
    following = asyncio.create_task(asyncio.to_thread(next, months))
    began: float | None = None
    while True:
        block = await following
        following = asyncio.create_task(asyncio.to_thread(next, months))
        began = began or time.monotonic()
        for webhook in block:
            if stop.is_set() or os.getppid() != parent:
                await following
                return
            await asyncio.sleep(max(0.0, began + number / pace - time.monotonic()))
            yield number, webhook
            number += 1


async def _lane(url: str, lane: "asyncio.Queue[tuple[int, bytes] | None]", ledger: Ledger) -> None:
    async with Connection(url) as connection:
        while due := await lane.get():
            number, request = due
            while not await taken(connection, request):  # noqa: ASYNC110 - as WAHA does
                await asyncio.sleep(RETRY_SECONDS)
            ledger.acknowledge(number)


async def taken(connection: Connection, request: bytes) -> bool:
    """Whether it was acknowledged; False when it has to be sent again. Raises Refused."""
    status = 0
    with suppress(*LOST):
        status, _ = await connection.send(request)
    if status not in (0, 200, *TRY_AGAIN):
        raise Refused(f"a webhook was answered with {status}")
    return status == 200


def _request(url: str, stage: Stage, webhook: Webhook) -> bytes:
    return signed(url, stage, webhook.body)


def signed(url: str, stage: Stage, body: bytes) -> bytes:
    """A whole request."""
    signature = hmac.new(stage.secret.encode(), body, sha512).hexdigest()
    headers = {"X-Webhook-Hmac": signature, "X-Webhook-Hmac-Algorithm": "sha512"}
    return post(f"{url}/webhooks/{stage.channel_id}", headers, body)
