"""What every channel can do: verify a webhook, tell who it is about, translate it, and send.

A connector is translation only: no database, no clock of its own, nothing remembered between two calls.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, Protocol
from uuid import UUID

from pydantic import BaseModel

from contracts.crm.channel import ChannelStatus
from contracts.crm.contact import Identity
from contracts.crm.message import ObservedChange, ObservedMessage
from contracts.types import derived_id


@dataclass(frozen=True)
class Raw:
    """A webhook as it came: the bytes, the channel that it came to, and the trace that it belongs to, if any."""

    tenant_id: UUID
    project_id: UUID
    channel_id: UUID
    channel_type: str
    body: bytes
    received_at: datetime
    key: str = ""
    traceparent: str = ""

    @property
    def id(self) -> UUID:
        """The same bytes to the same channel are the same webhook, however often they come."""
        return derived_id(self.tenant_id, self.channel_id, sha256(self.body).hexdigest(), "raw")


class ObservedChannel(BaseModel, frozen=True):
    """The state of the connection, as the provider reports it."""

    kind: Literal["channel"] = "channel"
    status: ChannelStatus
    reason: str | None = None
    at: datetime


class ObservedGroup(BaseModel, frozen=True):
    """News of a group: its subject, who came, who left. `joined` maps external ids to whether they are admin."""

    kind: Literal["group"] = "group"
    chat: str
    at: datetime
    change_id: str
    subject: str | None = None
    joined: dict[str, bool] = {}
    left: list[str] = []


class ObservedArchive(BaseModel, frozen=True):
    """A conversation was put away or taken out again."""

    kind: Literal["archive"] = "archive"
    chat: str
    at: datetime
    archived: bool


class ObservedLabel(BaseModel, frozen=True):
    """A label was made, renamed or removed at the provider."""

    kind: Literal["label"] = "label"
    label_id: str
    name: str | None
    deleted: bool
    at: datetime


class KeptRaw(BaseModel, frozen=True):
    """A webhook that tells nothing we record; it is kept as it came, with the reason."""

    kind: Literal["kept"] = "kept"
    event: str
    reason: str


Observation = (
    ObservedMessage | ObservedChange | ObservedChannel | ObservedGroup | ObservedArchive | ObservedLabel | KeptRaw
)


@dataclass(frozen=True)
class Outgoing:
    """A text on its way out. `provider_id` is the id that we ask the provider to give it."""

    chat: str
    text: str
    provider_id: str
    reply_to: str | None = None


@dataclass(frozen=True)
class Receipt:
    """The provider took the message, under this id (canonical form)."""

    provider_id: str


class Connector(Protocol):
    """One kind of channel."""

    kind: str
    label: str
    Settings: type[BaseModel]

    def check(self, settings: Mapping[str, Any]) -> None:
        """Whether these settings can be used, before they are stored. Raises Invalid with a reason without secrets."""

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the signature over the raw bytes is right, compared in constant time."""

    def conversation(self, body: bytes) -> str:
        """The provider's name of the conversation, '' when the webhook is about none. Never raises."""

    def sender(self, body: bytes) -> str:
        """The provider's name of the person whose data this is, '' when unknown. Never raises."""

    def named(self, identity: Identity) -> str:
        """What `sender` calls a person of this identity, '' when the channel knows no such name."""

    def identity(self, name: str) -> Identity | None:
        """Whom a name means that messages mention, None when it names nobody: the way back of `named`."""

    def names_in(self, body: bytes) -> set[str]:
        """What people are called who stand anywhere in a webhook, as `named` calls them. Never raises."""

    def without_quotes(self, body: bytes, names: Collection[str]) -> bytes:
        """A webhook without the words of a person that it quotes, by what `named` calls them.

        Raises Unparsable when it cannot be read.
        """

    def parse(self, raw: Raw) -> list[Observation]:
        """What the webhook tells. Pure. Raises Unparsable when it has not the documented shape."""

    async def send(self, settings: Mapping[str, Any], session: str, message: Outgoing) -> Receipt:
        """Send a text through channel `session`. Raises Rejected (permanent or not), or OutcomeUnknown."""

    async def find(self, settings: Mapping[str, Any], session: str, message: Outgoing) -> Receipt | None:
        """Whether a message of unknown outcome reached the provider; None when it surely did not."""

    def new_provider_id(self, message_id: UUID) -> str:
        """The id that we ask the provider to give a message of ours; the same for the same message."""
