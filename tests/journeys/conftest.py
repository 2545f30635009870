"""The invented month against real processes, on a database of its own for every test."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.cli.child import address, environment, status
from api.cli.processes import Processes
from api.cli.run import READY
from api.demo.comparison import Comparison, compare
from api.demo.player import Played, play
from api.demo.proof import Prover
from api.demo.quiet import until_quiet
from api.demo.stage import Stage, prepare
from api.demo.undisturbed import record_undisturbed, second_database
from contracts.settings import Settings
from pipelines import local
from pipelines.demo import Webhook, expected, month
from pipelines.kafka import ensure_topics
from pipelines.local.service import free_port

QUIET_SECONDS = 50.0
ENDS_SECONDS = 30.0
CODE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Theatre:
    """Two stages, the processes that run behind them, and a second database in which nothing is disturbed."""

    settings: Settings
    stages: list[Stage]
    processes: Processes
    undisturbed: Settings

    @property
    def prover(self) -> Prover:
        return Prover(self.settings, self.processes, self.stages)

    async def play(self, webhooks: Sequence[Webhook], half: Callable[[], None] = lambda: None) -> Played:
        """Send them; half-way, while the others are sent, `half` is done."""
        url, middle, acting = f"http://127.0.0.1:{self.settings.api_port}", len(webhooks) // 2, set()

        def look(taken: int) -> None:
            if taken == middle:
                acting.add(asyncio.create_task(asyncio.to_thread(half)))

        played = await play(url, self.stages, webhooks, progress=look)
        await asyncio.gather(*acting)
        return played

    async def until_quiet(self) -> None:
        await until_quiet(self.settings, QUIET_SECONDS)

    async def compare(self, webhooks: Sequence[Webhook]) -> Comparison:
        await record_undisturbed(self.undisturbed, self.stages, webhooks)
        return await compare(self.settings, self.undisturbed, self.stages, expected(webhooks))


@pytest.fixture(scope="session")
def webhooks() -> list[Webhook]:
    return month(datetime(2026, 3, 1, tzinfo=UTC), messages=1500)


@pytest.fixture
async def theatre(services: local.Services, settings: Settings) -> AsyncIterator[Theatre]:
    services.restart("kafka")  # a log without the records of other tests
    with second_database(settings) as fresh:
        own = fresh.model_copy(update={"api_port": free_port(None), "embedder": "hashing", "log_level": "WARNING"})
        ensure_topics(own)
        stages = await prepare(own)
        with second_database(own) as undisturbed, Processes(own, ("relay", "flows", "api")) as processes:
            yield Theatre(own, stages, processes, undisturbed)


class Started:
    """A process of ours with nobody above it: what it says, whether it is ready, and how it ended."""

    def __init__(self, settings: Settings, log: Path, words: Sequence[str], code: Path) -> None:
        self._settings, self._role, self._log = settings, words[-1], log
        known = environment(settings)
        known["PYTHONPATH"] = os.pathsep.join([str(code), known["PYTHONPATH"]])
        with log.open("wb") as out:
            command = [sys.executable, "-P", "-m", "api.cli", *words]
            self._process = subprocess.Popen(command, cwd=log.parent, env=known, stdout=out, stderr=out)
        self.ask, self.kill = self._process.send_signal, self._process.kill

    @property
    def said(self) -> str:
        return self._log.read_text()

    @property
    def ready(self) -> bool:
        url = address(self._settings, self._role)
        assert self._process.poll() is None, self.said
        return READY in self.said or (url is not None and status(url) == 200)

    def ended(self) -> int:
        return self._process.wait(ENDS_SECONDS)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    """`start(settings, "run", "api")`: a process of ours, of the code in this checkout or in another folder."""
    started: list[Started] = []

    def begin(settings: Settings, *words: str, code: Path = CODE) -> Started:
        started.append(Started(settings, tmp_path / f"{len(started)}-{words[-1]}.log", words, code))
        return started[-1]

    yield begin
    for one in started:
        one.kill()
        one.ended()
