"""Kills the relay and the flows, as a power cut would, again and again while messages are being recorded."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from api.cli.processes import Processes
from api.demo.stage import Stage
from memory.db import Database

LOOK_SECONDS = 0.05

VICTIMS = (("flows", 0.3), ("relay", 0.6))
"""Who is killed, and when: how far into each of the equal parts into which the kills divide the messages."""

_RECORDED = "select count(*) as n from crm.messages where tenant_id = %(tenant)s"


@dataclass(frozen=True)
class Kill:
    """Who is killed when this share of the messages is recorded, for the how manieth time."""

    role: str
    share: float
    number: int


def plan(kills: int) -> list[Kill]:
    """Each victim `kills` times: the first after the first messages are there, the last while some are still missing.

    >>> [(kill.role, kill.share) for kill in plan(2)]
    [('flows', 0.15), ('relay', 0.3), ('flows', 0.65), ('relay', 0.8)]
    """
    return [Kill(role, (number + at) / kills, number + 1) for number in range(kills) for role, at in VICTIMS]


async def recorded(db: Database, stages: Iterable[Stage]) -> int:
    """How many messages the stages' tenants have."""
    count = 0
    for stage in stages:
        async with db.tenant(stage.tenant_id) as tx:
            count += (await tx.rows(_RECORDED))[0]["n"]
    return count


async def kill_by_plan(
    processes: Processes,
    kills: Sequence[Kill],
    messages: int,
    count: Callable[[], Awaitable[int]],
    told: Callable[[Kill], None],
) -> None:
    """Carry the plan out; `messages` will be recorded in the end, `count` says how many are. Raises NotReady."""
    for kill in kills:
        while await count() < max(1, kill.share * messages):  # noqa: ASYNC110 - other processes do the recording
            await asyncio.sleep(LOOK_SECONDS)
        await asyncio.to_thread(processes.kill, kill.role)
        told(kill)
        await asyncio.to_thread(processes.wait_ready, kill.role, kill.number)
