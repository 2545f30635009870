"""The doors of conversations."""

from fastapi import APIRouter

from api.door import door
from memory.crm import chat

router = APIRouter(prefix="/api/v1/crm", tags=["chats"])

door(router, "GET /chats", chat.list_chats, permission="messages.view", tool="get_chats")
door(router, "GET /chats/{chat_id}", chat.get_chat, permission="messages.view")
