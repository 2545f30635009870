"""What nothing can beat by much: the least that a durable webhook takes, without signature, tenant, order or events.

`python -m benchmarks.bare broker|journal|insert|chain PORT` serves one of them under the same server as ours.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import orjson
import psycopg
import uvicorn
from confluent_kafka import KafkaError, Message
from fastapi import FastAPI, Request, Response
from pgvector import HalfVector

from contracts.settings import Settings
from memory.db import know_vectors
from pipelines.kafka import producer
from pipelines.providers import choose_embedder

SCHEMA = """
create schema bare;
create table bare.journal (id uuid primary key, body bytea not null, received_at timestamptz not null default now());
create table bare.messages (
  id text primary key, at timestamptz not null default now(), text text not null, words tsvector not null,
  v halfvec(768) not null);
create index on bare.messages using gin (words);"""
INSERT = "insert into bare.journal (id, body) values (%s, %s)"
REMEMBER = "insert into bare.messages (id, text, words, v) values (%s, %s, to_tsvector('portuguese', %s), %s)"
TOPIC = "raw.inbound"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Cursor = psycopg.AsyncCursor[Any]
Store = Callable[[bytes], Awaitable[None]]


class Asgi:
    """An ASGI application that stores the body and says 200."""

    def __init__(self, opened: Callable[[], Any]) -> None:
        self._opened = opened
        self._store: Store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            async with self._opened() as self._store:
                await send({"type": "lifespan.startup.complete"})
                await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        await self._store(body)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def broker(settings: Settings) -> AsyncIterator[Store]:
    """Hand it to the broker and wait for its word, asked for every millisecond: cheaper here than by a thread."""
    client, loop, waiting = producer(settings), asyncio.get_running_loop(), set[asyncio.Future[None]]()
    asked = asyncio.Event()

    async def poll() -> None:
        while await asked.wait():
            client.poll(0)
            await asyncio.sleep(0.001)
            if not waiting:
                asked.clear()

    async def store(body: bytes) -> None:
        done: asyncio.Future[None] = loop.create_future()

        def told(error: KafkaError | None, _: Message) -> None:
            waiting.discard(done)
            done.set_exception(RuntimeError(error.str())) if error else done.set_result(None)

        client.produce(TOPIC, body, str(uuid4()), on_delivery=told)
        waiting.add(done)
        asked.set()
        await done

    task = asyncio.create_task(poll())
    yield store
    task.cancel()


@asynccontextmanager
async def journal(settings: Settings) -> AsyncIterator[Store]:
    """Put it into a table; one task commits all that wait at a time."""

    async def write(cursor: Cursor, bodies: list[bytes]) -> None:
        await cursor.executemany(INSERT, [(uuid4(), body) for body in bodies])

    async with _committing(settings, write) as store:
        yield store


@asynccontextmanager
async def chain(settings: Settings) -> AsyncIterator[Store]:
    """Everything that makes a text searchable, in this one process and one transaction: parse, embed, index, commit."""
    embedder = choose_embedder(settings.embedder, settings.data_dir)

    async def write(cursor: Cursor, bodies: list[bytes]) -> None:
        messages = [orjson.loads(body)["payload"] for body in bodies]
        texts = [message["body"] for message in messages]
        vectors = await asyncio.to_thread(embedder.embed, texts)
        rows = [(m["id"], m["body"], m["body"], HalfVector(v)) for m, v in zip(messages, vectors, strict=True)]
        await cursor.executemany(REMEMBER, rows)

    async with _committing(settings, write) as store:
        yield store


@asynccontextmanager
async def _committing(
    settings: Settings, write: Callable[[Cursor, list[bytes]], Awaitable[None]]
) -> AsyncIterator[Store]:
    waiting: asyncio.Queue[tuple[bytes, asyncio.Future[None]]] = asyncio.Queue()

    async def store(body: bytes) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting.put_nowait((body, done))
        await done

    async def commit(connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            batch = [await waiting.get()]
            while not waiting.empty():
                batch.append(waiting.get_nowait())
            try:
                async with connection.transaction(), connection.cursor() as cursor:
                    await write(cursor, [body for body, _ in batch])
            except Exception as error:
                for _, done in batch:
                    done.set_exception(error)
                raise
            for _, done in batch:
                done.set_result(None)

    async with await psycopg.AsyncConnection.connect(settings.dsn("admin"), autocommit=True) as connection:
        await know_vectors(connection)
        task = asyncio.create_task(commit(connection))
        yield store
        task.cancel()


def insert(settings: Settings) -> FastAPI:
    """A FastAPI route with one INSERT and one commit a request."""
    from psycopg_pool import AsyncConnectionPool

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncConnectionPool(settings.dsn("admin"), min_size=8, max_size=16) as app.state.pool:
            yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/webhooks/{channel_id}")  # noqa: FAST003 - the peer looks nothing up
    async def receive(request: Request) -> Response:
        body = await request.body()
        async with request.app.state.pool.connection() as connection:
            await connection.execute(INSERT, (uuid4(), body))
        return Response()

    return app


def main(kind: str, port: int) -> None:
    """Serve one of them."""
    settings = Settings()
    apps: dict[str, Callable[[], Any]] = {
        "broker": lambda: Asgi(lambda: broker(settings)),
        "journal": lambda: Asgi(lambda: journal(settings)),
        "chain": lambda: Asgi(lambda: chain(settings)),
        "insert": lambda: insert(settings),
    }
    uvicorn.run(apps[kind](), host="127.0.0.1", port=port, log_config=None, access_log=False, server_header=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
