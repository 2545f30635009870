"""Message: what was said, by whom, when, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity
from contracts.event import Event

MAX_TEXT = 4096
"""Longest text that may be sent, in characters; what comes in may be longer and is kept whole."""


class ContentType(StrEnum):
    """What a message consists of."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    VOICE = "voice"
    DOCUMENT = "document"
    LOCATION = "location"
    CONTACT = "contact"
    STICKER = "sticker"
    SYSTEM = "system"


class MessageStatus(StrEnum):
    """How far a message got, in the order in which it can only move forward.

    `failed` stands before `delivered`: a receipt proves that an earlier report of failure was wrong, and the order
    in which the two reports arrive decides nothing.
    """

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"
    PLAYED = "played"


STATUS_RANK = {status: rank for rank, status in enumerate(MessageStatus)}


def further(now: MessageStatus, reported: MessageStatus) -> MessageStatus:
    """The status after a report: the further of the two, whatever their order of arrival."""
    return max(now, reported, key=STATUS_RANK.__getitem__)


class Source(StrEnum):
    """What made a message."""

    MANUAL = "manual"
    BROADCAST = "broadcast"
    SEQUENCE = "sequence"
    TRIGGER = "trigger"
    BOT = "bot"
    SYSTEM = "system"
    WEBHOOK = "webhook"
    SCHEDULED = "scheduled"
    TEST = "test"
    HISTORY_IMPORT = "history_import"


class Media(BaseModel):
    """A reference to a file at the provider. Fetching it is another step."""

    url: str | None = None
    mimetype: str | None = None
    filename: str | None = None


class Message(BaseModel):
    """A message. `at` is the provider's time. A revoked message keeps its place and loses its text."""

    id: UUID
    version: int
    project_id: UUID
    channel_id: UUID
    chat_id: UUID
    contact_id: UUID | None
    session_id: UUID | None
    provider_id: str
    from_me: bool
    content_type: ContentType
    text: str | None
    media: Media | None
    status: MessageStatus
    failure_reason: str | None
    source: Source
    language: str | None
    reply_to_id: UUID | None
    mentions: list[str]
    metadata: dict[str, Any]
    at: datetime
    edited_at: datetime | None
    revoked_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    played_at: datetime | None
    created_at: datetime


class MessageDraft(BaseModel, extra="forbid"):
    """A reply to send. Without a channel the one of the contact's latest message is used."""

    contact_id: UUID
    text: str = Field(min_length=1, max_length=MAX_TEXT)
    channel_id: UUID | None = None
    reply_to_id: UUID | None = None


class ReplyPreview(BaseModel):
    """Whom a reply would reach, over which channel, and what it says."""

    contact_id: UUID
    name: str
    phone: str | None
    channel_id: UUID
    channel: str
    text: str


class ObservedMessage(BaseModel, frozen=True):
    """A message as a channel reported it.

    `provider_id` is the provider's id of the message in its canonical form, unique in the channel; `who` the identities
    of the person it is from (or to, when `from_me`), empty for our own messages in a group; `chat` the provider's name
    of the conversation.
    """

    kind: Literal["message"] = "message"
    provider_id: str
    at: datetime
    from_me: bool
    chat: str
    chat_type: ChatType
    who: list[Identity]
    name: str | None = None
    content_type: ContentType = ContentType.TEXT
    text: str | None = None
    media: Media | None = None
    reply_to: str | None = None
    mentions: list[str] = []
    status: MessageStatus = MessageStatus.DELIVERED
    from_api: bool = False
    metadata: dict[str, Any] = {}


class ObservedChange(BaseModel, frozen=True):
    """What a channel reported about a message: a receipt, an edit, a reaction or a revocation.

    `change_id` names the report, so that of two of one time the same one wins everywhere. `actor` is who did it, empty
    for ourselves. `text` is the new text or the emoji (empty: reaction taken back).
    """

    kind: Literal["ack", "edit", "reaction", "revoke"]
    provider_id: str
    change_id: str
    at: datetime
    from_me: bool
    chat: str
    actor: list[Identity] = []
    status: MessageStatus | None = None
    text: str | None = None


class MessageEvent(Event, topic="crm.message", key="message_id"):
    """What all events of a message carry."""

    message_id: UUID


class MessageCreated(MessageEvent, type="message.created"):
    """A message came in, was typed on the phone, or is to be sent (`status` queued)."""

    contact_id: UUID | None
    from_me: bool
    created_at: datetime
    channel_id: UUID
    chat_id: UUID
    content_type: ContentType
    status: MessageStatus
    session_id: UUID | None = None  # null: the sessions flow finds it
    text: str | None = None
    language: str | None = None
    mentions: list[str] = []  # what the channel calls those whom it mentions


class MessageSent(MessageEvent, type="message.sent"):
    """The provider took a message that we sent."""

    sent_at: datetime


class MessageDelivered(MessageEvent, type="message.delivered"):
    """A message reached the other device."""

    delivered_at: datetime


class MessageRead(MessageEvent, type="message.read"):
    """A message was read."""

    read_at: datetime


class MessagePlayed(MessageEvent, type="message.played"):
    """A voice message was listened to."""

    played_at: datetime


class MessageFailed(MessageEvent, type="message.failed"):
    """A message could not be sent."""

    failure_reason: str
    failed_at: datetime


class MessageEdited(MessageEvent, type="message.edited"):
    """The text of a message was changed by its author."""

    edited_at: datetime
    text: str | None = None


class MessageRevoked(MessageEvent, type="message.deleted"):
    """A message was taken back for everyone; its text is gone here too."""

    revoked_at: datetime


class MessageReactionAdded(MessageEvent, type="message.reaction_added"):
    """Somebody reacted to a message."""

    actor: str
    emoji: str
    reacted_at: datetime


class MessageReactionRemoved(MessageEvent, type="message.reaction_removed"):
    """Somebody took their reaction back."""

    actor: str
    removed_at: datetime


class _AiRequested(MessageEvent):
    """What all requests to read a medium carry."""

    channel_id: UUID
    contact_id: UUID
    session_id: UUID | None
    mime_type: str
    requested_at: datetime


class MessageImageRequested(_AiRequested, type="message.ai.process_image_requested"):
    """A picture waits to be read."""

    image_url: str


class MessageVideoRequested(_AiRequested, type="message.ai.process_video_requested"):
    """A video waits to be read."""

    video_url: str
    duration: int


class MessageAudioRequested(_AiRequested, type="message.ai.process_audio_requested"):
    """A sound file waits to be heard."""

    audio_url: str
    duration: int


class MessageVoiceRequested(_AiRequested, type="message.ai.process_voice_requested"):
    """A voice message waits to be heard."""

    voice_url: str
    duration: int
