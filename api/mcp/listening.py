"""Tools as the protocol asks for them: listed for whoever calls, used, and what goes wrong told to the model."""

from collections.abc import Awaitable, Callable
from typing import Any

from mcp.server import ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
)
from pydantic import BaseModel
from starlette.datastructures import State
from starlette.requests import Request

from api.auth.protected_resource import caller
from api.mcp import catalogue
from api.mcp.answer import answer, own_words, refusal
from api.mcp.calling import Use, use
from api.mcp.tool import Tool, checked
from api.mcp.tools import TOOLS, open_to
from contracts.core.user import Principal
from contracts.errors import VentrosError

Context = ServerRequestContext[State, Request]


async def list_tools(_: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
    """The tools that the caller's credential may use, and where they are many, those that stand for all."""
    tools = open_to(caller())
    more = catalogue.described() if len(tools) > catalogue.DIRECT else []
    return ListToolsResult(tools=[*more, *(tool.described for tool in tools)])


def input_schema(name: str) -> dict[str, Any] | None:
    """What a tool takes: without it, the library would list all tools at each call, to look into one."""
    return TOOLS[name].described.input_schema if name in TOOLS else None


async def call_tool(context: Context, asked: CallToolRequestParams) -> CallToolResult:
    """Use a tool. What goes wrong is told in plain words, for the model to read; what nobody foresaw is told bare."""
    principal, arguments = caller(), asked.arguments or {}
    tools = open_to(principal)
    special = _SPECIAL.get(asked.name) if len(tools) > catalogue.DIRECT else None
    try:
        if special:
            return await special(context, principal, tools, arguments)
        return answer(await used(context, principal, named(asked.name), arguments))
    except VentrosError as error:
        return refusal(str(error))


async def used(context: Context, principal: Principal, tool: Tool, arguments: dict[str, Any]) -> BaseModel:
    """Use a tool for whoever sent this request. Raises what `use` raises."""

    async def progress(done: int, total: int, what: str) -> None:
        await context.session.report_progress(done, total, what)

    request_id = context.request.state.request_id if context.request else ""
    return await use(context.lifespan_context, Use(principal, tool, arguments, request_id, progress))


def named(name: str) -> Tool:
    """The tool of that name. Raises MCPError when there is none."""
    if name not in TOOLS:
        raise MCPError(INVALID_PARAMS, f"There is no tool {name!r}: tools/list names those that there are.")
    return TOOLS[name]


async def _catalog(_: Context, __: Principal, tools: list[Tool], ___: dict[str, Any]) -> CallToolResult:
    return own_words(catalogue.catalog(tools))


async def _learn(_: Context, __: Principal, tools: list[Tool], arguments: dict[str, Any]) -> CallToolResult:
    return own_words(catalogue.learned(tools, checked(catalogue.Wanted, arguments)))


async def _execute(context: Context, principal: Principal, _: list[Tool], arguments: dict[str, Any]) -> CallToolResult:
    wanted = checked(catalogue.Execution, arguments)
    return answer(await used(context, principal, named(wanted.tool_name), wanted.arguments))


Special = Callable[[Context, Principal, list[Tool], dict[str, Any]], Awaitable[CallToolResult]]

_SPECIAL: dict[str, Special] = {catalogue.CATALOG: _catalog, catalogue.LEARN: _learn, catalogue.EXECUTE: _execute}
