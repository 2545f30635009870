"""What agents called: who, what and how it went, and not a word of what they said."""

import json
from collections.abc import Collection, Mapping
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from contracts.core.tool_call import ToolCall
from contracts.core.user import Principal
from contracts.errors import Forbidden
from contracts.types import Page
from memory.db import Tx, as_json
from memory.page import Cursor, Limit, keys, page

Name = Annotated[str, Field(min_length=1, max_length=255)]

_RECORD = """
insert into core.tool_calls (tenant_id, id, at, subject, tool, arguments, outcome, took_ms, request_id)
values (%(tenant)s, %(id)s, %(at)s, %(subject)s, %(tool)s, %(arguments)s::jsonb, %(outcome)s, %(took_ms)s,
  %(request_id)s)"""

_UNSYNCED = "select set_config('synchronous_commit', 'off', true)"

_LIST = """
select id, at, subject, tool, arguments, outcome, took_ms, request_id from core.tool_calls
where tenant_id = %(tenant)s
  and (%(subject)s::text is null or subject = %(subject)s)
  and (%(tool)s::text is null or tool = %(tool)s)
  and (%(outcome)s::text is null or outcome = %(outcome)s)
  and (%(from)s::timestamptz is null or at >= %(from)s)
  and (%(until)s::timestamptz is null or at < %(until)s)
  and (%(after_at)s::timestamptz is null or (at, id) < (%(after_at)s, %(after_id)s))
order by at desc, id desc
limit %(rows)s"""

UNKNOWN = "?"
"""Stands for arguments that the tool does not have: their names may say anything."""


async def record_call(tx: Tx, call: ToolCall, *, synced: bool = True) -> None:
    """Keep a call; expiry lets go of it after 90 days.

    Where it is not `synced` the transaction waits for no disk: a crash of Postgres may take the last ones.
    """
    async with tx.together() as ask:
        if not synced:
            ask(_UNSYNCED)
        ask(_RECORD, **(call.model_dump() | {"arguments": as_json(call.arguments)}))


def sizes(arguments: Mapping[str, Any], known: Collection[str]) -> dict[str, int]:
    """How large each argument is, in bytes of its JSON; those that nobody knows, all together."""
    found: dict[str, int] = {}
    for name, value in arguments.items():
        shown = name if name in known else UNKNOWN
        found[shown] = found.get(shown, 0) + len(json.dumps(value, default=str).encode())
    return found


async def list_tool_calls(  # noqa: PLR0913 - every filter is a parameter of the door
    tx: Tx,
    principal: Principal,
    *,
    subject: Name | None = None,
    tool: Name | None = None,
    outcome: Name | None = None,
    after: AwareDatetime | None = None,
    before: AwareDatetime | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[ToolCall]:
    """List what agents called, the latest first; `after` (included) and `before` (not included) bound the time.

    Raises Forbidden for a credential of one project: a call belongs to the whole tenant.
    """
    if principal.project_id:
        raise Forbidden("Calls belong to the whole tenant: use a credential that is bound to no project.")
    asked = {"subject": subject, "tool": tool, "outcome": outcome, "from": after, "until": before}
    found = await tx.all(ToolCall, _LIST, **asked, **keys(limit, cursor))
    return page(found, limit, lambda call: (call.at, call.id))
