"""Measures how long it takes from the moment a webhook was due until its message can be found by what it means."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from statistics import quantiles
from types import TracebackType
from typing import Self

from api.demo.stage import Stage
from contracts.settings import Settings
from memory.db import Database

LOOK_SECONDS = 0.02

# One process writes items, so they become visible in the order of their ids.
_NEW = """
select m.provider_id, e.item_id
from recall.embeddings e
join recall.items i on i.tenant_id = e.tenant_id and i.id = e.item_id
join crm.messages m on m.tenant_id = i.tenant_id and m.id = i.message_id
where e.tenant_id = %(tenant)s and e.item_id > %(after)s"""


@dataclass(frozen=True)
class Latencies:
    """Of `count` messages, in seconds."""

    count: int
    p50: float
    p95: float
    p99: float


class Watch:
    """Looks from outside, as a search would, which messages have become searchable, and remembers when."""

    def __init__(self, settings: Settings, stages: Iterable[Stage]) -> None:
        self._db = Database(settings.dsn("app"), size=1)
        self._last = {stage.tenant_id: 0 for stage in stages}
        self._seen_at: dict[str, float] = {}
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._db.__aenter__()
        self._looking = asyncio.create_task(self._look_forever())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._looking:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking
        await self._db.__aexit__()

    def since(self, sent_at: Mapping[str, float]) -> Latencies:
        """The latencies of the messages sent at these times; what was there before is sent again, and not counted."""
        taken = [self._seen_at[name] - at for name, at in sent_at.items() if self._seen_at.get(name, 0.0) > at]
        cuts = quantiles(taken, n=100, method="inclusive")
        return Latencies(len(taken), cuts[49], cuts[94], cuts[98])

    def span(self, sent_at: Mapping[str, float]) -> float:
        """Seconds from the first of these messages was due until all that were seen could be found."""
        return max(self._seen_at.get(name, at) for name, at in sent_at.items()) - min(sent_at.values())

    async def _look_forever(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        for tenant_id, last in self._last.items():
            async with self._db.tenant(tenant_id) as tx:
                rows = await tx.rows(_NEW, after=last)
            now = time.monotonic()
            for row in rows:
                self._seen_at.setdefault(row["provider_id"], now)
            self._last[tenant_id] = max([last, *(row["item_id"] for row in rows)])
