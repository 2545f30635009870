"""The work of an erasure, from the files of the lake to the last row, in steps that nobody has to wait for."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

from contracts.errors import Unavailable, VentrosError, told
from contracts.settings import Settings
from contracts.types import Clock, wall_clock
from memory.cache import Cache
from memory.core.mart import forget_contacts
from memory.crm.erasing.others import (
    RAW_TABLES,
    look_through_events,
    look_through_messages,
    look_through_raw,
    unname_chats,
)
from memory.crm.erasing.theirs import THEIRS, count_theirs, remove_some
from memory.crm.erasure import Open, finish, note_removed, open_erasures
from memory.db import Database, Tx
from memory.sealed import Sealer
from pipelines.erasing.lake import rewrite
from pipelines.erasing.reading import Reading
from pipelines.lake.store import Store
from pipelines.replay.shadow import forget_shadows

EVERY = 15.0
"""Seconds between two looks."""

SETTLED = timedelta(minutes=5)
"""What was on its way when an erasure was asked for has arrived by then: one more look, and it is done."""

FIRST = UUID(int=0)
At = TypeVar("At", int, UUID)
"""How far a table was looked through: the order of its rows."""

NAMED = "named by others"
"""Rows of others that lost a name or a quoted word of the person."""

_MESSAGES = "select id from crm.messages where tenant_id = %(tenant)s and contact_id = any(%(contacts)s)"

_log = logging.getLogger("ventros.erasing")


class Eraser:
    """Goes on with what was asked for. Several may: each step is whole, and finds what another has left."""

    def __init__(
        self, settings: Settings, db: Database, store: Store, sealer: Sealer, clock: Clock = wall_clock
    ) -> None:
        self._settings, self._db, self._store, self._sealer = settings, db, store, sealer
        self._clock = clock

    async def forever(self) -> None:
        """Look again and again. What is away is waited for; what stands against one tenant holds up no other."""
        while True:
            try:
                for tenant_id in await self._db.tenants():
                    await self._look(tenant_id)
            except Unavailable as error:
                _log.warning("erasures wait: %s", told(error))
            await asyncio.sleep(EVERY)

    async def _look(self, tenant_id: UUID) -> None:
        try:
            await self.go_on(tenant_id)
        except VentrosError as error:
            _log.warning("an erasure waits: %s", told(error), extra={"tenant_id": str(tenant_id)})

    async def go_on(self, tenant_id: UUID) -> int:
        """Do what is left of a tenant's erasures; how many are not done yet, for something may still be on its way.

        Raises Unavailable when a service is away, or somebody changed the same things: then it is called again.
        """
        async with self._db.tenant(tenant_id, origin="flow") as tx:
            found = await open_erasures(tx, self._sealer)
        left = 0
        for one in found:
            await self._erase(tenant_id, one)
            left += not await self._finished(tenant_id, one)
        return left

    async def _erase(self, tenant_id: UUID, one: Open) -> None:
        """Others' copies first: whose message it was is known only as long as it is there."""
        reading = Reading(one.person)
        await self._lake(tenant_id, one, reading)
        person = one.person
        for table in RAW_TABLES:
            raw = partial(look_through_raw, table=table, person=person, reread=reading.reread)
            await self._pages(tenant_id, one, table, FIRST, raw)
        await self._pages(tenant_id, one, "core.outbox", 0, partial(look_through_events, person=person))
        messages = partial(look_through_messages, person=person, now=self._clock())
        await self._pages(tenant_id, one, NAMED, FIRST, messages)
        await self._step(tenant_id, one, NAMED, partial(unname_chats, person=person))
        for table in THEIRS:
            while await self._step(tenant_id, one, table, partial(remove_some, table=table, person=person)):
                pass
        await self._beside(tenant_id, one)

    async def _lake(self, tenant_id: UUID, one: Open, reading: Reading) -> None:
        async with self._db.tenant(tenant_id, origin="flow") as tx:
            messages = [row["id"] for row in await tx.rows(_MESSAGES, contacts=one.person.contacts)]
        changed = await rewrite(self._db, self._store, self._sealer, tenant_id, reading, messages)
        await self._note(tenant_id, one, {"the lake": changed})

    async def _beside(self, tenant_id: UUID, one: Open) -> None:
        """What is no row of the record: marts, replays that nobody applied, what is cached."""
        marts = await asyncio.to_thread(forget_contacts, self._settings, tenant_id, one.person.contacts)
        replays = await asyncio.to_thread(forget_shadows, self._settings, tenant_id)
        cache = Cache(self._settings.redis_url.get_secret_value())
        try:
            cached = await cache.forget(tenant_id)
        finally:
            await cache.close()
        await self._note(tenant_id, one, {**marts, "replays": replays, "the cache": cached})

    async def _pages(
        self, tenant_id: UUID, one: Open, where: str, first: At,
        look: Callable[..., Awaitable[tuple[int, At | None]]],
    ) -> None:  # fmt: skip
        after: At | None = first
        while after is not None:
            async with self._db.tenant(tenant_id, origin="flow") as tx:
                changed, after = await look(tx, after=after)
                await note_removed(tx, one.erasure.id, where, changed)

    async def _step(self, tenant_id: UUID, one: Open, where: str, work: Callable[[Tx], Awaitable[int]]) -> int:
        async with self._db.tenant(tenant_id, origin="flow") as tx:
            number = await work(tx)
            await note_removed(tx, one.erasure.id, where, number)
        return number

    async def _note(self, tenant_id: UUID, one: Open, numbers: dict[str, int]) -> None:
        async with self._db.tenant(tenant_id, origin="flow") as tx:
            for where, number in Counter(numbers).items():
                await note_removed(tx, one.erasure.id, where, number)

    async def _finished(self, tenant_id: UUID, one: Open) -> bool:
        now = self._clock()
        if now < one.erasure.asked_at + SETTLED:
            return False
        async with self._db.tenant(tenant_id, origin="flow") as tx:
            if await count_theirs(tx, one.person):
                return False
            await finish(tx, one, now)
        _log.info("an erasure is done", extra={"tenant_id": str(tenant_id)})
        return True
