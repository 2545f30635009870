"""A local server that speaks WAHA's wire format, for tests and the demo: it sends nothing to anybody.

A text that starts with `fail:` breaks on purpose (see FAILURES); every other one is taken, echoed as the webhook
`message.any` and then acknowledged as sent, delivered and read, signed as WAHA signs.
"""

import asyncio
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha512
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from connectors.waha.ids import message_id

OURS = "5531900000000"
"""The number that the sandbox pretends to be connected with."""

ACKS = ((1, "SERVER"), (2, "DEVICE"), (3, "READ"))

NOT_WORKING = {
    "error": "Session status is not as expected. Try again later or restart the session",
    "session": "default",
    "status": "STARTING",
    "expected": ["WORKING"],
}
FAILURES: dict[str, tuple[int, Any]] = {
    "fail:404": (404, {"statusCode": 404, "message": "We didn't find a session with name 'default'."}),
    "fail:422": (422, {"statusCode": 422, "message": ["text must be shorter"], "error": "Unprocessable Entity"}),
    "fail:starting": (422, NOT_WORKING),
    "fail:429": (429, {"statusCode": 429, "message": "ThrottlerException: Too Many Requests"}),
    "fail:500": (500, {"statusCode": 500, "exception": {"message": "2 UNKNOWN: server returned error 463"}}),
    "fail:503": (503, {"statusCode": 503, "message": "Service Unavailable"}),
}
"""Texts that are refused, with the answer. Besides: `fail:proxy` (502), `fail:redirect` (302), `fail:lost` (never
answered and not taken), `fail:silent` (taken and never answered).
"""


@dataclass
class Sandbox:
    """The state of the server: what it took, and where it reports to."""

    api_key: str = "sandbox-api-key"
    webhook_url: str = ""
    hmac_key: str = ""
    retry_seconds: float = 2.0
    attempts: int = 15
    base_url: str = ""
    status: str = "WORKING"
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)

    def app(self) -> Starlette:
        """The routes of WAHA that we use."""
        routes = [
            Route("/api/sendText", self._send_text, methods=["POST"]),
            Route("/api/{session}/chats/{chat}/messages/{message}", self._message),
            Route("/api/sessions/{session}", self._session),
        ]
        return Starlette(routes=routes)

    async def _send_text(self, request: Request) -> Response:
        if refused := self._unauthorized(request):
            return refused
        body = await request.json()
        wrong = [
            f"{name} must be a string" for name in ("session", "chatId", "text") if not isinstance(body.get(name), str)
        ]
        if wrong:
            return JSONResponse({"statusCode": 422, "message": wrong, "error": "Unprocessable Entity"}, 422)
        if self.status != "WORKING":
            return JSONResponse(NOT_WORKING | {"status": self.status, "session": body["session"]}, 422)
        if str(body["text"]).startswith("fail:"):
            return await self._fail(request, body)
        message = self._take(body)
        return JSONResponse(message, 201, background=BackgroundTask(self._report, message, body["session"]))

    async def _fail(self, request: Request, body: dict[str, Any]) -> Response:
        text = body["text"]
        if text in FAILURES:
            status, answer = FAILURES[text]
            return JSONResponse(answer, status)
        if text == "fail:proxy":
            return PlainTextResponse("<html>502 Bad Gateway</html>", 502)
        if text == "fail:redirect":
            return RedirectResponse(f"{self.base_url}/elsewhere", 302)
        if text == "fail:silent":
            self._take(body)
        while not await request.is_disconnected():  # noqa: ASYNC110 - the caller leaves when its patience is over
            await asyncio.sleep(0.02)
        return Response(status_code=499)

    def _take(self, body: dict[str, Any]) -> dict[str, Any]:
        name = body.get("id") or f"3EB0{uuid4().hex[:18].upper()}"
        message = message_payload(body["chatId"], body["text"], name, from_me=True, source="api")
        if body.get("reply_to"):
            message["replyTo"] = {"id": message_id(body["reply_to"]), "hasMedia": False}
        self.sent[name] = message
        return message

    async def _message(self, request: Request) -> Response:
        if refused := self._unauthorized(request):
            return refused
        found = self.sent.get(message_id(request.path_params["message"]))
        if found is None:
            return JSONResponse({"message": "Message not found", "error": "Not Found", "statusCode": 404}, 404)
        return JSONResponse(found)

    async def _session(self, request: Request) -> Response:
        if refused := self._unauthorized(request):
            return refused
        name = request.path_params["session"]
        return JSONResponse({"name": name, "status": self.status, "me": me(), "config": {"webhooks": []}})

    def _unauthorized(self, request: Request) -> Response | None:
        if hmac.compare_digest(request.headers.get("x-api-key", "").encode(), self.api_key.encode()):
            return None
        return JSONResponse({"message": "Unauthorized", "statusCode": 401}, 401)

    async def _report(self, message: dict[str, Any], session: str) -> None:
        """The echo of what was sent, then how far it got."""
        if not self.webhook_url:
            return
        await self.post(envelope("message.any", message, session=session))
        for number, name in ACKS:
            told = {key: message[key] for key in ("id", "from", "to", "participant", "fromMe")}
            await self.post(envelope("message.ack", told | {"ack": number, "ackName": name}, session=session))

    async def post(self, event: dict[str, Any]) -> None:
        """Post a signed webhook until it is taken, as WAHA does. Raises httpx.HTTPError at the last try."""
        body = json.dumps(event, ensure_ascii=False).encode()
        async with httpx.AsyncClient(trust_env=False) as client:
            for left in reversed(range(self.attempts)):
                try:
                    answer = await client.post(self.webhook_url, content=body, headers=signed(body, self.hmac_key))
                    answer.raise_for_status()
                    return
                except httpx.HTTPError:
                    if not left:
                        raise
                    await asyncio.sleep(self.retry_seconds)


