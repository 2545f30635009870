"""Session: an uninterrupted stretch of talk with one person over one kind of channel.

A session is a maximal chain of messages of one contact and channel type whose gaps, in event time, stay within the
timeout stored on the earlier message, cut by manual closes. `chains` is that sentence; it knows no clock and no order
of arrival. Only the status depends on the clock.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from contracts.event import Event


class SessionStatus(StrEnum):
    """How a session is."""

    ACTIVE = "active"
    ENDED = "ended"
    EXPIRED = "expired"
    MANUALLY_CLOSED = "manually_closed"


class EndReason(StrEnum):
    """Why a session ended."""

    INACTIVITY_TIMEOUT = "inactivity_timeout"
    MANUAL_CLOSE = "manual_close"
    CONTACT_REQUEST = "contact_request"
    AGENT_CLOSE = "agent_close"
    SYSTEM_CLOSE = "system_close"
    SAGA_ROLLBACK = "saga_rollback"


class Session(BaseModel):
    """A session with its counters. `ended_at` is the last message plus the timeout, whenever it was noticed."""

    id: UUID
    version: int
    project_id: UUID
    contact_id: UUID
    channel_type: str
    status: SessionStatus
    end_reason: EndReason | None
    started_at: datetime
    last_activity_at: datetime
    ended_at: datetime | None
    timeout_minutes: int
    message_count: int
    messages_from_contact: int
    messages_from_agent: int
    duration_seconds: int
    first_contact_message_at: datetime | None
    first_agent_response_at: datetime | None
    agent_response_time_seconds: int | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A message as the chain sees it. `session` is the one it is in now, if any."""

    message: UUID
    at: datetime
    timeout: timedelta
    session: UUID | None = None

    @property
    def place(self) -> tuple[datetime, UUID]:
        """Its place in the order of the conversation."""
        return self.at, self.message


def chains(links: Iterable[Link], cuts: Sequence[datetime] = ()) -> list[list[Link]]:
    """Cut messages of one contact and channel type into sessions.

    >>> t = datetime(2026, 1, 1)
    >>> m = [Link(UUID(int=i), t + timedelta(minutes=i), timedelta(minutes=30)) for i in (40, 0, 10)]
    >>> [[link.message.int for link in chain] for chain in chains(m)]
    [[0, 10, 40]]
    """
    found: list[list[Link]] = []
    for link in sorted(links, key=lambda one: one.place):
        if found and _holds(found[-1][-1], link, cuts):
            found[-1].append(link)
        else:
            found.append([link])
    return found


def _holds(earlier: Link, later: Link, cuts: Sequence[datetime]) -> bool:
    within = later.at - earlier.at <= earlier.timeout
    return within and not any(earlier.at <= cut < later.at for cut in cuts)


@dataclass(frozen=True, slots=True)
class Settled:
    """A chain with the session that it is: kept, joined from others, or new."""

    session: UUID
    chain: list[Link]
    absorbed: tuple[UUID, ...] = ()
    opened: bool = False


def settle(found: Sequence[Sequence[Link]], new_id: Callable[[Link], UUID]) -> list[Settled]:
    """Give every chain its session: it keeps the id it was opened with, a join keeps the one that starts first.

    `new_id` makes the id of a session from its first message and the session that this one was in; of the pieces of a
    session that fell apart the first keeps the id.
    """
    taken: set[UUID] = set()
    settled = []
    for chain in found:
        known = [s for s in dict.fromkeys(link.session for link in chain if link.session) if s not in taken]
        session = known[0] if known else new_id(chain[0])
        taken.update(known or [session])
        settled.append(Settled(session, list(chain), tuple(known[1:]), not known))
    return settled


@dataclass(frozen=True, slots=True)
class Standing:
    """What the status of a session depends on; `cut` tells that it was closed by hand, `followed` that another came."""

    last_activity_at: datetime
    last_recorded_at: datetime
    timeout: timedelta
    cut: bool
    followed: bool


Verdict = tuple[SessionStatus, EndReason | None, datetime | None]
"""Status, reason and time of the end."""


def judge(standing: Standing, now: datetime) -> Verdict:
    """Whether a session goes on: the last of its person and channel, until silence or a hand ends it.

    Silence is counted from the later of event time and recording, so a month played in a minute does not end a session
    per message; the end is the last message plus the timeout, whenever it is noticed.
    """
    ended_at = standing.last_activity_at + standing.timeout
    if standing.cut:
        return SessionStatus.MANUALLY_CLOSED, EndReason.MANUAL_CLOSE, ended_at
    silent = max(standing.last_activity_at, standing.last_recorded_at) + standing.timeout <= now
    if silent or standing.followed:
        return SessionStatus.ENDED, EndReason.INACTIVITY_TIMEOUT, ended_at
    return SessionStatus.ACTIVE, None, None


class SessionEvent(Event, topic="crm.session", key="session_id"):
    """What all events of a session carry."""

    session_id: UUID


class SessionStarted(SessionEvent, type="session.started"):
    """Somebody began to talk with us."""

    contact_id: UUID
    tenant_id: UUID
    channel_type: str
    started_at: datetime


class SessionMessageRecorded(SessionEvent, type="session.message_recorded"):
    """A message became part of a session."""

    message_id: UUID
    from_contact: bool
    recorded_at: datetime


class SessionJoined(SessionEvent, type="session.joined"):
    """A late message closed the gap between sessions: the absorbed ones are gone, their messages are here."""

    absorbed_session_ids: list[UUID]


class SessionReopened(SessionEvent, type="session.reopened"):
    """A message came that belongs to a session already ended."""

    reopened_at: datetime


class SessionEnded(SessionEvent, type="session.ended"):
    """The talk is over."""

    contact_id: UUID
    tenant_id: UUID
    channel_type: str
    started_at: datetime
    ended_at: datetime
    reason: EndReason
    duration: int
    metrics: dict[str, Any]


class SessionAgentAssigned(SessionEvent, type="session.agent_assigned"):
    """An agent took a session over."""

    agent_id: UUID
    assigned_at: datetime
    source: str
    assigned_by_agent_id: UUID | None = None
    previous_agent_id: UUID | None = None
    reassignment_reason: str | None = None
    assignment_strategy: str | None = None
    reassignment_count: int = 0


class SessionResolved(SessionEvent, type="session.resolved"):
    """What the customer wanted is done."""

    resolved_at: datetime


class SessionEscalated(SessionEvent, type="session.escalated"):
    """A session was handed up."""

    escalated_at: datetime


class SessionSummarized(SessionEvent, type="session.summarized"):
    """A summary of a session was written."""

    summary: str
    sentiment: str
    sentiment_score: float
    generated_at: datetime


class SessionAbandoned(SessionEvent, type="session.abandoned"):
    """A customer stopped answering in mid-conversation."""

    last_agent_message_at: datetime
    minutes_since_last_response: int
    messages_before_abandonment: int
    conversation_stage: str
    abandoned_at: datetime
