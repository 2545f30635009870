"""The door of conversations in numbers."""

from fastapi import APIRouter

from api.door import door
from memory.crm import conversation

router = APIRouter(prefix="/api/v1/crm", tags=["conversations"])

door(
    router,
    "GET /conversations/stats",
    conversation.get_conversation_stats,
    permission="analytics.view",
    tool="get_conversation_stats",
)
