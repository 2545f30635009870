"""The way in: verify, store durably, then say yes. A plain Starlette route: nothing between the bytes and the log."""

import asyncio
import time
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors import CONNECTORS
from contracts.connector import Raw
from contracts.errors import NotFound, TooLarge, Unauthenticated, Unavailable
from contracts.settings import Settings
from contracts.types import wall_clock
from memory.core.journal import Journal
from memory.db import Database
from memory.sealed import Sealer, channel_context
from pipelines.kafka import RawProducer

KNOW_SECONDS = 5.0
"""How long what we know of a channel is believed; a removed channel or a changed secret holds after that."""

MAX_KNOWN = 10_000
DETOUR_SECONDS = 5.0
"""How long webhooks go straight to the journal after the broker failed one."""

_RESOLVE = "select tenant_id, project_id, type, secret_sealed from core.resolve_channel(%s)"


class BadSignature(Unauthenticated):
    """The signature of this webhook is missing or wrong: compare the secret at the provider with the channel's."""


@dataclass(frozen=True)
class Door:
    """A channel as the way in knows it."""

    tenant_id: UUID
    project_id: UUID
    type: str
    secret: str
    until: float


class Ingress:
    """Stores webhooks: by the broker's acknowledgement, or by the journal where the broker forgets or is away."""

    def __init__(self, settings: Settings, gate: Database, sealer: Sealer) -> None:
        self._settings, self._gate, self._sealer = settings, gate, sealer
        self._journal = Journal(gate)
        self._producer = RawProducer(settings, settings.webhook_timeout_seconds / 2) if settings.kafka_durable else None
        self._known: dict[UUID, Door] = {}
        self._detour_until = 0.0
        self.max_bytes = settings.webhook_max_bytes
        self.refused_large = 0

    def start(self) -> None:
        """Begin to take webhooks."""
        self._journal.start()

    async def stop(self) -> None:
        """Finish what waits."""
        await self._journal.stop()
        if self._producer:
            await asyncio.to_thread(self._producer.close)

    async def door(self, channel_id: UUID) -> Door:
        """The channel behind an address. Raises NotFound, Unavailable."""
        known = self._known.get(channel_id)
        if known is None or known.until < time.monotonic():
            known = await self._look_up(channel_id)
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[channel_id] = known
        return known

    async def _look_up(self, channel_id: UUID) -> Door:
        rows = await self._gate.query(_RESOLVE, (channel_id,))
        if not rows:
            self._known.pop(channel_id, None)
            raise NotFound("There is no channel at this address.")
        row, until = rows[0], time.monotonic() + KNOW_SECONDS
        context = channel_context(row["tenant_id"], channel_id, "secret")
        secret = self._sealer.open(bytes(row["secret_sealed"]), context).decode()
        return Door(row["tenant_id"], row["project_id"], row["type"], secret, until)

    async def store(self, raw: Raw) -> None:
        """Return when the webhook is durable. Raises Unavailable when neither broker nor journal took it in time."""
        try:
            async with asyncio.timeout(self._settings.webhook_timeout_seconds):
                await self._store(raw)
        except TimeoutError as error:
            raise Unavailable("The webhook could not be stored in time: send it again.") from error

    async def _store(self, raw: Raw) -> None:
        if self._producer and time.monotonic() > self._detour_until:
            try:
                await self._producer.append(raw)
            except Unavailable:
                self._detour_until = time.monotonic() + DETOUR_SECONDS
            else:
                return
        await self._journal.append(raw)


async def receive(request: Request) -> Response:
    """`POST /webhooks/{channel_id}`: 200 once it is durable; else 404, 401, 413 or 503 (api.errors tells which)."""
    ingress: Ingress = request.app.state.ingress
    await ingress.store(await _admit(request, ingress))
    return Response(status_code=200)


async def _admit(request: Request, ingress: Ingress) -> Raw:
    try:
        channel_id = UUID(request.path_params["channel_id"])
    except ValueError as error:
        raise NotFound("There is no channel at this address.") from error
    body = await _read(request, ingress)
    door = await ingress.door(channel_id)
    connector = CONNECTORS[door.type]
    if not connector.verify(door.secret, request.headers, body):
        raise BadSignature
    key = connector.conversation(body) or str(channel_id)
    return Raw(door.tenant_id, door.project_id, channel_id, door.type, body, wall_clock(), key)


async def _read(request: Request, ingress: Ingress) -> bytes:
    limit = ingress.max_bytes
    declared = request.headers.get("content-length", "")
    chunks, size = [], int(declared) if declared.isdecimal() else 0
    if size <= limit:
        size = 0
        async for chunk in request.stream():
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                break
    if size > limit:
        ingress.refused_large += 1
        raise TooLarge(f"A webhook may have {limit} bytes at most.")
    return b"".join(chunks)


webhook_routes = [Route("/webhooks/{channel_id}", receive, methods=["POST"])]
