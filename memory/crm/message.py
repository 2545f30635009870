"""Messages: listed, shown, and replies put on their way. What channels tell of messages is in recording/."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime

from contracts.core.user import Principal
from contracts.crm.channel import ChannelType
from contracts.crm.message import ContentType, Message, MessageCreated, MessageDraft, MessageStatus, ReplyPreview
from contracts.errors import Conflict, NotFound
from contracts.types import Clock, Page, derived_id, wall_clock
from memory.crm.channel import get_channel
from memory.crm.contact import get_contact
from memory.db import Tx
from memory.page import Cursor, Limit, keys, page

_LIST = """
select m.*, r.id as reply_to_id from crm.messages m
left join crm.messages r
  on r.tenant_id = m.tenant_id and r.channel_id = m.channel_id and r.provider_id = m.reply_to
where m.tenant_id = %(tenant)s
  and (%(project)s::uuid is null or m.project_id = %(project)s)
  and (%(contact)s::uuid is null or m.contact_id = %(contact)s)
  and (%(session)s::uuid is null or m.session_id = %(session)s)
  and (%(chat)s::uuid is null or m.chat_id = %(chat)s)
  and (%(channel)s::uuid is null or m.channel_id = %(channel)s)
  and (%(from_me)s::boolean is null or m.from_me = %(from_me)s)
  and (%(content_type)s::text is null or m.content_type = %(content_type)s)
  and (%(status)s::text is null or m.status = %(status)s)
  and (%(from)s::timestamptz is null or m.at >= %(from)s)
  and (%(until)s::timestamptz is null or m.at < %(until)s)
  and (%(after_at)s::timestamptz is null or (m.at, m.id) < (%(after_at)s, %(after_id)s))
order by m.at desc, m.id desc
limit %(rows)s"""

_GET = """
select m.*, r.id as reply_to_id from crm.messages m
left join crm.messages r
  on r.tenant_id = m.tenant_id and r.channel_id = m.channel_id and r.provider_id = m.reply_to
where m.tenant_id = %(tenant)s and m.id = %(id)s and (%(project)s::uuid is null or m.project_id = %(project)s)"""

# The lock keeps a merge or a removal of the person from coming between.
_PERSON = """
select id from crm.contacts
where tenant_id = %(tenant)s and id = %(id)s and deleted_at is null
for key share"""

# A person is answered in their own conversation, never in a group that they wrote in.
_PLACE = """
select m.chat_id, m.channel_id, m.channel_type, m.project_id,
  coalesce(c.session_timeout_minutes, p.session_timeout_minutes) as timeout_minutes
from crm.messages m
join crm.chats ch on ch.tenant_id = m.tenant_id and ch.id = m.chat_id and ch.type = 'individual'
join crm.channels c on c.tenant_id = m.tenant_id and c.id = m.channel_id and c.deleted_at is null
join core.projects p on p.tenant_id = m.tenant_id and p.id = m.project_id
where m.tenant_id = %(tenant)s and m.contact_id = %(contact)s
  and (%(channel)s::uuid is null or m.channel_id = %(channel)s)
order by m.at desc, m.id desc
limit 1"""

_ANSWERED = """
select provider_id from crm.messages where tenant_id = %(tenant)s and chat_id = %(chat)s and id = %(id)s"""

_KNOWN = "select id from crm.messages where tenant_id = %(tenant)s and id = %(id)s"

_QUEUE = """
with queued as (
  insert into crm.messages (tenant_id, id, project_id, channel_id, channel_type, chat_id, contact_id, provider_id,
    from_me, content_type, text, status, source, reply_to, metadata, timeout_minutes, at)
  values (%(tenant)s, %(id)s, %(project_id)s, %(channel_id)s, %(channel_type)s, %(chat_id)s, %(contact)s,
    %(provider_id)s, true, 'text', %(text)s, 'queued', 'manual', %(reply_to)s,
    jsonb_build_object('request', %(request)s::text), %(timeout_minutes)s, %(at)s)
  on conflict (tenant_id, id) do nothing
  returning id
)
insert into crm.deliveries (tenant_id, message_id, idempotency_key, due_at)
select %(tenant)s, id, %(key)s, %(at)s from queued"""


class KeyReused(Conflict):
    """This idempotency key belongs to another message: a new message needs a new key."""


class NowhereToReply(Conflict):
    """This person has no conversation on a connected channel: a reply needs one, so they have to write first."""


NewProviderId = Callable[[ChannelType, UUID], str]
"""The id that a kind of channel asks its provider to give a message of ours."""


async def list_messages(  # noqa: PLR0913 - every filter is a parameter of the door
    tx: Tx,
    principal: Principal,
    *,
    contact_id: UUID | None = None,
    session_id: UUID | None = None,
    chat_id: UUID | None = None,
    channel_id: UUID | None = None,
    from_me: bool | None = None,
    content_type: ContentType | None = None,
    status: MessageStatus | None = None,
    after: AwareDatetime | None = None,
    before: AwareDatetime | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[Message]:
    """List messages, the latest first; `after` (included) and `before` (not included) bound the provider's time."""
    asked = {
        "project": principal.project_id,
        "contact": contact_id,
        "session": session_id,
        "chat": chat_id,
        "channel": channel_id,
        "from_me": from_me,
        "content_type": content_type,
        "status": status,
        "from": after,
        "until": before,
    }
    found = await tx.all(Message, _LIST, **asked, **keys(limit, cursor))
    return page(found, limit, lambda message: (message.at, message.id))


