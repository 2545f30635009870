"""The load, from a process of its own: HTTP/1.1 over kept connections, written by hand so that it costs little."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Self, TypeVar

import uvloop

ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Answers:
    """What became of requests. `took` is seconds by request: from when it was sent, or from when it was due."""

    seconds: float
    took: list[float]
    refused: int


class Refused(RuntimeError):
    """The server answered something else than 200."""


class Connection(asyncio.Protocol):
    """One connection: one request at a time."""

    def __init__(self) -> None:
        self._seen = b""
        self._answer: asyncio.Future[bool] | None = None
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, end, body = self._seen.partition(b"\r\n\r\n")
        if end and len(body) >= _length(head) and self._answer:
            self._seen = b""
            self._answer.set_result(head.startswith(b"HTTP/1.1 200"))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError())

    def close(self) -> None:
        """End it."""
        self._transport.close()

    async def ask(self, request: bytes) -> bool:
        """Whether the answer was 200."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def closed(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Answers:
    """A closed loop: every connection sends its next request when the last one is answered, until the time is up."""
    began = time.monotonic()
    took, refused, waiting = list[float](), 0, iter(requests)

    async def work(connection: Connection) -> None:
        nonlocal refused
        for request in waiting:
            sent = time.monotonic()
            if sent - began > seconds:
                return
            taken = await connection.ask(request)
            refused += not taken
            took.append(time.monotonic() - sent)

    await _each(port, connections, work)
    return Answers(time.monotonic() - began, took, refused)


async def paced(port: int, requests: Sequence[bytes], due: Sequence[float], connections: int = 64) -> Answers:
    """An open loop: each request at its own time (time.monotonic), however long the others take."""
    began, turns = time.monotonic(), iter(range(len(requests)))
    took, refused = [0.0] * len(requests), 0

    async def work(connection: Connection) -> None:
        nonlocal refused
        for turn in turns:
            if (early := due[turn] - time.monotonic()) > 0:
                await asyncio.sleep(early)
            taken = await connection.ask(requests[turn])
            refused += not taken
            took[turn] = time.monotonic() - due[turn]

    await _each(port, connections, work)
    return Answers(time.monotonic() - began, took, refused)


async def _each(port: int, connections: int, work: Callable[[Connection], Awaitable[None]]) -> None:
    loop = asyncio.get_running_loop()
    opened = [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(connections)]
    try:
        await asyncio.gather(*(work(connection) for connection in opened))
    finally:
        for connection in opened:
            connection.close()


class Elsewhere:
    """Another process that sends."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, get_context("spawn"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def closed(self, port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Answers:
        """See `closed`. Raises Refused."""
        return taken(self._pool.submit(_run, closed, port, requests, connections, seconds).result())

    def paced(self, port: int, requests: Sequence[bytes], due: Sequence[float]) -> "Future[Answers]":
        """See `paced`; it comes when all are answered."""
        return self._pool.submit(_run, paced, port, requests, due)

    def run(self, work: Callable[..., Awaitable[ResultT]], *args: object) -> "Future[ResultT]":
        """Anything else that is to be done in that process, after what it does now."""
        return self._pool.submit(_run, work, *args)


def _run(work: Callable[..., Awaitable[ResultT]], *args: object) -> ResultT:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_awaited(work(*args)))


async def _awaited(work: Awaitable[ResultT]) -> ResultT:
    return await work


def taken(answers: Answers) -> Answers:
    """The answers, if all were 200. Raises Refused."""
    if answers.refused:
        raise Refused(f"{answers.refused} of {len(answers.took)} requests were refused")
    return answers
