"""The tools: every door that agents may use, by name."""

from api import search
from api.crm import channel, chat, contact, context, conversation, erasure, fact, graph, intent, message, session
from api.door import DOORS
from api.mcp.tool import Tool
from contracts.core.user import Principal

ROUTERS = (
    search.router, channel.router, chat.router, contact.router, context.router, fact.router, graph.router,
    intent.router, conversation.router, session.router, message.router, erasure.router,
)  # fmt: skip
"""Where doors are opened that agents use."""

TOOLS = {tool.name: tool for tool in sorted(map(Tool, DOORS), key=lambda tool: tool.name) if tool.door.tool}


def open_to(principal: Principal) -> list[Tool]:
    """The tools that a caller may use."""
    return [tool for tool in TOOLS.values() if tool.open_to(principal)]
