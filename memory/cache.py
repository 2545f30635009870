"""A cache in Redis: what is in it may be lost at any time, and without Redis everything works, only slower."""

from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from contracts.errors import told

log = structlog.get_logger()

PATIENCE = 0.1
"""Seconds to wait for Redis: longer than that, and doing without is faster."""

HOUR = 3600
WEEK = 7 * 24 * HOUR

REFUSED_LARGE = "webhooks.refused_large"
"""Counts the webhooks that were larger than allowed."""


class Cache:
    """Bytes by key, for an hour. Keys of a tenant begin with its id."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
        )
        self._away = False

    async def get(self, key: str) -> bytes | None:
        """What was set, or nothing."""
        try:
            found = await self._redis.get(key)
        except (RedisError, OSError) as error:
            self._tell_away(error)
            return None
        self._away = False
        return found if isinstance(found, bytes) else None

    async def set(self, key: str, value: bytes) -> None:
        """Keep a value for an hour, if Redis is there."""
        try:
            await self._redis.set(key, value, ex=HOUR)
        except (RedisError, OSError) as error:
            self._tell_away(error)

    async def count(self, key: str) -> None:
        """One more, if Redis is there. A count is forgotten a week after its last."""
        try:
            async with self._redis.pipeline(transaction=True) as both:
                both.incr(key)
                both.expire(key, WEEK)
                await both.execute()
        except (RedisError, OSError) as error:
            self._tell_away(error)

    async def forget(self, tenant_id: UUID) -> int:
        """Forget what is kept for a tenant; how many keys that were. Without Redis there is nothing to forget."""
        try:
            keys = [key async for key in self._redis.scan_iter(match=f"{tenant_id}:*", count=1_000)]
            return int(await self._redis.delete(*keys)) if keys else 0
        except (RedisError, OSError) as error:
            self._tell_away(error)
            return 0

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _tell_away(self, error: Exception) -> None:
        if not self._away:
            log.warning("cache away, going on without it", error=told(error))
        self._away = True
