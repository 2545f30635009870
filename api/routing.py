"""What customers want, told by examples that are embedded at the first question and kept by the process."""

import asyncio

from contracts.crm.intent import Routed
from contracts.errors import Unavailable
from pipelines.providers import Embedder
from pipelines.providers.intent.nearest import NearestUtterance

PATIENCE = 5.0
"""Seconds to wait for an answer: the first one waits for the examples."""


class NoEmbedder(Unavailable):
    """Nothing can be routed now: the model that embeds texts is missing, away, or too slow."""


class Routing:
    """The router of a process, over the embedder that questions are embedded with."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder
        self._nearest: NearestUtterance | None = None

    async def of(self, text: str) -> Routed:
        """What a text wants. Raises NoEmbedder."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.to_thread(self._route, text)
        except TimeoutError:
            raise NoEmbedder from None

    def _route(self, text: str) -> Routed:
        if self._embedder is None:
            raise NoEmbedder
        if self._nearest is None:  # two who ask first both read them, and come to the same
            self._nearest = NearestUtterance.of(self._embedder)
        return self._nearest.route(self._embedder.embed([text])[0])
