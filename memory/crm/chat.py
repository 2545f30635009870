"""Conversations: listed and shown. They are made by what channels tell (recording/)."""

from uuid import UUID

from contracts.core.user import Principal
from contracts.crm.chat import Chat, ChatStatus, ChatType
from contracts.types import Page
from memory.db import Tx
from memory.page import Cursor, Limit, keys, page

_LIST = """
select c.id, c.version, c.project_id, c.channel_id, c.type, c.status, c.external_id, c.contact_id, c.subject,
  c.participants, c.last_message_at, c.created_at, c.updated_at
from crm.chats c
where c.tenant_id = %(tenant)s
  and (%(project)s::uuid is null or c.project_id = %(project)s)
  and (%(contact)s::uuid is null or c.contact_id = %(contact)s)
  and (%(channel)s::uuid is null or c.channel_id = %(channel)s)
  and (%(type)s::text is null or c.type = %(type)s)
  and (%(status)s::text is null or c.status = %(status)s)
  and (%(after_at)s::timestamptz is null or (c.created_at, c.id) < (%(after_at)s, %(after_id)s))
order by c.created_at desc, c.id desc
limit %(rows)s"""

_GET = """
select id, version, project_id, channel_id, type, status, external_id, contact_id, subject, participants,
  last_message_at, created_at, updated_at
from crm.chats
where tenant_id = %(tenant)s and id = %(id)s and (%(project)s::uuid is null or project_id = %(project)s)"""


async def list_chats(
    tx: Tx,
    principal: Principal,
    *,
    contact_id: UUID | None = None,
    channel_id: UUID | None = None,
    type: ChatType | None = None,
    status: ChatStatus | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[Chat]:
    """List conversations, newest first."""
    asked = {"contact": contact_id, "channel": channel_id, "type": type, "status": status}
    found = await tx.all(Chat, _LIST, project=principal.project_id, **asked, **keys(limit, cursor))
    return page(found, limit, lambda chat: (chat.created_at, chat.id))


async def get_chat(tx: Tx, principal: Principal, chat_id: UUID) -> Chat:
    """Show a conversation."""
    return await tx.one(Chat, _GET, id=chat_id, project=principal.project_id)
