"""How much of what the outbox tells every reader has taken: a broker that begins anew is not told that again.

A mark is a place in the outbox with the ends of all topics, asked for when everything up to that place was published.
When every reader has come that far, everything up to the mark is taken, whatever becomes of the broker.
"""

import asyncio
import time
from dataclasses import dataclass

from contracts.errors import Unavailable
from contracts.settings import Settings
from memory.core.flow_position import Reader
from memory.core.outbox import Backlog, Cursor
from pipelines.examine import broker
from pipelines.lag import ends_of, flows, readers

EVERY = 5.0
"""Seconds between two looks."""

Goal = dict[Reader, int]
"""What every reader has to reach; empty where the broker did not tell."""


@dataclass
class Mark:
    """Everything up to `cursor` was published to this life of the broker before the goal was asked for."""

    cluster: str
    cursor: Cursor
    goal: asyncio.Task[Goal]


class Taken:
    """Looks now and then, and keeps nobody waiting."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._looked = 0.0
        self._mark: Mark | None = None

    @property
    def readers(self) -> str:
        """Who has to have taken it: with another flow everything is told again."""
        return " ".join(sorted(flows(self._settings)))

    async def look(self, backlog: Backlog, cluster: str, cursor: Cursor) -> None:
        """Remember the mark when all have reached it, and set the next one. Raises Unavailable."""
        if time.monotonic() - self._looked < EVERY:
            return
        self._looked = time.monotonic()
        read = await backlog.read_so_far(cluster)
        mark = self._mark
        if mark and mark.cluster == cluster and not mark.goal.done():
            return
        if mark and mark.cluster == cluster and (goal := mark.goal.result()):
            if any(read.get(reader, 0) < end for reader, end in goal.items()):
                return
            await backlog.taken(self.readers, mark.cursor)
        self._mark = Mark(cluster, cursor, asyncio.create_task(asyncio.to_thread(self._goal, cluster, read)))

    def _goal(self, cluster: str, read: dict[Reader, int]) -> Goal:
        try:
            found = broker(self._settings)
            reading = readers(self._settings, found)
            ends = ends_of(self._settings, reading, read)
        except Unavailable:
            return {}
        known = found.cluster == cluster and all(reader[1:] in ends for reader in reading)
        return {reader: ends[reader[1:]] for reader in reading} if known else {}
