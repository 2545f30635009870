"""The invented month against real processes, on a database of its own for every test."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from api.cli.processes import Processes
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
