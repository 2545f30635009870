"""Chat: a conversation at the provider: with one person, in a group."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel

from contracts.event import Event


class ChatType(StrEnum):
    """The kinds of chat."""

    INDIVIDUAL = "individual"
    GROUP = "group"


class ChatStatus(StrEnum):
    """How a chat is."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    CLOSED = "closed"


class Participant(BaseModel):
    """A member of a group, as the provider names them."""

    external_id: str
    admin: bool = False


class Chat(BaseModel):
    """A conversation. `external_id` is the provider's name of it, `contact_id` the person of an individual chat."""

    id: UUID
    version: int
    project_id: UUID
    channel_id: UUID
    type: ChatType
    status: ChatStatus
    external_id: str
    contact_id: UUID | None
    subject: str | None
    participants: list[Participant]
    last_message_at: datetime | None
    created_at: datetime
    updated_at: datetime


class ChatEvent(Event, topic="crm.chat", key="chat_id"):
    """What all events of a chat carry."""

    chat_id: UUID


class ChatCreated(ChatEvent, type="chat.created"):
    """A conversation began."""

    chat_type: ChatType
    project_id: UUID


class ChatSubjectUpdated(ChatEvent, type="chat.subject_updated"):
    """A group got another subject."""

    new_subject: str


class ChatParticipantAdded(ChatEvent, type="chat.participant_added"):
    """Somebody came into a group."""

    participant_id: UUID
    participant_type: str = "contact"
    external_id: str


class ChatParticipantRemoved(ChatEvent, type="chat.participant_removed"):
    """Somebody left a group."""

    participant_id: UUID
    external_id: str


class ChatArchived(ChatEvent, type="chat.archived"):
    """A conversation was put away."""


class ChatUnarchived(ChatEvent, type="chat.unarchived"):
    """A conversation was taken out of the archive."""


class ChatClosed(ChatEvent, type="chat.closed"):
    """A conversation was closed for good."""


class ChatDescriptionUpdated(ChatEvent, type="chat.description_updated"):
    """A group got another description."""

    new_description: str


class ChatParticipantPromoted(ChatEvent, type="chat.participant_promoted"):
    """A member became an admin of a group."""

    participant_id: UUID


class ChatParticipantDemoted(ChatEvent, type="chat.participant_demoted"):
    """An admin of a group became a plain member."""

    participant_id: UUID


class ChatLabelAdded(ChatEvent, type="chat.label_added"):
    """A conversation got a label."""

    label_id: str


class ChatLabelRemoved(ChatEvent, type="chat.label_removed"):
    """A conversation lost a label."""

    label_id: str
