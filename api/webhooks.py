"""The way in: verify, store durably, then say yes. Plain ASGI: next to nothing between the bytes and the log."""

import asyncio
import time
from dataclasses import dataclass, replace
from uuid import UUID

from starlette.requests import ClientDisconnect
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.company import Company
from api.limits import Limits
from connectors import CONNECTORS
from contracts.connector import Raw
from contracts.errors import NotFound, TooLarge, Unauthenticated, Unavailable
from contracts.settings import Settings
from contracts.types import wall_clock
from memory.cache import REFUSED_LARGE, Cache
from memory.core.journal import Journal
from memory.crm.channel import resolve_channel
from memory.db import Database
from memory.sealed import Sealer, channel_context
from pipelines import tracing
from pipelines.kafka import RawProducer

PATH = "/webhooks/"
KNOW_SECONDS = 5.0
"""How long what we know of a channel is believed; a removed channel or a changed secret holds after that."""

MAX_KNOWN = 10_000
DETOUR_SECONDS = 5.0
"""How long webhooks go straight to the journal after the broker failed one."""


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
        self._company = Company()
        self._known: dict[UUID, Door] = {}
        self._detour_until = 0.0
        self.max_bytes = settings.webhook_max_bytes
        self._counts = Cache(settings.redis_url.get_secret_value())

    def start(self) -> None:
        """Begin to take webhooks."""
        self._journal.start()

    async def stop(self) -> None:
        """Finish what waits."""
        await self._journal.stop()
        await self._counts.close()
        if self._producer:
            await asyncio.to_thread(self._producer.close)

    async def refuse_large(self) -> None:
        """Count a webhook that was too large; `ventros doctor` shows how many there were."""
        await self._counts.count(REFUSED_LARGE)

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
        try:
            found = await resolve_channel(self._gate, channel_id)
        except NotFound:
            self._known.pop(channel_id, None)
            raise
        until = time.monotonic() + KNOW_SECONDS
        context = channel_context(found.tenant_id, channel_id, "secret")
        secret = self._sealer.open(bytes(found.secret_sealed), context).decode()
        return Door(found.tenant_id, found.project_id, found.type, secret, until)

    async def store(self, raw: Raw) -> None:
        """Return when the webhook is durable. Raises Unavailable when neither broker nor journal took it in time."""
        async with self._company:
            await self._store(raw)

    async def _store(self, raw: Raw) -> None:
        if self._producer and time.monotonic() > self._detour_until:
            try:
                return await self._producer.append(raw)
            except Unavailable:
                self._detour_until = time.monotonic() + DETOUR_SECONDS
        try:
            async with asyncio.timeout(self._settings.webhook_timeout_seconds / (2 if self._producer else 1)):
                await self._journal.append(raw)
        except TimeoutError as error:
            raise Unavailable("The webhook could not be stored in time: send it again.") from error


def is_webhook(scope: Scope) -> bool:
    """Whether a request is for `webhooks`."""
    path: str = scope.get("path", "")
    return scope["type"] == "http" and scope["method"] == "POST" and path.startswith(PATH)


class Webhooks:
    """`POST /webhooks/{channel_id}`: 200 once it is durable; else 404, 401, 413 or 503 (api.limits tells which)."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one webhook, as an ASGI application."""
        ingress: Ingress = scope["app"].state.ingress
        try:
            if tracing.on():
                await _traced(scope, receive, ingress)
            else:
                await ingress.store(await _admit(scope, receive, ingress))
        except Exception as error:  # noqa: BLE001 - Limits tells the caller what it was, and the log what is for us
            await Limits(_Failed(error))(scope, receive, send)
        else:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body"})


class _Failed:
    """An application that fails in a known way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise self._error


async def _traced(scope: Scope, receive: Receive, ingress: Ingress) -> None:
    """The same, and the beginning of a trace. Whatever trace the caller is in, ours are decided by us."""
    began = time.time_ns()
    raw = await _admit(scope, receive, ingress)
    about = {"tenant_id": str(raw.tenant_id), "channel_id": str(raw.channel_id), "event_id": str(raw.id)}
    with tracing.span("webhook", since=began, **about) as traceparent:
        await ingress.store(replace(raw, traceparent=traceparent))


async def _admit(scope: Scope, receive: Receive, ingress: Ingress) -> Raw:
    try:
        channel_id = UUID(scope["path"][len(PATH) :])
    except ValueError as error:
        raise NotFound("There is no channel at this address.") from error
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    body = await _read(headers.get("content-length", ""), receive, ingress)
    door = await ingress.door(channel_id)
    connector = CONNECTORS[door.type]
    if not connector.verify(door.secret, headers, body):
        raise BadSignature
    key = connector.conversation(body) or str(channel_id)
    return Raw(door.tenant_id, door.project_id, channel_id, door.type, body, wall_clock(), key)


async def _read(declared: str, receive: Receive, ingress: Ingress) -> bytes:
    body, more = bytearray(), True
    size = int(declared) if declared.isdecimal() else 0
    while more and size <= ingress.max_bytes:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more, size = message.get("more_body", False), len(body)
    if size > ingress.max_bytes:
        await ingress.refuse_large()
        raise TooLarge(f"A webhook may have {ingress.max_bytes} bytes at most.")
    return bytes(body)


webhooks = Webhooks()
webhook_routes = [Route(PATH + "{channel_id}", webhooks, methods=["POST"])]
