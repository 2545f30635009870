"""How often somebody may do something: a token bucket for each, shared by all processes through Redis."""

import math
import time
from collections.abc import Callable

from contracts.errors import VentrosError
from memory.cache import Cache

CAPACITY = 10_000
"""Most buckets that a process keeps for itself, while Redis is away."""


class TooManyCalls(VentrosError):
    """Too many calls: try again in a moment."""

    status = 429
    permanent = False
    quotes = False

    def __init__(self, seconds: float, per_minute: int) -> None:
        self.retry_after = max(1, math.ceil(seconds))
        super().__init__(
            f"Too many calls: at most {per_minute} a minute of this kind. Try again in {self.retry_after} seconds."
        )


class Rate:
    """Buckets that hold as many tokens as may be taken in a minute, and fill up evenly.

    While Redis is away each process counts for itself: a limit then holds for each process, and nobody is shut out.
    """

    def __init__(self, cache: Cache, clock: Callable[[], float] = time.monotonic) -> None:
        self._cache, self._clock = cache, clock
        self._own: dict[str, float] = {}

    async def take(self, key: str, per_minute: int) -> None:
        """Take one token. Raises TooManyCalls, with the seconds until there is one again."""
        wait = await self._cache.take(key, per_minute)
        if wait is None:
            wait = self._take(key, per_minute)
        if wait > 0:
            raise TooManyCalls(wait, per_minute)

    async def close(self) -> None:
        """Close the connections to Redis."""
        await self._cache.close()

    def _take(self, key: str, per_minute: int) -> float:
        """As memory.cache does it: a bucket is the moment at which it will be full again (GCRA, ITU-T I.371)."""
        now, each = self._clock(), 60 / per_minute
        full_at = max(self._own.pop(key, now), now) + each
        wait = full_at - now - 60
        if len(self._own) >= CAPACITY:
            del self._own[next(iter(self._own))]
        self._own[key] = full_at - each if wait > 0 else full_at
        return wait
