"""Channel: one connection to the outside, such as one WhatsApp number through WAHA."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.errors import Conflict
from contracts.event import Event


class ChannelType(StrEnum):
    """The kinds of channel that have a connector."""

    WAHA = "waha"


class ChannelStatus(StrEnum):
    """How a channel is."""

    INACTIVE = "inactive"
    ACTIVATING = "activating"
    CONNECTING = "connecting"
    ACTIVE = "active"
    DISCONNECTED = "disconnected"
    ERROR = "error"


_S = ChannelStatus
TRANSITIONS: dict[ChannelStatus, frozenset[ChannelStatus]] = {
    _S.INACTIVE: frozenset({_S.ACTIVATING, _S.CONNECTING, _S.ACTIVE, _S.ERROR}),
    _S.ACTIVATING: frozenset({_S.CONNECTING, _S.ACTIVE, _S.INACTIVE, _S.ERROR}),
    _S.CONNECTING: frozenset({_S.ACTIVE, _S.INACTIVE, _S.DISCONNECTED, _S.ERROR}),
    _S.ACTIVE: frozenset({_S.INACTIVE, _S.CONNECTING, _S.DISCONNECTED, _S.ERROR}),
    _S.DISCONNECTED: frozenset({_S.CONNECTING, _S.ACTIVE, _S.INACTIVE, _S.ERROR}),
    _S.ERROR: frozenset({_S.ACTIVATING, _S.CONNECTING, _S.ACTIVE, _S.INACTIVE}),
}


class ChannelMayNot(Conflict):
    """This channel cannot go there from its present status."""


def advance(now: ChannelStatus, to: ChannelStatus) -> ChannelStatus:
    """The next status. Raises ChannelMayNot when the table has no such step; staying is always allowed."""
    if to != now and to not in TRANSITIONS[now]:
        raise ChannelMayNot(f"A channel that is {now} cannot become {to}.")
    return to


class Channel(BaseModel):
    """A channel as people see it: its secrets are never shown."""

    id: UUID
    version: int
    project_id: UUID
    name: str
    type: ChannelType
    status: ChannelStatus
    external_id: str
    session_timeout_minutes: int | None
    allow_groups: bool
    last_message_at: datetime | None
    last_error: str | None
    created_at: datetime
    updated_at: datetime


class ChannelDraft(BaseModel, extra="forbid"):
    """What one says to connect a channel. `config` is the connector's own Settings; it is stored encrypted.

    `external_id` is the WAHA session, the phone number id, the page id: how the provider names this connection.
    """

    name: str = Field(min_length=1, max_length=200)
    type: ChannelType
    external_id: str = Field("default", min_length=1, max_length=200)
    project_id: UUID | None = None
    config: dict[str, Any] = Field({}, max_length=20)
    session_timeout_minutes: int | None = Field(None, ge=1, le=1440)
    allow_groups: bool = True


class ChannelPatch(BaseModel, extra="forbid"):
    """What may be changed of a channel."""

    name: str | None = Field(None, min_length=1, max_length=200)
    session_timeout_minutes: int | None = Field(None, ge=1, le=1440)
    allow_groups: bool | None = None


class ChannelConnected(BaseModel):
    """A new channel with what has to be pasted at the provider. The secret is shown this once."""

    channel: Channel
    webhook_url: str
    webhook_secret: str


class ChannelEvent(Event, topic="crm.channel", key="channel_id"):
    """What all events of a channel carry."""

    channel_id: UUID


class ChannelCreated(ChannelEvent, type="channel.created"):
    """A channel was connected."""

    project_id: UUID
    tenant_id: UUID
    name: str
    type: ChannelType
    external_id: str
    created_at: datetime


class ChannelUpdated(ChannelEvent, type="channel.updated"):
    """Settings of a channel changed."""

    changes: dict[str, Any]
    updated_at: datetime


class ChannelActivated(ChannelEvent, type="channel.activated"):
    """A channel became ready to send and receive."""

    activated_at: datetime


class ChannelDeactivated(ChannelEvent, type="channel.deactivated"):
    """A channel stopped sending and receiving."""

    deactivated_at: datetime


class ChannelStatusChanged(ChannelEvent, type="channel.status_changed"):
    """The provider reported another state of a channel."""

    status: ChannelStatus
    reason: str | None = None
    changed_at: datetime


class ChannelDeleted(ChannelEvent, type="channel.deleted"):
    """A channel was taken away."""

    deleted_at: datetime


class ChannelLabelUpserted(ChannelEvent, type="channel.label.upserted"):
    """A label was made or renamed at the provider."""

    label_id: str
    label_name: str
    timestamp: datetime


class ChannelLabelDeleted(ChannelEvent, type="channel.label.deleted"):
    """A label was removed at the provider."""

    label_id: str
    timestamp: datetime


class ChannelActivationRequested(ChannelEvent, type="channel.activation.requested"):
    """Somebody asked for a channel to be switched on."""

    channel_type: ChannelType
    requested_at: datetime


class ChannelActivationFailed(ChannelEvent, type="channel.activation.failed"):
    """A channel could not be switched on."""

    reason: str
    failed_at: datetime


class ChannelPipelineAssociated(ChannelEvent, type="channel.pipeline.associated"):
    """New contacts of a channel enter a pipeline from now on."""

    pipeline_id: UUID
    associated_at: datetime


class ChannelPipelineDisassociated(ChannelEvent, type="channel.pipeline.disassociated"):
    """New contacts of a channel no longer enter a pipeline."""

    pipeline_id: UUID
    disassociated_at: datetime


class ChannelHistoryImportEnabled(ChannelEvent, type="channel.history_import.enabled"):
    """The past of a channel may be imported."""

    agent_id: UUID
    timestamp: datetime


class ChannelHistoryImportRequested(ChannelEvent, type="channel.history_import.requested"):
    """Somebody asked for the past of a channel."""

    channel_type: ChannelType
    correlation_id: str
    strategy: str
    time_range_days: int
    limit: int
    requested_at: datetime


class ChannelHistoryImportStarted(ChannelEvent, type="channel.history_import.started"):
    """The import of the past of a channel began."""

    timestamp: datetime


class ChannelHistoryImportCompleted(ChannelEvent, type="channel.history_import.completed"):
    """The past of a channel is imported. `stats`: total, processed, failed, started_at, ended_at."""

    stats: dict[str, Any]
    timestamp: datetime


class ChannelHistoryImportFailed(ChannelEvent, type="channel.history_import.failed"):
    """The import of the past of a channel broke off."""

    reason: str
    timestamp: datetime
