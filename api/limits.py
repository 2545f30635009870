"""What every request is held to before and around the doors: size, time, headers, and an answer whatever happens."""

import asyncio
import re
from secrets import token_hex

import structlog
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Problem, answer, plain, problem_of
from contracts.errors import TooLarge, VentrosError, trace

log = structlog.get_logger()

MAX_BODY = 1_000_000
TIMEOUT = 30.0
BOUNDED = ("/api/", "/mcp", "/v1/")
"""Where size and time are held to these limits. Webhooks have their own, in the settings."""

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"cache-control", b"no-store"),
)


class Limits:
    """ASGI middleware around everything. What goes wrong unexpectedly is logged with the request's id, told bare."""

    def __init__(self, app: ASGIApp, max_body: int = MAX_BODY, timeout: float = TIMEOUT) -> None:
        self._app, self._max_body, self._timeout = app, max_body, timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request within the limits."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bounded = scope["path"].startswith(BOUNDED)
        deadline = asyncio.timeout(self._timeout if bounded else None)
        sent = _Sent(scope, send)
        try:
            async with deadline:
                await self._app(scope, await self._read(scope, receive) if bounded else receive, sent)
        except ClientDisconnect:
            return  # nobody is left to be told
        except Exception as error:
            problem = _problem(Request(scope), error, late=deadline.expired())
            if sent.began:
                raise
            await answer(Request(scope), problem)(scope, receive, sent)

    async def _read(self, scope: Scope, receive: Receive) -> Receive:
        """The body, read whole: too much of it gets no further."""
        length = Headers(scope=scope).get("content-length", "")
        body, more = bytearray(), True
        while more:
            if len(body) > self._max_body or (length.isdecimal() and int(length) > self._max_body):
                raise TooLarge(f"A request may have {self._max_body} bytes.")
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return _replay({"type": "http.request", "body": bytes(body), "more_body": False}, receive)


class _Sent:
    """Where the answer goes out: knows whether it has begun, and gives it the headers that every answer has."""

    def __init__(self, scope: Scope, send: Send) -> None:
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"").decode("latin-1")
        self.request_id = given if REQUEST_ID.fullmatch(given) else token_hex(16)
        scope.setdefault("state", {})["request_id"] = self.request_id
        self.began, self._send = False, send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.began = True
            own = dict(message["headers"])
            standing = [pair for pair in SECURITY if pair[0] not in own]
            named = (b"x-request-id", self.request_id.encode())
            message = {**message, "headers": [*message["headers"], *standing, named]}
        await self._send(message)


def _problem(request: Request, error: Exception, *, late: bool) -> Problem:
    if isinstance(error, VentrosError):
        return problem_of(error)
    route = getattr(request.scope.get("route"), "path", "")  # the path itself may hold anything
    about = {"request_id": request.state.request_id, "method": request.method, "route": route}
    if late:
        log.warning("request timed out", **about)
        return plain(504, "This took too long and was given up: ask for less, or try again.")
    # Formatted here: no way of configuring the log shows what somebody sent.
    log.error("request failed", **about, exception=trace(error))
    return plain(500, "Something went wrong on our side; request_id finds it in our logs.")


def _replay(first: Message, receive: Receive) -> Receive:
    waiting = [first]

    async def read() -> Message:
        return waiting.pop() if waiting else await receive()

    return read
