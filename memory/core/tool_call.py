"""What agents called: who, what and how it went, and not a word of what they said."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from memory.db import Tx, as_json

_RECORD = """
insert into core.tool_calls (tenant_id, subject, tool, arguments, outcome, took_ms, request_id)
values (%(tenant)s, %(subject)s, %(tool)s, %(arguments)s::jsonb, %(outcome)s, %(took_ms)s, %(request_id)s)"""

UNKNOWN = "?"
"""Stands for arguments that the tool does not have: their names may say anything."""


@dataclass(frozen=True)
class ToolCall:
    """One call. `arguments` are sizes in bytes by name, `outcome` is `done`, `asked`, or the kind of the error."""

    subject: str
    tool: str
    arguments: Mapping[str, int]
    outcome: str
    took_ms: int
    request_id: str


async def record_call(tx: Tx, call: ToolCall) -> None:
    """Keep a call; expiry lets go of it after 90 days."""
    await tx.run(_RECORD, **(vars(call) | {"arguments": as_json(dict(call.arguments))}))


def sizes(arguments: Mapping[str, Any], known: Collection[str]) -> dict[str, int]:
    """How large each argument is, in bytes of its JSON; those that nobody knows, all together."""
    found: dict[str, int] = {}
    for name, value in arguments.items():
        shown = name if name in known else UNKNOWN
        found[shown] = found.get(shown, 0) + len(json.dumps(value, default=str).encode())
    return found
