"""Profile: a person with every name that they go by, and where they can be reached."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.crm.contact import Contact
from contracts.crm.context import Statistics


class KnownAs(BaseModel):
    """An exact name of a person: a phone, an e-mail address, what a channel calls them."""

    scheme: str
    value: str


class Reach(BaseModel):
    """A channel on which a person has a conversation of their own."""

    channel_id: UUID
    name: str
    type: str
    chat_id: UUID
    last_message_at: datetime | None


class ContactProfile(BaseModel):
    """A person: what we know of them, their names, where they can be reached, and numbers."""

    contact: Contact
    identities: list[KnownAs]
    channels: list[Reach] | None = Field(description="The latest first. Null: the credential may not see channels.")
    statistics: Statistics | None = Field(description="Null: the credential may not see sessions.")
