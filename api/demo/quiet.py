"""Tells when everything that was taken in has had all its effects: recorded, in its session, searchable."""

import asyncio
import time
from collections.abc import Callable, Collection

from contracts.errors import Unavailable, VentrosError
from contracts.settings import Settings
from memory import examine
from memory.db import Database
from pipelines.examine import broker
from pipelines.lag import IN_TIME, lags, unread

LOOK_SECONDS = 0.1

_UNFINISHED = r"""
select
  (select count(*) from crm.messages m
    where m.tenant_id = %(tenant)s and m.session_id is null and m.contact_id is not null) as sessions,
  (select count(*) from crm.messages m
    where m.tenant_id = %(tenant)s and m.revoked_at is null and m.text ~ '\S' and not exists (
      select from recall.items i join recall.embeddings e on e.tenant_id = i.tenant_id and e.item_id = i.id
      where i.tenant_id = %(tenant)s and i.message_id = m.id)) as search"""


class NotQuiet(Unavailable):
    """The stream did not come to rest in time."""


async def until_quiet(settings: Settings, seconds: float = 120.0, told: Callable[[str], None] | None = None) -> None:
    """Return when nothing is under way any more. `told` hears what is, whenever that changes.

    Quiet is: journal and outbox published to their ends, every flow at the end of its topics, no message
    without its session, none whose text cannot be searched; twice in a row, since one look is not one moment. Raises
    NotQuiet when that takes longer than `seconds`, saying what was still under way.
    """
    deadline, quiet, said = time.monotonic() + seconds, 0, ""
    async with Database(settings.dsn("app"), size=1) as db:
        while quiet < 2:
            busy = await under_way(settings, db)
            quiet = 0 if busy else quiet + 1
            if busy and busy != said and told:
                told(busy)
            if busy and time.monotonic() > deadline:
                raise NotQuiet(f"Not quiet after {seconds:.0f} s: {busy}.")
            said = busy
            await asyncio.sleep(LOOK_SECONDS)


async def under_way(settings: Settings, db: Database) -> str:
    """What is under way, at the first place along the stream where something is; '' for nothing."""
    try:
        return await asyncio.to_thread(flowing, settings) or await _unfinished(db)
    except VentrosError as error:
        return str(error)


def flowing(settings: Settings, flows: Collection[str] = IN_TIME) -> str:
    """What these flows have not read of all that was taken in; '' for nothing. Raises Unavailable."""
    found = broker(settings)
    journal, outbox = examine.journal(settings, found.cluster).count, examine.outbox(settings, found.cluster).count
    if journal or outbox:
        return f"{journal} webhooks and {outbox} events to publish"
    waiting = {flow: unread(lag) for flow, lag in lags(settings, found).items() if flow in flows}
    return ", ".join(f"{count} records to be read by {flow}" for flow, count in waiting.items() if count)


async def _unfinished(db: Database) -> str:
    found = {"sessions": 0, "search": 0}
    for tenant_id in await db.tenants():
        async with db.tenant(tenant_id) as tx:
            (row,) = await tx.rows(_UNFINISHED)
        found = {name: count + row[name] for name, count in found.items()}
    if any(found.values()):
        return f"{found['sessions']} messages without session, {found['search']} not yet searchable"
    return ""
