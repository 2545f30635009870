"""Which flows an operator has stopped for a while, since when, and why."""

from datetime import datetime

from pydantic import BaseModel

from memory.db import Database

PAUSED = "select flow, why, since from core.flow_pause order by flow"
"""Every flow that is stopped, as rows of Pause."""


class Pause(BaseModel):
    """A flow that is stopped; its position stays where it is."""

    flow: str
    why: str
    since: datetime


async def pauses(db: Database) -> list[Pause]:
    """Every flow that is stopped."""
    return [Pause(**row) for row in await db.query(PAUSED)]


async def pause(db: Database, flow: str, why: str) -> None:
    """Stop a flow; one that is stopped already gets the new reason and keeps its time."""
    await db.query(
        "insert into core.flow_pause (flow, why) values (%s, %s) on conflict (flow) do update set why = excluded.why",
        (flow, why),
    )


async def resume(db: Database, flow: str) -> bool:
    """Let a flow read on from its position; whether it was stopped."""
    return bool(await db.query("delete from core.flow_pause where flow = %s returning flow", (flow,)))
