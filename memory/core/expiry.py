"""What is kept for a while only: journalled webhooks, those that told nothing, changes whose message never came, old
dead letters, what agents called, used confirmations.
"""

from datetime import datetime, timedelta

from memory.db import Tx

KEPT_RAW = timedelta(days=7)
PENDING = timedelta(days=30)
REDRIVEN = timedelta(days=30)
CALLS = timedelta(days=90)
CONFIRMED = timedelta(days=1)
"""Longer than a confirmation lasts: one that is forgotten here must not be good any more."""

# A webhook that the lake holds is needed no more once the flow that records it has read on.
_EXPIRE = """
with archived as (
  delete from core.journal where id = any(array(
    select j.id from core.journal j join core.flow_position p on p.flow = 'inbound' and p.topic = 'raw.inbound'
      and p.cluster_id = j.archived_cluster and p.partition = j.archived_partition
      and p.next_offset > j.archived_offset
    where j.tenant_id = %(tenant)s limit 20 * %(most)s))
), raw as (
  delete from core.kept_raw where (tenant_id, id) in (
    select tenant_id, id from core.kept_raw
    where tenant_id = %(tenant)s and received_at < %(raw)s limit %(most)s)
), pending as (
  delete from crm.message_pending where ctid in (
    select ctid from crm.message_pending where tenant_id = %(tenant)s and created_at < %(pending)s limit %(most)s)
), calls as (
  delete from core.tool_calls where (tenant_id, id) in (
    select tenant_id, id from core.tool_calls
    where tenant_id = %(tenant)s and at < %(calls)s order by at limit %(most)s)
), confirmed as (
  delete from core.confirmations where (tenant_id, id) in (
    select tenant_id, id from core.confirmations
    where tenant_id = %(tenant)s and used_at < %(confirmed)s limit %(most)s)
)
delete from core.dead_letters where (tenant_id, id) in (
  select tenant_id, id from core.dead_letters
  where tenant_id = %(tenant)s and redriven_at < %(redriven)s limit %(most)s)"""


async def expire(tx: Tx, now: datetime, most: int = 1000) -> None:
    """Let go of what is older than its time, at most `most` rows of a kind (of the journal twenty
    times as many), so that no transaction lasts.
    """
    ages = {"raw": KEPT_RAW, "pending": PENDING, "redriven": REDRIVEN, "calls": CALLS, "confirmed": CONFIRMED}
    await tx.run(_EXPIRE, most=most, **{name: now - age for name, age in ages.items()})
