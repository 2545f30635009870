"""People taken along. Columns are listed here: a field that is added later does not leave by itself."""

import csv
import re
from collections.abc import Awaitable, Callable
from io import StringIO
from typing import Any

from contracts.core.user import Principal
from contracts.crm.export import ExportedContacts, ExportRequest
from memory.crm.contact import list_contacts
from memory.db import Tx, as_json

Progress = Callable[[int, int, str], Awaitable[None]]
"""Told how much of how much is done, and what that is."""

PAGE = 100

COLUMNS = (
    *("id", "name", "phone", "email", "language", "timezone", "tags", "source_channel"),
    *("first_interaction_at", "last_interaction_at", "created_at"),
)

_FORMULA = re.compile(r"[=+\-@\t\r]")
_PHONE = re.compile(r"\+\d+")


async def in_silence(done: int, total: int, what: str) -> None:
    """Nobody listens."""


async def export_contacts(
    tx: Tx, principal: Principal, wanted: ExportRequest, *, progress: Progress = in_silence
) -> ExportedContacts:
    """Export people as CSV or JSON, newest first, at most 1000 at once; `cursor` takes the next piece."""
    rows: list[dict[str, Any]] = []
    cursor, more = wanted.cursor, True
    while more and len(rows) < wanted.limit:
        limit = min(PAGE, wanted.limit - len(rows))
        page = await list_contacts(tx, principal, q=wanted.q, tag=wanted.tag, limit=limit, cursor=cursor)
        rows += [contact.model_dump(mode="json", include=set(COLUMNS)) for contact in page.items]
        cursor, more = page.next, page.next is not None
        await progress(len(rows), wanted.limit if more else len(rows), "people read")
    content = as_json(rows) if wanted.format == "json" else _csv(rows)
    return ExportedContacts(format=wanted.format, count=len(rows), content=content, next=cursor)


def _csv(rows: list[dict[str, Any]]) -> str:
    written = StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerows({name: _cell(row[name]) for name in COLUMNS} for row in rows)
    return written.getvalue()


def _cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection); a phone number is none."""
    text = ", ".join(value) if isinstance(value, list) else str(value or "")
    return f"'{text}" if _FORMULA.match(text) and not _PHONE.fullmatch(text) else text
