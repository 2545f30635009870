"""Who calls: from the Authorization header, and from nothing else, to the principal that every door works with."""

import re
import time
from collections.abc import Callable

from api.auth.api_keys import ApiKeyVerifier
from api.auth.issuer import Issuer
from api.auth.jwks import RemoteKeys
from api.auth.tokens import TokenVerifier
from contracts.core.user import Principal
from contracts.errors import Unauthenticated
from contracts.settings import Settings
from memory.db import Database

BEARER = re.compile(r"bearer +([\x21-\x7e]+)", re.IGNORECASE)


class Authenticator:
    """Verifies access tokens and API keys. `gate` is the database as the role that may look up keys."""

    def __init__(self, settings: Settings, gate: Database, clock: Callable[[], float] = time.monotonic) -> None:
        keys = RemoteKeys(settings.jwks_url, clock) if settings.jwks_url else Issuer.from_settings(settings)
        self._token = TokenVerifier(settings.jwt_issuer, settings.jwt_audience, keys)
        self._api_key = ApiKeyVerifier(gate, clock)

    async def __call__(self, authorization: str | None) -> Principal:
        """The principal behind `Authorization: Bearer <token or API key>`.

        Raises Unauthenticated for every other header and credential, Unavailable when it cannot be looked up now.
        """
        found = BEARER.fullmatch(authorization or "")
        if not found:
            raise Unauthenticated
        credential = found[1]
        return await (self._api_key if credential.startswith("vk_") else self._token)(credential)
