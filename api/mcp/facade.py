"""The same tools over plain HTTP, for callers that do not speak MCP: listed, executed, streamed with their progress.

A credential comes in the Authorization header alone; arguments of a stream come as query parameters, so only tools that
look, and that tell how far they are, can be streamed.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from api.errors import answer, problem_of
from api.mcp.calling import Use, use
from api.mcp.catalogue import Execution
from api.mcp.tool import Tool
from api.mcp.tools import TOOLS, open_to
from contracts.core.user import Principal
from contracts.errors import Invalid, NotFound, VentrosError
from contracts.types import wall_clock
from memory.rate import TooManyCalls

Endpoint = Callable[[Request, Principal], Awaitable[Response]]


def _guarded(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """For whoever has a good credential; what goes wrong is a problem (RFC 9457)."""

    async def guarded(request: Request) -> Response:
        try:
            principal = await request.app.state.authenticator(request.headers.get("authorization"))
            return await endpoint(request, principal)
        except VentrosError as error:
            wait = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyCalls) else None
            return answer(request, problem_of(error), wait)

    return guarded


async def _list(_: Request, principal: Principal) -> Response:
    shown = [tool.described for tool in open_to(principal)]
    tools = [{"name": one.name, "description": one.description, "inputSchema": one.input_schema} for one in shown]
    return _json({"tools": tools, "count": len(tools)})


async def _execute(request: Request, principal: Principal) -> Response:
    try:
        wanted = Execution.model_validate_json(await request.body())
    except ValidationError:
        raise Invalid('Send {"tool_name": "…", "arguments": {…}} as JSON.') from None
    asked = Use(principal, _named(wanted.tool_name), wanted.arguments, request.state.request_id)
    result = await use(request.app.state, asked)
    told = {"tool_name": wanted.tool_name, "result": result.model_dump(mode="json"), "timestamp": _now()}
    return _json(told)


async def _stream(request: Request, principal: Principal) -> Response:
    tool = _named(request.path_params["tool"])
    if not tool.streams:
        raise Invalid(f"{tool.name} is done at once: send it to /v1/mcp/execute.")
    return StreamingResponse(_stages(request, principal, tool), media_type="text/event-stream")


async def _stages(request: Request, principal: Principal, tool: Tool) -> AsyncIterator[bytes]:
    """starting, processing as often as the tool says how far it is, and done or error."""
    arguments: dict[str, Any] = dict(request.query_params)
    stages: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def progress(done: int, total: int, what: str) -> None:
        stages.put_nowait(_stage("processing", done / max(total, 1), f"{done} of {total} {what}"))

    async def run() -> None:
        try:
            asked = Use(principal, tool, arguments, request.state.request_id, progress)
            result = await use(request.app.state, asked)
            stages.put_nowait(_stage("done", 1.0, "", result.model_dump(mode="json")))
        except VentrosError as error:
            stages.put_nowait(_stage("error", 1.0, str(error)))
        finally:
            stages.put_nowait(None)

    yield _stage("starting", 0.0, tool.name)
    running = asyncio.create_task(run())
    try:
        while (stage := await stages.get()) is not None:
            yield stage
    finally:
        running.cancel()


def _stage(stage: str, progress: float, message: str, data: Any = None) -> bytes:
    told = {"stage": stage, "progress": progress, "message": message, "data": data, "timestamp": _now()}
    return f"data: {json.dumps(told)}\n\n".encode()


def _named(name: str) -> Tool:
    if name not in TOOLS:
        raise NotFound("There is no such tool here: /v1/mcp/tools names those that there are.")
    return TOOLS[name]


def _json(told: dict[str, Any]) -> Response:
    return Response(json.dumps(told), media_type="application/json")


def _now() -> str:
    return wall_clock().isoformat()


ROUTES = [
    Route("/v1/mcp/tools", _guarded(_list), methods=["GET"]),
    Route("/v1/mcp/execute", _guarded(_execute), methods=["POST"]),
    Route("/v1/mcp/stream/{tool}", _guarded(_stream), methods=["GET"]),
]
