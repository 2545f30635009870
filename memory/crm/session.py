"""Sessions: listed, shown, and closed by hand. The sessions flow makes them and ends them by silence."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.core.user import Principal
from contracts.crm.channel import ChannelType
from contracts.crm.session import Session, SessionEnded, SessionStatus, Standing, judge
from contracts.errors import Conflict
from contracts.types import Clock, Page, wall_clock
from memory.db import Tx
from memory.page import Cursor, Limit, keys, page

_LIST = """
select s.* from crm.sessions s
where s.tenant_id = %(tenant)s
  and (%(project)s::uuid is null or s.project_id = %(project)s)
  and (%(contact)s::uuid is null or s.contact_id = %(contact)s)
  and (%(channel_type)s::text is null or s.channel_type = %(channel_type)s)
  and (%(active)s::boolean is null or (s.status = 'active') = %(active)s)
  and (%(from)s::timestamptz is null or s.started_at >= %(from)s)
  and (%(until)s::timestamptz is null or s.started_at < %(until)s)
  and (%(after_at)s::timestamptz is null or (s.started_at, s.id) < (%(after_at)s, %(after_id)s))
order by s.started_at desc, s.id desc
limit %(rows)s"""

_GET = """
select * from crm.sessions
where tenant_id = %(tenant)s and id = %(id)s and (%(project)s::uuid is null or project_id = %(project)s)"""

_LOCK = """
select * from crm.sessions
where tenant_id = %(tenant)s and id = %(id)s and (%(project)s::uuid is null or project_id = %(project)s)
for no key update"""

_CUT = """
insert into crm.session_cuts (tenant_id, contact_id, channel_type, cut_at)
values (%(tenant)s, %(contact)s, %(channel_type)s, %(at)s) on conflict do nothing"""

_CLOSE = """
update crm.sessions set status = %(status)s, end_reason = %(reason)s, ended_at = %(ended_at)s,
  version = version + 1, updated_at = now()
where tenant_id = %(tenant)s and id = %(id)s
returning *"""

# The same lock that the sessions flow takes: it must not place a message while the cut is made.
_ALONE = "select pg_advisory_xact_lock(hashtextextended(%(contact)s::text || %(channel_type)s, 0))"


class AlreadyEnded(Conflict):
    """This session has ended already."""


async def list_sessions(  # noqa: PLR0913 - every filter is a parameter of the door
    tx: Tx,
    principal: Principal,
    *,
    contact_id: UUID | None = None,
    status: Literal["active", "closed"] | None = None,
    channel_type: ChannelType | None = None,
    started_after: AwareDatetime | None = None,
    started_before: AwareDatetime | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[Session]:
    """List sessions, the latest start first; `closed` are all that are no longer active."""
    asked = {
        "project": principal.project_id,
        "contact": contact_id,
        "channel_type": channel_type,
        "active": status and status == "active",
        "from": started_after,
        "until": started_before,
    }
    found = await tx.all(Session, _LIST, **asked, **keys(limit, cursor))
    return page(found, limit, lambda session: (session.started_at, session.id))


async def get_session(tx: Tx, principal: Principal, session_id: UUID) -> Session:
    """Show a session."""
    return await tx.one(Session, _GET, id=session_id, project=principal.project_id)


async def close_session(tx: Tx, principal: Principal, session_id: UUID, clock: Clock = wall_clock) -> Session:
    """Close a session by hand; what is said afterwards begins a new one."""
    seen = await get_session(tx, principal, session_id)
    await tx.run(_ALONE, contact=seen.contact_id, channel_type=seen.channel_type)
    found = await tx.one(Session, _LOCK, id=session_id, project=principal.project_id)
    if found.status is not SessionStatus.ACTIVE:
        raise AlreadyEnded
    await tx.run(_CUT, contact=found.contact_id, channel_type=found.channel_type, at=_cut_at(found, clock()))
    status, reason, ended_at = judge(_standing(found), clock())
    closed = await tx.one(Session, _CLOSE, id=found.id, status=status, reason=reason, ended_at=ended_at)
    _tell_ended(tx, closed)
    return closed


def _cut_at(session: Session, now: datetime) -> datetime:
    """Now, but within the session: not before its last message (a provider's clock may be ahead of ours), nor after its
    silence ran out in event time, where a cut would separate nothing.
    """
    silent_at = session.last_activity_at + timedelta(minutes=session.timeout_minutes)
    return max(session.last_activity_at, min(now, silent_at - timedelta(microseconds=1)))


def _standing(session: Session) -> Standing:
    """As the sessions flow will see it: where there is a cut, times of recording do not count."""
    timeout = timedelta(minutes=session.timeout_minutes)
    return Standing(session.last_activity_at, session.last_activity_at, timeout, cut=True, followed=False)


def _tell_ended(tx: Tx, session: Session) -> None:
    if session.ended_at and session.end_reason:
        event = SessionEnded(
            session_id=session.id,
            contact_id=session.contact_id,
            tenant_id=tx.tenant_id,
            channel_type=session.channel_type,
            started_at=session.started_at,
            ended_at=session.ended_at,
            reason=session.end_reason,
            duration=session.duration_seconds,
            metrics=session.model_dump(include={"message_count", "messages_from_contact", "messages_from_agent"}),
        )
        tx.emit(event, version=session.version, time=session.ended_at, conversation=str(session.contact_id))
