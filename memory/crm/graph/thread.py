"""Replies to replies, as one thread."""

from uuid import UUID

from contracts.core.user import Principal
from contracts.crm.graph import ReplyThread, ThreadMessage
from memory.crm.message import get_message
from memory.db import Tx

SHOWN, DEEP = 200, 100
"""Messages of a thread that are shown, and replies that are followed one below the other."""

# Up to the message that answers none that we have, then down, level by level. What a provider says may go in a circle.
_THREAD = """
with recursive up as (
  select m.id, m.channel_id, m.provider_id, m.reply_to, 0 as height
  from crm.messages m where m.tenant_id = %(tenant)s and m.id = %(id)s
  union all
  select r.id, r.channel_id, r.provider_id, r.reply_to, u.height + 1
  from up u join crm.messages r
    on r.tenant_id = %(tenant)s and r.channel_id = u.channel_id and r.provider_id = u.reply_to
  where u.height < %(deep)s
) cycle id set again using trail, root as (
  select id, channel_id, provider_id from up where not again order by height desc limit 1
), down as (
  select id, channel_id, provider_id, null::uuid as reply_to_id, 0 as depth from root
  union all
  select r.id, r.channel_id, r.provider_id, d.id, d.depth + 1
  from down d join crm.messages r
    on r.tenant_id = %(tenant)s and r.channel_id = d.channel_id and r.reply_to = d.provider_id
  where d.depth < %(deep)s
) cycle id set again using trail
select m.id, d.reply_to_id, d.depth, m.at, m.from_me, m.contact_id, m.text
from (select id, reply_to_id, depth from down where not again limit %(most)s) d
join crm.messages m on m.tenant_id = %(tenant)s and m.id = d.id
order by d.depth, m.at, m.id"""


async def get_reply_thread(tx: Tx, principal: Principal, message_id: UUID) -> ReplyThread:
    """Show the thread of replies that a message belongs to, from its root on, level by level; at most 200 messages."""
    message = await get_message(tx, principal, message_id)
    found = await tx.all(ThreadMessage, _THREAD, id=message.id, deep=DEEP, most=SHOWN + 1)
    shown = found[:SHOWN]
    return ReplyThread(
        thread_id=shown[0].id,
        root=shown[0],
        messages=shown,
        depth=max(one.depth for one in shown),
        cut=len(found) > SHOWN,
    )
