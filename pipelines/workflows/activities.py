"""What workflows have done. Each is thin: it calls an operation, says that it lives, and says what failed for good."""

import asyncio
import threading
from dataclasses import dataclass
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError

from contracts.errors import VentrosError
from contracts.settings import Settings
from memory.core.mart import AlreadyBuilding
from pipelines import analytics
from pipelines.quality import NotInstalled, installed

BEATS = 3
"""Signs of life in the time after which the lack of them means that the worker is gone."""

PAUSE = 5.0
"""Seconds until marts that somebody else builds are tried again."""


@dataclass(frozen=True)
class Built:
    """What a build came to. It stays in Temporal's history: nothing of a customer belongs here."""

    models: int
    tests: int


@dataclass(frozen=True)
class Checked:
    """What a look at the rows came to. It stays in Temporal's history, too."""

    rows: int
    violations: int


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
                raise _failed(error) from None
            else:
                return Built(len(analytics.models(results)), len(analytics.tests(results)))

    @activity.defn
    async def check_quality(self) -> Checked:
        """Look at the rows of all tenants, and write the page. Cancelled, it leaves the rest to the next."""
        checking = asyncio.create_task(self._check())
        try:
            await _alive_until(checking)
        finally:
            checking.cancel()
            await asyncio.gather(checking, return_exceptions=True)
        return await checking

    async def _check(self) -> Checked:
        if not installed():
            raise _failed(NotInstalled())
        from pipelines.quality import page
        from pipelines.quality.run import run

        try:
            verdict = await run(self._settings)
        except VentrosError as error:
            raise _failed(error) from None
        await asyncio.to_thread(page.write, verdict, self._settings.data_dir / "quality")
        return Checked(sum(verdict.rows.values()), verdict.violations())


def _failed(error: VentrosError) -> ApplicationError:
    brief = str(error).partition("\n")[0]  # what follows may quote rows
    return ApplicationError(brief, type=type(error).__name__, non_retryable=error.permanent)


async def _alive_until(done: "asyncio.Task[Any]") -> None:
    """Say that we live until it is done."""
    allowed = activity.info().heartbeat_timeout
    pause = allowed.total_seconds() / BEATS if allowed else None
    while not done.done():
        activity.heartbeat()
        await asyncio.wait([done], timeout=pause)
