"""The proof that nothing is lost, doubled or put out of order, whatever is killed: played, and compared."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.progress import Progress, TaskID

from api.cli.processes import Processes
from api.demo.comparison import Comparison, compare
from api.demo.kills import Kill, kill_by_plan, plan, recorded
from api.demo.player import Played, play
from api.demo.quiet import until_quiet
from api.demo.stage import Stage
from api.demo.undisturbed import record_undisturbed
from contracts.settings import Settings
from memory.db import Database
from pipelines.demo import Webhook, expected

QUIET_SECONDS = 600.0


@dataclass(frozen=True)
class Proof:
    """What came of it. `seconds` are from the first webhook until the stream was quiet."""

    played: Played
    comparison: Comparison
    kills: int
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return self.comparison.flawless

    @property
    def per_second(self) -> float:
        """Messages recorded a second, kills included."""
        return self.comparison.messages / self.seconds

    def numbers(self) -> dict[str, Any]:
        """All of it for a program."""
        return {
            "webhooks": self.played.sent,
            "sent_again": self.played.retried,
            "kills": self.kills,
            **asdict(self.comparison),
            "seconds": round(self.seconds, 1),
            "messages_per_second": round(self.per_second, 1),
        }


class Prover:
    """Plays webhooks against a running installation that is killed meanwhile."""

    def __init__(
        self, settings: Settings, processes: Processes, stages: Sequence[Stage], progress: Progress | None = None
    ) -> None:
        self._settings, self._processes, self._stages = settings, processes, stages
        self._progress = progress or Progress(disable=True)

    async def prove(self, webhooks: Sequence[Webhook], undisturbed: Settings, kills: int) -> Proof:
        """Play, kill, wait until all is quiet, then compare with a run into the database `undisturbed`.

        Raises NotQuiet, NotTaken, Refused, NotReady.
        """
        counted = expected(webhooks)
        began = time.monotonic()
        played = await self._play(webhooks, plan(kills), sum(one.messages for one in counted.values()))
        seconds = time.monotonic() - began
        bar = self._progress.add_task("Running them undisturbed", total=None)
        await record_undisturbed(undisturbed, self._stages, webhooks)
        self._progress.update(bar, description="Comparing")
        comparison = await compare(self._settings, undisturbed, self._stages, counted)
        self._progress.update(bar, description="Compared", total=1, completed=1)
        return Proof(played, comparison, 2 * kills, seconds)

    async def _play(self, webhooks: Sequence[Webhook], kills: Sequence[Kill], messages: int) -> Played:
        url = f"http://{self._settings.api_host}:{self._settings.api_port}"
        sent = self._progress.add_task("Webhooks taken", total=len(webhooks))
        bar = self._progress.add_task("Messages recorded", total=messages)
        async with Database(self._settings.dsn("app"), size=1) as db:
            playing = play(
                url, self._stages, webhooks, progress=lambda taken: self._progress.update(sent, completed=taken)
            )
            killing = self._kill(db, kills, messages, bar)
            played, _ = await asyncio.gather(playing, killing)
        await until_quiet(self._settings, QUIET_SECONDS, lambda busy: self._progress.update(bar, description=busy))
        self._progress.update(bar, description="Messages recorded", completed=messages)
        return played

    async def _kill(self, db: Database, kills: Sequence[Kill], messages: int, bar: TaskID) -> None:
        async def count() -> int:
            found = await recorded(db, self._stages)
            self._progress.update(bar, completed=found)
            return found

        def told(kill: Kill) -> None:
            self._progress.console.print(f"  kill -9 {kill.role} at {kill.share:.0%} of the messages")

        await kill_by_plan(self._processes, kills, messages, count, told)
