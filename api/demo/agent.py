"""An agent in the demo: the official client of MCP, with the credential of a shop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from api.demo.stage import Stage
from contracts.crm.fact import Fact
from contracts.crm.message import Message
from contracts.crm.search import Hit, SearchResult
from contracts.errors import VentrosError
from contracts.types import Page

AROUND = timedelta(minutes=2)
"""How much of a talk is read before and after a moment."""


class NotAnswered(VentrosError):
    """A tool did not answer, or did not find it: the log of `mcp` says more."""


class Agent:
    """A connection to the MCP server."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def call(self, tool: str, **said: Any) -> dict[str, Any]:
        """What a tool answers. Raises NotAnswered."""
        result = await self._client.call_tool(tool, said)
        if result.is_error or result.structured_content is None:
            raise NotAnswered
        answer: dict[str, Any] = result.structured_content
        return answer

    async def search(self, question: str, **within: Any) -> SearchResult:
        """What the search finds. Raises NotAnswered."""
        return SearchResult.model_validate(await self.call("search_memory", q=question, **within))

    async def find(self, question: str, **within: Any) -> Hit:
        """The best that the search finds. Raises NotAnswered when there is nothing."""
        hits = (await self.search(question, limit=1, **within)).hits
        if not hits:
            raise NotAnswered
        return hits[0]

    async def fact(self, contact_id: UUID, predicate: str, as_of: datetime | None = None) -> Fact:
        """What is known of a person. Raises NotAnswered when it is not known."""
        said = {"contact_id": str(contact_id), "predicates": [predicate]}
        asked = said | ({"as_of": as_of.isoformat()} if as_of else {})
        facts = Page[Fact].model_validate(await self.call("get_contact_facts", **asked)).items
        if not facts:
            raise NotAnswered
        return facts[0]

    async def around(self, contact_id: UUID, at: datetime) -> list[Message]:
        """The talk at a moment, in its order."""
        said = {"after": (at - AROUND).isoformat(), "before": (at + AROUND).isoformat()}
        page = await self.call("get_messages", contact_id=str(contact_id), **said)
        return Page[Message].model_validate(page).items[::-1]


@asynccontextmanager
async def agent(url: str, stage: Stage) -> AsyncIterator[Agent]:
    """An agent of a shop at the MCP server of `url`."""
    async with (
        httpx2.AsyncClient(headers=stage.headers, timeout=30) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        yield Agent(client)
