"""Tells when everything that was taken in has had all its effects: recorded, in its session, searchable."""

import asyncio
import time
from collections.abc import Callable

from contracts.errors import Unavailable
from contracts.settings import Settings
from memory.db import Database
from pipelines.lag import Ends, behind, read_by_all

LOOK_SECONDS = 0.1

_WAITING = """
select (select count(*) from core.journal) as journal,
  (select count(*) from core.outbox o
    left join (select xid, id from core.relay_cursor where cluster_id = %s and source = 'outbox') c on true
    where c.id is null or (o.xid, o.id) > (c.xid, c.id)) as outbox,
  (select coalesce(max(id), 0) from core.outbox) as told"""

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

    Quiet is: the journal empty, the outbox published to its end, every flow at the end of its topics, no message
    without its session, none whose text cannot be searched; twice in a row, with no event told in between. Raises
    NotQuiet when that takes longer than `seconds`, saying what was still under way.
    """
    deadline, before, said = time.monotonic() + seconds, -1, ""
    with Ends(settings) as ends:
        async with Database(settings.dsn("app"), size=1) as db, Database(settings.dsn("relay"), size=1) as relay:
            looking = _Look(db, relay, ends)
            while True:
                busy, mark = await looking.look()
                if not busy and mark == before:
                    return
                if busy and busy != said and told:
                    told(busy)
                if time.monotonic() > deadline:
                    raise NotQuiet(f"Not quiet after {seconds:.0f} s: {busy or 'events are still told'}.")
                before, said = mark, busy
                await asyncio.sleep(LOOK_SECONDS)


class _Look:
    """Looks along the stream, the way a message goes, and stops at the first place where something is under way."""

    def __init__(self, db: Database, relay: Database, ends: Ends) -> None:
        self._db, self._relay, self._ends = db, relay, ends

    async def look(self) -> tuple[str, int]:
        """What is under way ('' for nothing), and how many events were told so far."""
        try:
            cluster = await asyncio.to_thread(self._ends.cluster)
            (waiting,) = await self._relay.query(_WAITING, (cluster,))
            return await self._busy(cluster, waiting), waiting["told"]
        except Unavailable as error:
            return str(error), -1

    async def _busy(self, cluster: str, waiting: dict[str, int]) -> str:
        if waiting["journal"] or waiting["outbox"]:
            return f"{waiting['journal']} webhooks to record, {waiting['outbox']} events to publish"
        read = await read_by_all(self._db, cluster)
        lag = behind(await asyncio.to_thread(self._ends.read, cluster, read), read)
        if lag:
            return f"{lag} records to be read by the flows"
        unfinished = {"sessions": 0, "search": 0}
        for tenant_id in await self._db.tenants():
            async with self._db.tenant(tenant_id) as tx:
                (row,) = await tx.rows(_UNFINISHED)
            unfinished = {name: count + row[name] for name, count in unfinished.items()}
        if any(unfinished.values()):
            return f"{unfinished['sessions']} messages without session, {unfinished['search']} not yet searchable"
        return ""
