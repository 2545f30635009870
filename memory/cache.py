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

CLAIMS_DROPPED = "claims.dropped"
"""Counts the claims of language models that were not believed."""

# A bucket is the moment at which it will be full again: the generic cell rate algorithm of ITU-T I.371. A minute's
# worth of tokens may be taken at once. The clock is that of Redis, which is the same for everybody.
_TAKE = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local each = 60 / tonumber(ARGV[1])
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + each
local wait = full_at - now - 60
if wait > 0 then return string.format('%.6f', wait) end
redis.call('SET', KEYS[1], string.format('%.6f', full_at), 'PX', math.ceil((full_at - now) * 1000))
return '0'"""


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

    async def count(self, key: str, more: int = 1) -> None:
        """One or several more, if Redis is there. A count is forgotten a week after its last."""
        try:
            async with self._redis.pipeline(transaction=True) as both:
                both.incrby(key, more)
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

    async def take(self, bucket: str, per_minute: int) -> float | None:
        """Take a token out of a bucket: 0, or in how many seconds there is one. Without Redis nobody knows: None."""
        try:
            wait = float(await self._redis.eval(_TAKE, 1, bucket, per_minute))
        except (RedisError, OSError) as error:
            self._tell_away(error)
            return None
        self._away = False
        return wait

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _tell_away(self, error: Exception) -> None:
        if not self._away:
            log.warning("cache away, going on without it", error=told(error))
        self._away = True
