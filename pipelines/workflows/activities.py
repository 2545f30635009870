"""What workflows have done. Each is thin: it calls an operation, says that it lives, and says what failed for good."""

import asyncio
import threading
from dataclasses import dataclass

from temporalio import activity
from temporalio.exceptions import ApplicationError

from contracts.errors import VentrosError
from contracts.settings import Settings
from memory.core.mart import AlreadyBuilding
from pipelines import analytics

BEATS = 3
"""Signs of life in the time after which the lack of them means that the worker is gone."""

PAUSE = 5.0
"""Seconds until marts that somebody else builds are tried again."""


@dataclass(frozen=True)
class Built:
    """What a build came to. It stays in Temporal's history: nothing of a customer belongs here."""

    models: int
    tests: int


class Activities:
    """All activities, with the settings that they need."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @activity.defn
    async def build_marts(self) -> Built:
        """Build and test the marts, after whoever builds them now. Cancelled, it ends dbt before it returns."""
        stop = threading.Event()
        building = asyncio.create_task(asyncio.to_thread(self._build, stop))
        try:
            await _alive_until(building)
        finally:
            stop.set()
            await asyncio.gather(building, return_exceptions=True)
        return await building

    def _build(self, stop: threading.Event) -> Built:
        while True:
            try:
                results = analytics.build(self._settings, stop=stop)
            except AlreadyBuilding:
                if stop.wait(PAUSE):
                    raise
            except VentrosError as error:
                brief = str(error).partition("\n")[0]  # what follows may quote rows
                raise ApplicationError(brief, type=type(error).__name__, non_retryable=error.permanent) from None
            else:
                return Built(len(analytics.models(results)), len(analytics.tests(results)))


async def _alive_until(done: "asyncio.Task[Built]") -> None:
    """Say that we live until it is done."""
    allowed = activity.info().heartbeat_timeout
    pause = allowed.total_seconds() / BEATS if allowed else None
    while not done.done():
        activity.heartbeat()
        await asyncio.wait([done], timeout=pause)
