"""One use of a tool, by whatever way it came: admitted, counted, timed, and written down whatever comes of it."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import structlog
from pydantic import BaseModel
from starlette.datastructures import State

from api.limits import TIMEOUT
from api.mcp.tool import ToConfirm, Tool
from contracts.core.tool_call import ToolCall
from contracts.core.user import Principal
from contracts.errors import Unavailable, VentrosError, told, trace
from contracts.types import wall_clock
from memory.core.tool_call import record_call, sizes
from memory.crm.export import Progress, in_silence

log = structlog.get_logger()

PER_MINUTE = {"look": 600, "change": 60, "send": 20, "export": 10}
"""How often a credential may use the tools of a kind, in calls a minute."""


class TookTooLong(VentrosError):
    """This took too long and was given up: ask for less, or try again."""

    status = 504
    permanent = False


class Unforeseen(VentrosError):
    """Something went wrong on our side."""


@dataclass(frozen=True)
class Use:
    """Who uses which tool, and what is said to it. `progress` is told how far it is."""

    principal: Principal
    tool: Tool
    arguments: dict[str, Any]
    request_id: str
    progress: Progress = in_silence
    began: float = field(default_factory=time.perf_counter)

    def recorded(self, outcome: str) -> ToolCall:
        """As it is written down."""
        known = self.tool.arguments.model_fields
        return ToolCall(
            id=uuid4(),
            at=wall_clock(),
            subject=self.principal.subject,
            tool=self.tool.name,
            arguments=sizes(self.arguments, known),
            outcome=outcome,
            took_ms=round((time.perf_counter() - self.began) * 1000),
            request_id=self.request_id,
        )


async def use(state: State, asked: Use) -> BaseModel:
    """Use a tool. What it did and that it was used are one transaction.

    Raises what the tool raises, Forbidden, TooManyCalls, TookTooLong, and Unforeseen, which says no word of it.
    """
    try:
        async with asyncio.timeout(TIMEOUT):
            return await _use(state, asked)
    except VentrosError as error:
        await _record(state, asked, type(error).__name__)
        raise
    except TimeoutError:
        await _record(state, asked, TookTooLong.__name__)
        raise TookTooLong from None
    except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold what is not the caller's business
        _tell(asked, error)
        await _record(state, asked, Unforeseen.__name__)
        raise Unforeseen(
            f"Something went wrong on our side; request {asked.request_id} finds it in our logs."
        ) from None


async def _use(state: State, asked: Use) -> BaseModel:
    tool, principal = asked.tool, asked.principal
    tool.door.admit(principal, as_tool=True)
    await state.rate.take(f"{principal.tenant_id}:rate:{tool.kind}:{principal.subject}", PER_MINUTE[tool.kind])
    given = tool.read(asked.arguments)
    async with state.db.tenant(principal.tenant_id) as tx:
        result = await tool.do(tx, state, principal, given, asked.progress)
        outcome = "asked" if isinstance(result, ToConfirm) else "done"
        await record_call(tx, asked.recorded(outcome), synced=tool.kind != "look")
    return result


def _tell(asked: Use, error: Exception) -> None:
    """The log has where it came from, and not its words."""
    log.error("tool failed", tool=asked.tool.name, request_id=asked.request_id, exception=trace(error))


async def _record(state: State, asked: Use, outcome: str) -> None:
    """Write down what had no effect. A database that is away keeps nobody from hearing what went wrong."""
    try:
        async with state.db.tenant(asked.principal.tenant_id) as tx:
            await record_call(tx, asked.recorded(outcome), synced=False)
    except Unavailable as error:
        log.warning("tool call not recorded", tool=asked.tool.name, request_id=asked.request_id, error=told(error))
