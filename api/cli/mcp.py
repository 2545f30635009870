"""`ventros mcp`: MCP over stdin and stdout, for programs that start their servers. Each request goes on over HTTP.

It holds an API key and nothing else. A desktop needs no way into the database, and every rule is kept in one place.
"""

import asyncio
from typing import Any

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    GetPromptRequestParams,
    GetPromptResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
)

from api.limits import TIMEOUT
from contracts.envelope import CODE_VERSION
from contracts.errors import Invalid, Unauthenticated, Unavailable
from contracts.settings import Settings

Context = ServerRequestContext[Any, Any]


def mcp() -> None:
    """Serve MCP over stdin and stdout, for a desktop client.

    The API key comes from VENTROS_API_KEY, never as an argument.
    """
    asyncio.run(serve(Settings()))


async def serve(settings: Settings) -> None:
    """Serve until stdin ends. Raises Invalid without a key, Unauthenticated for a bad one, Unavailable."""
    key = settings.api_key.get_secret_value()
    if not key:
        raise Invalid("Put an API key into VENTROS_API_KEY: ventros keys create makes one.")
    headers = {"Authorization": f"Bearer {key}"}
    http = httpx2.AsyncClient(headers=headers, timeout=TIMEOUT + 10)
    base = settings.mcp_public_url.rstrip("/")
    async with http:
        await _knock(http, base)
        async with Client(streamable_http_client(f"{base}/mcp", http_client=http), cache=None) as client:
            server = _forwarding(client)
            async with stdio_server() as (read, write):
                await server.run(read, write, server.create_initialization_options())


async def _knock(http: httpx2.AsyncClient, base: str) -> None:
    """Find out first whether one is let in: a desktop shows the line that a program ends with."""
    try:
        answer = await http.get(f"{base}/v1/mcp/tools")
    except httpx2.HTTPError as error:
        kind = type(error).__name__
        raise Unavailable(f"No MCP server answers at {base} ({kind}): set VENTROS_MCP_PUBLIC_URL.") from None
    if answer.status_code == 401:
        raise Unauthenticated("The key in VENTROS_API_KEY is unknown, revoked or expired: make a new one.")


def _forwarding(client: Client) -> Server[Any]:
    """A server that asks another one."""

    async def list_tools(_: Context, asked: PaginatedRequestParams | None) -> ListToolsResult:
        return await client.list_tools(cursor=asked.cursor if asked else None)

    async def call_tool(context: Context, asked: CallToolRequestParams) -> CallToolResult:
        report = context.session.report_progress
        return await client.call_tool(asked.name, asked.arguments, progress_callback=report)

    async def list_resources(_: Context, asked: PaginatedRequestParams | None) -> ListResourcesResult:
        return await client.list_resources(cursor=asked.cursor if asked else None)

    async def list_templates(_: Context, asked: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
        return await client.list_resource_templates(cursor=asked.cursor if asked else None)

    async def read_resource(_: Context, asked: ReadResourceRequestParams) -> ReadResourceResult:
        return await client.read_resource(asked.uri)

    async def list_prompts(_: Context, asked: PaginatedRequestParams | None) -> ListPromptsResult:
        return await client.list_prompts(cursor=asked.cursor if asked else None)

    async def get_prompt(_: Context, asked: GetPromptRequestParams) -> GetPromptResult:
        return await client.get_prompt(asked.name, asked.arguments)

    return Server(
        "ventros",
        title="Ventros CRM",
        version=CODE_VERSION,
        instructions=client.instructions,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
        on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
    )
