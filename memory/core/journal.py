"""The durable way in where the broker forgets: webhooks in Postgres, many to a commit."""

import asyncio
from contextlib import suppress

from contracts.connector import Raw
from contracts.errors import Unavailable
from memory.db import Database

_APPEND = """
insert into core.journal (id, tenant_id, project_id, channel_id, channel_type, key, body, received_at, traceparent)
select * from unnest(%b::uuid[], %b::uuid[], %b::uuid[], %b::uuid[], %b::text[], %b::text[], %b::bytea[],
  %b::timestamptz[], %b::text[])
on conflict do nothing"""

MAX_WAITING = 5_000
"""Webhooks that may wait for their commit at a time; more are refused, so that memory stays flat."""

MAX_COMMIT = 500


class Journal:
    """Appends webhooks; one task commits all that wait at a time (group commit: fsync is what is dear)."""

    def __init__(self, gate: Database) -> None:
        self._gate = gate
        self._waiting: asyncio.Queue[tuple[Raw, asyncio.Future[None]]] = asyncio.Queue(MAX_WAITING)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to commit."""
        self._task = asyncio.create_task(self._commit_forever(), name="journal")

    async def stop(self) -> None:
        """Stop; who still waits gets Unavailable."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def append(self, raw: Raw) -> None:
        """Return when the webhook is on disk. Raises Unavailable when Postgres is away or too much waits already."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        try:
            self._waiting.put_nowait((raw, done))
        except asyncio.QueueFull as error:
            raise Unavailable("Too many webhooks wait to be stored: try again in a moment.") from error
        await done

    async def _commit_forever(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while not self._waiting.empty() and len(batch) < MAX_COMMIT:
                batch.append(self._waiting.get_nowait())
            await self._commit(batch)

    async def _commit(self, batch: list[tuple[Raw, asyncio.Future[None]]]) -> None:
        try:
            await self._write([raw for raw, _ in batch])
        except asyncio.CancelledError:
            _settle(batch, Unavailable("The server is stopping: try again in a moment."))
            raise
        except Exception as error:  # noqa: BLE001 - no webhook may be left waiting for an answer
            _settle(batch, error)
        else:
            _settle(batch, None)

    async def _write(self, raws: list[Raw]) -> None:
        rows = [
            (r.id, r.tenant_id, r.project_id, r.channel_id, r.channel_type, r.key, r.body, r.received_at, r.traceparent)
            for r in raws
        ]
        await self._gate.query(_APPEND, [list(column) for column in zip(*rows, strict=True)], wake_relay=True)


def _settle(batch: list[tuple[Raw, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, done in batch:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
