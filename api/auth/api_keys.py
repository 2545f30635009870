"""API keys at the door: looked up by hash, and remembered for a moment."""

import time
from collections.abc import Callable

from contracts.core.user import Principal
from contracts.errors import Unauthenticated
from memory.core.user import KEY_SHAPE, key_hash, resolve_key
from memory.db import Database

SECONDS = 10.0
"""How long a key that was good is not looked up again: a revoked one works that long at most."""
CAPACITY = 10_000


class UnknownKey(Unauthenticated):
    """This API key is unknown, revoked or expired: make a new one."""


class ApiKeyVerifier:
    """From an API key to the principal behind it.

    Only good keys are remembered: bad ones would let anybody fill the memory, and shut out a key made a moment later.
    """

    def __init__(self, gate: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._gate, self._clock = gate, clock
        self._good: dict[bytes, tuple[float, Principal]] = {}

    async def __call__(self, key: str) -> Principal:
        """Who calls. Raises UnknownKey, and Unavailable when the database is away."""
        if not KEY_SHAPE.fullmatch(key):
            raise UnknownKey
        digest, now = key_hash(key), self._clock()
        until, principal = self._good.get(digest, (now, None))
        if principal is None or until <= now:
            principal = await resolve_key(self._gate, digest)
            self._remember(digest, now + SECONDS, principal)
        if principal is None:
            raise UnknownKey
        return principal

    def _remember(self, digest: bytes, until: float, principal: Principal | None) -> None:
        self._good.pop(digest, None)
        if principal:
            if len(self._good) >= CAPACITY:
                del self._good[next(iter(self._good))]  # the one looked up longest ago
            self._good[digest] = until, principal
