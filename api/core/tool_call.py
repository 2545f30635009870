"""The door of what agents called."""

from fastapi import APIRouter

from api.door import door
from memory.core import tool_call

router = APIRouter(prefix="/api/v1/core", tags=["tool calls"])

door(router, "GET /tool-calls", tool_call.list_tool_calls, permission="settings.manage")
