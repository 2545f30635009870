"""Replies on their way out: the intent first, then the call, then the result; an unknown outcome is looked up."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from contracts.crm.message import MessageFailed, MessageSent, MessageStatus, further
from memory.db import Tx

LEASE = timedelta(seconds=20)
"""How long a call may take before its outcome counts as unknown; a connector cuts it off after half of that.

The replies behind one whose sender was killed in mid-call wait so long.
"""

MAX_ATTEMPTS = 8
LONGEST_PAUSE = timedelta(minutes=5)
"""Between two tries. What is due later than that was put off by a clock that was wrong, and is due now."""

# The oldest open reply of every chat, so that replies keep their order. One that is still marked as sending after its
# lease was cut off in mid-call.
_CLAIM = """
with first as (
  select distinct on (m.chat_id) d.message_id, d.state, d.due_at
  from crm.deliveries d join crm.messages m on m.tenant_id = d.tenant_id and m.id = d.message_id
  where d.tenant_id = %(tenant)s and d.state in ('pending', 'sending', 'unknown')
  order by m.chat_id, d.created_at, d.message_id
), due as (
  select d.message_id, d.state from crm.deliveries d join first f using (message_id)
  where d.tenant_id = %(tenant)s and (d.due_at <= %(now)s or d.due_at > %(latest)s)
    and d.state in ('pending', 'sending', 'unknown')
  order by d.due_at limit %(limit)s for update of d skip locked
)
update crm.deliveries d set state = case due.state when 'pending' then 'sending' else 'unknown' end,
  attempts = d.attempts + 1, due_at = %(lease)s
from due
join crm.messages m on m.tenant_id = %(tenant)s and m.id = due.message_id
join crm.chats c on c.tenant_id = %(tenant)s and c.id = m.chat_id
join crm.channels h on h.tenant_id = %(tenant)s and h.id = m.channel_id
where d.tenant_id = %(tenant)s and d.message_id = due.message_id
returning d.message_id, d.state = 'unknown' as uncertain, d.attempts, m.provider_id, m.text, m.reply_to,
  c.external_id as chat, h.id as channel_id, h.type as channel_type, h.external_id as session, h.config_sealed,
  h.deleted_at is not null as channel_gone"""

_LOCK = """
select status, version, chat_id from crm.messages where tenant_id = %(tenant)s and id = %(id)s for no key update"""

_SENT = """
update crm.messages m set status = %(status)s, version = version + 1, provider_id = case when exists (
    select from crm.messages o where o.tenant_id = m.tenant_id and o.channel_id = m.channel_id
      and o.provider_id = %(provider_id)s) then m.provider_id else %(provider_id)s end
where m.tenant_id = %(tenant)s and m.id = %(id)s returning version"""

_FAILED = """
update crm.messages set status = %(status)s, failure_reason = %(reason)s, version = version + 1
where tenant_id = %(tenant)s and id = %(id)s returning version"""

_STATE = """
update crm.deliveries set state = %(state)s, last_error = %(error)s, due_at = coalesce(%(due)s, due_at)
where tenant_id = %(tenant)s and message_id = %(id)s and state <> 'done'"""

_NEXT = """
select min(due_at) as at from crm.deliveries
where tenant_id = %(tenant)s and state in ('pending', 'sending', 'unknown')"""


class Due(BaseModel):
    """A reply whose turn it is. `uncertain`: it may have been sent already, so it is looked up, not sent."""

    message_id: UUID
    uncertain: bool
    attempts: int
    provider_id: str
    text: str
    reply_to: str | None
    chat: str
    channel_id: UUID
    channel_type: str
    session: str
    config_sealed: bytes
    channel_gone: bool


async def claim_due(tx: Tx, now: datetime, limit: int = 16) -> list[Due]:
    """Take the replies whose turn it is; nobody else takes them until their lease is over."""
    return await tx.all(Due, _CLAIM, now=now, latest=now + LONGEST_PAUSE, lease=now + LEASE, limit=limit)


async def next_due(tx: Tx) -> datetime | None:
    """When the next open reply is due."""
    found: datetime | None = (await tx.rows(_NEXT))[0]["at"]
    return found


async def record_sent(tx: Tx, message_id: UUID, provider_id: str, now: datetime) -> None:
    """The provider took it, under this id; acks that were faster than this word are not turned back."""
    before = await _locked(tx, message_id)
    status = further(MessageStatus(before["status"]), MessageStatus.SENT)
    (row,) = await tx.rows(_SENT, id=message_id, status=status, provider_id=provider_id)
    await tx.run(_STATE, id=message_id, state="done", error=None, due=None)
    if status is MessageStatus.SENT:
        event = MessageSent(message_id=message_id, sent_at=now)
        tx.emit(event, version=row["version"], conversation=str(before["chat_id"]))


async def record_retry(tx: Tx, due: Due, error: str, now: datetime, *, uncertain: bool) -> None:
    """It did not work, or nobody knows: another try later, twice as late each time, 8 times in all."""
    if due.attempts >= MAX_ATTEMPTS:
        await record_failed(tx, due.message_id, f"given up after {due.attempts} attempts: {error}", now)
        return
    later = now + min(LONGEST_PAUSE, timedelta(seconds=2**due.attempts))
    state = "unknown" if uncertain else "pending"
    await tx.run(_STATE, id=due.message_id, state=state, error=error[:500], due=later)


async def record_failed(tx: Tx, message_id: UUID, reason: str, now: datetime) -> None:
    """It will not work: say so on the message."""
    before = await _locked(tx, message_id)
    status = further(MessageStatus(before["status"]), MessageStatus.FAILED)
    (row,) = await tx.rows(_FAILED, id=message_id, status=status, reason=reason[:500])
    await tx.run(_STATE, id=message_id, state="failed", error=reason[:500], due=None)
    if status is MessageStatus.FAILED:
        event = MessageFailed(message_id=message_id, failure_reason=reason[:500], failed_at=now)
        tx.emit(event, version=row["version"], conversation=str(before["chat_id"]))


async def _locked(tx: Tx, message_id: UUID) -> dict[str, Any]:
    return (await tx.rows(_LOCK, id=message_id))[0]
