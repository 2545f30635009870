"""The headers that doors read: who calls, which version is meant, which request this is."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Header, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from pydantic import BeforeValidator, Field

from contracts.core.user import Principal


class Admission(SecurityBase):
    """Who calls, by the Authorization header and nothing else: no other header, cookie or query says it."""

    scheme_name = "bearer"
    model = HTTPBearer(description="An access token or an API key.")

    def __init__(self, admit: Callable[[Principal], None]) -> None:
        self._admit = admit

    async def __call__(self, request: Request) -> Principal:
        """The caller, once admitted. Raises Unauthenticated, Forbidden, Unavailable."""
        principal: Principal = await request.app.state.authenticator(request.headers.get("authorization"))
        self._admit(principal)
        return principal


_ONCE = "Names this request: sent again with the same key, it is done once."

IdempotencyKey = Annotated[str, Field(min_length=1, max_length=200, description=_ONCE)]


def _unquoted(etag: Any) -> Any:
    return etag.removeprefix("W/").strip('"') if isinstance(etag, str) else etag


HEADERS: dict[str, Any] = {
    "version": Annotated[
        int,
        Field(ge=1, le=2**31 - 1),
        BeforeValidator(_unquoted),
        Header(alias="If-Match", description="The version that you read: its ETag."),
    ],
    "idempotency_key": Annotated[IdempotencyKey, Header(alias="Idempotency-Key", description=_ONCE)],
}
"""Parameters of operations that come as headers."""
