"""Sockets and name servers that do what a test tells them."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from itertools import chain, repeat

import pytest

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """What a server was asked, and how it is reached."""

    port: int = 0
    asked: list[bytes] = field(default_factory=list)

    @property
    def allow(self) -> list[str]:
        return [f"127.0.0.1:{self.port}"]

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line[16:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length: ")]
    return head + await reader.readexactly(int(lengths[0]) if lengths else 0)


@asynccontextmanager
async def _serving(*answers: bytes | Behaviour, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server, tasks = Server(), set[asyncio.Task[None] | None]()
    next_answer = chain(answers, repeat(answers[-1]))

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        with closing(writer), suppress(ConnectionError, asyncio.IncompleteReadError):
            server.asked.append(await read_request(reader))
            answer = next(next_answer)
            if callable(answer):
                await answer(reader, writer)
            else:
                writer.write(answer)
                await writer.drain()

    listener = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in filter(None, tasks):
            task.cancel()
        await asyncio.gather(*filter(None, tasks), return_exceptions=True)


@pytest.fixture
def serving():
    """`serving(b"HTTP/1.1 …", behaviour)`: a server that answers so to one call after the other, last one for ever."""
    return _serving


@dataclass
class _Resolver:
    """Answers one lookup after the other, the last one for ever."""

    answers: list[list[str]]
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def resolving():
    """`resolving([["1.1.1.1"], ["10.0.0.1"]])`: a name server with one answer per lookup, the last one for ever."""
    return _Resolver


@pytest.fixture
def ok() -> bytes:
    """An answer: 200, ok."""
    return OK
