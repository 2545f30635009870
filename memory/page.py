"""Keyset pages: a cursor names the last row that was shown, so the thousandth page costs what the first one does."""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from struct import Struct, error
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from contracts.errors import Invalid
from contracts.types import ItemT, Page

Limit = Annotated[int, Field(ge=1, le=100, description="How many rows a page holds, at most 100.")]
Cursor = Annotated[str, Field(max_length=100, description="`next` of the page before; leave it out for the first one.")]

_FORM = Struct(">q16s")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def keys(limit: int, cursor: str | None) -> dict[str, Any]:
    """The arguments of a keyset query: `after_at`, `after_id`, and `rows`, one more than the page shows.

    Raises Invalid for a cursor that no page of ours ever gave.
    """
    at, last = _read(cursor) if cursor is not None else (None, None)
    return {"after_at": at, "after_id": last, "rows": limit + 1}


def page(found: list[ItemT], limit: int, place: Callable[[ItemT], tuple[datetime, UUID]]) -> Page[ItemT]:
    """The page of what a keyset query found; `place` is what its rows are sorted by."""
    shown = found[:limit]
    return Page(items=shown, next=_write(*place(shown[-1])) if len(found) > limit else None)


def _write(at: datetime, last: UUID) -> str:
    return urlsafe_b64encode(_FORM.pack((at - _EPOCH) // _MICROSECOND, last.bytes)).decode()


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        micros, last = _FORM.unpack(b64decode(cursor.encode(), altchars=b"-_", validate=True))
        return _EPOCH + micros * _MICROSECOND, UUID(bytes=last)
    except (ValueError, error, OverflowError):
        raise Invalid("This cursor is none of ours: send `next` of the page before, unchanged.") from None
