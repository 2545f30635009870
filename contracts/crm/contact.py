"""Contact: a person who writes to us. Reached through identities; a phone may be missing."""

from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.event import Event
from contracts.types import Email, Phone

MAX_TAGS = 50
"""Most tags of a person."""


class Identity(NamedTuple):
    """One exact name of a person: scheme (phone, lid, email, …), scope, value.

    The scope is empty for names that hold everywhere and the channel's id for those that only one channel gives.
    """

    scheme: str
    value: str
    scope: str = ""


SCHEME_RANK = {"phone": 0, "lid": 1}
"""How well a scheme names a person, best first; it decides what an individual chat is called."""


def best_identity(identities: list[Identity]) -> Identity:
    """The identity that names a person best: a phone before a LID, then the smaller value."""
    return min(identities, key=lambda i: (SCHEME_RANK.get(i.scheme, 9), i.value))


class Contact(BaseModel):
    """A person, with what we know of them."""

    id: UUID
    version: int
    project_id: UUID
    name: str
    phone: str | None
    email: str | None
    language: str | None
    timezone: str | None
    tags: list[str]
    custom_fields: dict[str, Any]
    source_channel: str | None
    first_interaction_at: datetime | None
    last_interaction_at: datetime | None
    created_at: datetime
    updated_at: datetime


class ContactDraft(BaseModel, extra="forbid"):
    """What one says to add a person by hand."""

    name: str = Field(min_length=1, max_length=200)
    phone: Phone | None = None
    email: Email | None = None
    language: str | None = Field(None, pattern="^[a-z]{2}$")
    tags: list[str] = Field([], max_length=MAX_TAGS)
    custom_fields: dict[str, str] = Field({}, max_length=50)
    project_id: UUID | None = None


class ContactPatch(BaseModel, extra="forbid"):
    """What may be changed of a person."""

    name: str | None = Field(None, min_length=1, max_length=200)
    email: Email | None = None
    language: str | None = Field(None, pattern="^[a-z]{2}$")
    timezone: str | None = Field(None, max_length=64)
    tags: list[str] | None = Field(None, max_length=MAX_TAGS)
    custom_fields: dict[str, str] | None = Field(None, max_length=50)


class ContactTags(BaseModel, extra="forbid"):
    """Tags to add to a person, to take away, or to put in place of those that there are."""

    tags: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field(max_length=MAX_TAGS)
    operation: Literal["add", "remove", "replace"] = "add"


class ContactEvent(Event, topic="crm.contact", key="contact_id"):
    """What all events of a contact carry."""

    contact_id: UUID


class ContactCreated(ContactEvent, type="contact.created"):
    """A person became known: by hand, by import or by writing to us first."""

    project_id: UUID
    tenant_id: UUID
    name: str
    created_at: datetime


class ContactUpdated(ContactEvent, type="contact.updated"):
    """What we know of a person changed."""

    updated_at: datetime
    changes: dict[str, Any] = {}


class ContactPhoneSet(ContactEvent, type="contact.phone_set"):
    """The phone of a person became known."""

    tenant_id: UUID
    phone: str
    verified: bool


class ContactMerged(Event, type="contact.merged", topic="crm.contact", key="primary_contact_id"):
    """Two names turned out to be one person. What was merged is kept, so that it can be taken apart again."""

    primary_contact_id: UUID
    merged_contact_ids: list[UUID]
    merge_strategy: str
    merged_at: datetime


class ContactDeleted(ContactEvent, type="contact.deleted"):
    """A person was removed."""

    deleted_at: datetime


class ContactErased(ContactEvent, type="contact.erased"):
    """A person asked to be forgotten, and everything of them is gone: whoever keeps a copy has to erase it too."""

    erased_at: datetime


class ContactProfilePictureUpdated(ContactEvent, type="contact.profile_picture_updated"):
    """A person has another picture."""

    tenant_id: UUID
    profile_picture_url: str
    fetched_at: datetime


class ContactEnriched(ContactEvent, type="contact.enriched"):
    """Something about a person was looked up elsewhere."""

    enrichment_source: str
    enriched_data: dict[str, Any]
    enriched_at: datetime


class ContactNameChanged(ContactEvent, type="contact.name_changed"):
    """Somebody renamed a person."""

    tenant_id: UUID
    old_name: str
    new_name: str
    changed_by: UUID | None


class ContactEmailSet(ContactEvent, type="contact.email_set"):
    """The e-mail address of a person became known."""

    tenant_id: UUID
    email: str
    verified: bool


class ContactTagAdded(ContactEvent, type="contact.tag_added"):
    """A person got a tag."""

    tenant_id: UUID
    tag: str


class ContactTagRemoved(ContactEvent, type="contact.tag_removed"):
    """A person lost a tag."""

    tenant_id: UUID
    tag: str


class ContactTagsCleared(ContactEvent, type="contact.tags_cleared"):
    """A person lost all tags."""

    tenant_id: UUID
    cleared_tags: list[str]


class ContactExternalIdSet(ContactEvent, type="contact.external_id_set"):
    """Another system's id of a person became known."""

    tenant_id: UUID
    external_id: str
    source: str


class ContactLanguageChanged(ContactEvent, type="contact.language_changed"):
    """A person now speaks another language with us."""

    tenant_id: UUID
    old_language: str | None
    new_language: str


class ContactTimezoneSet(ContactEvent, type="contact.timezone_set"):
    """The time zone of a person became known."""

    tenant_id: UUID
    timezone: str


class ContactInteractionRecorded(ContactEvent, type="contact.interaction_recorded"):
    """A person and we had to do with each other."""

    tenant_id: UUID
    interaction_type: str
    is_first_interaction: bool
    interacted_at: datetime


class ContactSourceChannelSet(ContactEvent, type="contact.source_channel_set"):
    """It became known through which channel a person came."""

    tenant_id: UUID
    source_channel: str


class ContactPipelineStatusChanged(ContactEvent, type="contact.pipeline_status_changed"):
    """A person moved on in a pipeline."""

    tenant_id: UUID
    project_id: UUID
    pipeline_id: UUID
    previous_status_id: UUID | None
    new_status_id: UUID
    previous_status_name: str
    new_status_name: str
    changed_by: UUID | None
    reason: str
    changed_at: datetime


class TrackingMetaAds(ContactEvent, type="tracking.message.meta_ads"):
    """A message came from somebody who tapped an advertisement. What the provider did not tell is null."""

    tenant_id: UUID
    session_id: UUID | None = None
    conversion_source: str | None = None
    conversion_app: str | None = None
    ad_source_type: str | None = None
    ad_source_id: str | None = None
    ad_source_app: str | None = None
    ad_source_url: str | None = None
    ctwa_click_id: str | None = None
    conversion_data: str | None = None
    external_source: str | None = None
    external_medium: str | None = None
    tracked_at: datetime
