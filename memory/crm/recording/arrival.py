"""What the inbound flow hands over: an observation with the channel that made it."""

from dataclasses import dataclass
from uuid import UUID

from contracts.connector import Observation, Raw
from contracts.crm.contact import Identity
from contracts.crm.message import ObservedMessage


@dataclass(frozen=True)
class Arrival:
    """An observation, the webhook that it came in, and the language of its text where that could be told."""

    raw: Raw
    observed: Observation
    language: str | None = None


@dataclass(frozen=True)
class Said:
    """An arrived message with what its recording needs to know of the channel."""

    channel_id: UUID
    channel_type: str
    project_id: UUID
    timeout_minutes: int
    observed: ObservedMessage
    language: str | None

    def names(self) -> list[tuple[UUID, Identity]]:
        """The identities of the person, each inside its project."""
        return [(self.project_id, identity) for identity in self.observed.who]
