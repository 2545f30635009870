"""The MCP server as a protected resource (RFC 9728): who calls, what those without a credential are told, by what names
it may be called.
"""

from typing import Any
from urllib.parse import urlsplit

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import State

from contracts.core.user import Principal
from contracts.errors import Unauthenticated
from contracts.settings import Settings


class Admitted(AccessToken):
    """A verified credential, with who stands behind it. The credential itself is not kept."""

    principal: Principal


class Verifier:
    """Verifies access tokens and API keys as every other door does; they alone say which tenant is meant."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def verify_token(self, token: str) -> AccessToken | None:
        """Who calls, None for a credential that is not good. Raises Unavailable when it cannot be looked up now."""
        try:
            principal = await self._state.authenticator(f"Bearer {token}")
        except Unauthenticated:
            return None
        scopes = sorted(principal.permissions)
        return Admitted(token="", client_id=principal.subject, scopes=scopes, principal=principal)


def caller() -> Principal:
    """Who stands behind the request that is being served. Raises Unauthenticated outside of one."""
    admitted = get_access_token()
    if not isinstance(admitted, Admitted):
        raise Unauthenticated
    return admitted.principal


def metadata(settings: Settings, path: str) -> AuthSettings:
    """What a client without a credential is told. The local issuer has no address of its own: the API's stands for it.

    Whom a token is meant for (its `aud`) is checked by the verifier.
    """
    issuer = settings.jwt_issuer if "://" in settings.jwt_issuer else settings.public_url
    told: dict[str, Any] = {"issuer_url": issuer, "resource_server_url": settings.mcp_public_url + path}
    return AuthSettings.model_validate(told | {"validate_token_resource": False})


def names(settings: Settings) -> TransportSecuritySettings:
    """By what hosts and from what origins it may be called.

    Anything else is a web page whose own name leads here (DNS rebinding).
    """
    public = urlsplit(settings.mcp_public_url)
    local = [f"{host}:{settings.mcp_port}" for host in ("localhost", "127.0.0.1", "[::1]", settings.api_host)]
    origins = [f"{public.scheme}://{public.netloc}", *(f"http://{host}" for host in local)]
    return TransportSecuritySettings(allowed_hosts=[public.netloc, *local], allowed_origins=origins)