def me() -> dict[str, str]:
    """The account that the sandbox pretends to be."""
    return {
        "id": f"{OURS}@c.us",
        "lid": "100000000000000@lid",
        "jid": f"{OURS}:7@s.whatsapp.net",
        "pushName": "Sandbox",
    }


def envelope(
    event: str, payload: dict[str, Any], *, session: str = "default", at: float | None = None
) -> dict[str, Any]:
    """A webhook of WAHA around a payload. `at` in seconds since 1970, now when not given."""
    return {
        "id": f"evt_{uuid4().hex[:26]}",
        "timestamp": round((time.time() if at is None else at) * 1000),
        "event": event,
        "session": session,
        "metadata": {},
        "me": me(),
        "payload": payload,
        "engine": "GOWS",
        "environment": {"version": "2026.7.1", "engine": "GOWS", "tier": "CORE", "browser": None},
    }


def message_payload(
    chat: str,
    text: str,
    name: str,
    *,
    from_me: bool,
    source: str = "app",
    push_name: str = "",
    at: float | None = None,
) -> dict[str, Any]:
    """The payload of a text message as the engine GOWS tells it: WAMessage of WAHA's OpenAPI."""
    seconds = int(time.time() if at is None else at)
    return {
        "id": f"{str(from_me).lower()}_{chat}_{name}",
        "timestamp": seconds,
        "from": chat,
        "fromMe": from_me,
        "source": source,
        "to": None,
        "participant": None,
        "body": text,
        "hasMedia": False,
        "media": None,
        "ack": 1 if from_me else 2,
        "ackName": "SERVER" if from_me else "DEVICE",
        "location": None,
        "vCards": None,
        "replyTo": None,
        "_data": {
            "Info": {
                "Chat": chat,
                "ID": name,
                "IsFromMe": from_me,
                "IsGroup": False,
                "PushName": push_name,
                "Type": "text",
            },
            "Message": {"conversation": text},
        },
    }


def signed(body: bytes, hmac_key: str) -> dict[str, str]:
    """The headers that WAHA sends with a webhook."""
    return {
        "Content-Type": "application/json",
        "X-Webhook-Request-Id": uuid4().hex,
        "X-Webhook-Timestamp": str(round(time.time() * 1000)),
        "X-Webhook-Hmac": hmac.new(hmac_key.encode(), body, sha512).hexdigest(),
        "X-Webhook-Hmac-Algorithm": "sha512",
    }


@contextmanager
def serve(sandbox: Sandbox | None = None, host: str = "127.0.0.1", port: int = 0) -> Iterator[Sandbox]:
    """Run the sandbox in a thread, on a free port unless one is given, until the block ends. Raises OSError."""
    state = sandbox or Sandbox()
    config = uvicorn.Config(state.app(), log_level="warning", lifespan="off", ws="none", timeout_graceful_shutdown=1)
    with listening(host, port) as (listener, state.base_url), running(uvicorn.Server(config), listener):
        yield state


@contextmanager
def listening(host: str = "127.0.0.1", port: int = 0) -> Iterator[tuple[socket.socket, str]]:
    """A socket that listens, and the URL that leads to it: calls wait there until a server takes them."""
    with socket.create_server((host, port)) as listener:
        yield listener, f"http://{host}:{listener.getsockname()[1]}"


@contextmanager
def running(server: uvicorn.Server, listener: socket.socket) -> Iterator[None]:
    """Run a server in a thread until the block ends."""
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
