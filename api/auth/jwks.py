"""Where the keys that verify tokens come from: the local issuer, or an issuer's JWKS (RFC 7517) by URL.

The URL is the operator's setting. Nothing in a token ever leads to a key: `kid` only picks among those we have.
"""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, Protocol

import httpx
import structlog
from jwt import PyJWK, PyJWTError

from api.auth.compact import ALGORITHMS
from contracts.errors import Unavailable, told

REFRESH = 300.0
"""Seconds after which the keys are fetched again, as Keycloak clients usually do."""
UNKNOWN = 60.0
"""Seconds between two fetches for kids that we do not know: invented ones must not become a load on the issuer."""
RETRY = 5.0
"""Seconds between two attempts while no key was ever fetched."""
TIMEOUT = 5.0
MAX_BYTES = 256 * 1024

log = structlog.get_logger()


class Keys(Protocol):
    """The keys of one issuer."""

    async def find(self, kid: str) -> PyJWK | None:
        """The key of that name, None when the issuer has none."""


class KeysUnreachable(Unavailable):
    """The keys of the token issuer cannot be fetched (VENTROS_JWKS_URL): try again in a moment."""


class RemoteKeys:
    """The keys of an issuer, fetched and kept. While the URL is away those fetched last stay good."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._clock = url, clock
        self._keys: dict[str, PyJWK] = {}
        self._tried = float("-inf")
        self._fetching = asyncio.Lock()

    async def find(self, kid: str) -> PyJWK | None:
        """The key of that name. Raises KeysUnreachable when no key could be fetched yet."""
        if self._due(kid) and not (kid in self._keys and self._fetching.locked()):
            async with self._fetching:
                if self._due(kid):
                    await self._refresh()
        if not self._keys:
            raise KeysUnreachable
        return self._keys.get(kid)

    def _due(self, kid: str) -> bool:
        wait = REFRESH if kid in self._keys else UNKNOWN if self._keys else RETRY
        return self._clock() - self._tried >= wait

    async def _refresh(self) -> None:
        try:
            self._keys = usable(await _fetch(self._url))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, RecursionError) as error:
            log.warning("jwks_not_fetched", url=self._url, error=told(error))
        finally:
            self._tried = self._clock()


def usable(document: Any) -> dict[str, PyJWK]:
    """The keys of a JWKS that sign access tokens, by kid; others (encryption, other algorithms) are left out.

    Raises ValueError when none is left: an issuer never means to publish that it has no keys.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    found = [key for entry in entries if (key := _signing_key(entry))] if isinstance(entries, list) else []
    if not found:
        raise ValueError(f"no key for {' or '.join(ALGORITHMS)} in the JWKS")
    return {str(key.key_id): key for key in found}


def _signing_key(entry: Any) -> PyJWK | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str) or entry.get("use", "sig") != "sig":
        return None
    try:
        key = PyJWK(entry)
    except (PyJWTError, ValueError, TypeError) as error:
        log.warning("jwks_key_left_out", error=told(error))
        return None
    return key if key.algorithm_name in ALGORITHMS else None


async def _fetch(url: str) -> Any:
    body = bytearray()
    # Plain bytes only: a cap on what is read says nothing about what a compressed answer grows to.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    async with (
        asyncio.timeout(TIMEOUT),
        httpx.AsyncClient(headers=headers) as client,
        client.stream("GET", url) as answer,
    ):
        answer.raise_for_status()
        async for chunk in answer.aiter_raw():
            body += chunk
            if len(body) > MAX_BYTES:
                raise ValueError(f"the JWKS is larger than {MAX_BYTES} bytes")
    return json.loads(body)
