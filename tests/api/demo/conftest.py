import asyncio
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime

import pytest

from api.demo.stage import prepare
from api.demo.undisturbed import second_database
from pipelines.demo import month


@pytest.fixture(scope="session")
def webhooks():
    return month(datetime(2026, 3, 1, tzinfo=UTC), messages=100)


@pytest.fixture
async def stages(settings):
    return await prepare(settings)


@pytest.fixture
def fresh(settings):
    """A database of this test's own."""
    with second_database(settings) as copied:
        yield copied


@pytest.fixture
def listen():
    """`async with listen(answer) as url`: a server that answers what `answer(head, body)` says; None cuts the line."""

    @asynccontextmanager
    async def listening(answer):
        async def serve(reader, writer):
            with suppress(asyncio.IncompleteReadError), closing(writer):
                while head := await reader.readuntil(b"\r\n\r\n"):
                    length = int(head.lower().partition(b"content-length:")[2].split()[0])
                    said = answer(head.decode(), await reader.readexactly(length))
                    if said is None:
                        break
                    writer.write(said)

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    return listening
