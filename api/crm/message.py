"""The doors of messages."""

from uuid import UUID

from fastapi import APIRouter

from api.door import door
from api.headers import IdempotencyKey
from connectors import CONNECTORS
from contracts.core.user import Principal
from contracts.crm.channel import ChannelType
from contracts.crm.message import Message, MessageDraft
from contracts.types import Clock
from memory.crm import message
from memory.db import Tx

router = APIRouter(prefix="/api/v1/crm", tags=["messages"])


async def send_message(
    tx: Tx, principal: Principal, draft: MessageDraft, idempotency_key: IdempotencyKey, clock: Clock
) -> Message:
    """Send a reply to a person; asked again with the same key, it goes out once."""
    return await message.queue_reply(tx, principal, draft, idempotency_key, _provider_id, clock)


def _provider_id(kind: ChannelType, message_id: UUID) -> str:
    return CONNECTORS[kind].new_provider_id(message_id)


door(router, "GET /messages", message.list_messages, permission="messages.view", tool="get_messages")
door(
    router,
    "POST /messages",
    send_message,
    permission="messages.send",
    status=202,
    tool="send_message",
    explicit_scope=True,
    preview=message.preview_reply,
)
door(router, "GET /messages/{message_id}", message.get_message, permission="messages.view")