async def get_message(tx: Tx, principal: Principal, message_id: UUID) -> Message:
    """Show a message."""
    return await tx.one(Message, _GET, id=message_id, project=principal.project_id)


async def queue_reply(
    tx: Tx,
    principal: Principal,
    draft: MessageDraft,
    idempotency_key: str,
    new_provider_id: NewProviderId,
    clock: Clock = wall_clock,
) -> Message:
    """Put a reply on its way; asked again with the same key, it is the same message and goes out once.

    Raises NotFound for a person, channel or message that is not here, NowhereToReply, and KeyReused when the key was
    used for something else.
    """
    message_id, request = derived_id(tx.tenant_id, "reply", idempotency_key), _fingerprint(draft)
    if not await tx.rows(_KNOWN, id=message_id):
        values = {"id": message_id, "key": idempotency_key, "request": request, "text": draft.text, "at": clock()}
        place = await _place(tx, principal, draft)
        place["provider_id"] = new_provider_id(ChannelType(place["channel_type"]), message_id)
        if await tx.run(_QUEUE, **values, **place):
            _tell_queued(tx, values | place)
    message = await tx.one(Message, _GET, id=message_id, project=None)
    if message.metadata.get("request") != request or principal.project_id not in (None, message.project_id):
        raise KeyReused
    return message


async def preview_reply(tx: Tx, principal: Principal, draft: MessageDraft) -> ReplyPreview:
    """Show whom a reply would reach, over which channel, and what it says; nothing is sent.

    Raises NotFound and NowhereToReply as sending would.
    """
    place = await _place(tx, principal, draft)
    person = await get_contact(tx, principal, draft.contact_id)
    channel = await get_channel(tx, principal, place["channel_id"])
    return ReplyPreview(
        contact_id=person.id,
        name=person.name,
        phone=person.phone,
        channel_id=channel.id,
        channel=channel.name,
        text=draft.text,
    )


async def _place(tx: Tx, principal: Principal, draft: MessageDraft) -> dict[str, Any]:
    """Where the reply goes: the channel asked for, or the one where the person was last in touch."""
    person = await get_contact(tx, principal, draft.contact_id)
    if draft.channel_id:
        await get_channel(tx, principal, draft.channel_id)
    held = await tx.rows(_PERSON, id=person.id)
    found = await tx.rows(_PLACE, contact=person.id, channel=draft.channel_id) if held else []
    if not found:
        raise NowhereToReply
    return found[0] | {"contact": person.id, "reply_to": await _answered(tx, found[0]["chat_id"], draft.reply_to_id)}


async def _answered(tx: Tx, chat_id: UUID, reply_to_id: UUID | None) -> str | None:
    if reply_to_id is None:
        return None
    found = await tx.rows(_ANSWERED, chat=chat_id, id=reply_to_id)
    if not found:
        raise NotFound("There is no such message in this conversation: leave reply_to_id out, or name one of it.")
    provider_id: str = found[0]["provider_id"]
    return provider_id


def _fingerprint(draft: MessageDraft) -> str:
    return sha256(draft.model_dump_json().encode()).hexdigest()


def _tell_queued(tx: Tx, row: dict[str, Any]) -> None:
    event = MessageCreated(
        message_id=row["id"],
        contact_id=row["contact"],
        from_me=True,
        created_at=row["at"],
        channel_id=row["channel_id"],
        chat_id=row["chat_id"],
        content_type=ContentType.TEXT,
        status=MessageStatus.QUEUED,
        text=row["text"],
    )
    tx.emit(event, time=row["at"], conversation=str(row["chat_id"]))
