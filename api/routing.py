"""What customers want, told by examples that are embedded at the first question and kept by the process."""

import asyncio

from api.search import QueryVectors
from contracts.crm.intent import Routed
from contracts.errors import Unavailable
from pipelines.providers import Embedder
from pipelines.providers.intent.nearest import NearestUtterance

PATIENCE = 5.0
"""Seconds to wait for an answer: the first one waits for the examples."""


class NoEmbedder(Unavailable):
    """Nothing can be routed now: the model that embeds texts is missing, away, or too slow."""


class Routing:
    """The router of a process, over the embedder that questions are embedded with, whichever that is."""

    def __init__(self, query_vectors: QueryVectors) -> None:
        self._query_vectors = query_vectors
        self._nearest: tuple[Embedder, NearestUtterance] | None = None

    async def of(self, text: str) -> Routed:
        """What a text wants. Raises NoEmbedder."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._query_vectors.now()
                return await asyncio.to_thread(self._route, text, self._query_vectors.embedder)
        except TimeoutError:
            raise NoEmbedder from None

    def _route(self, text: str, embedder: Embedder | None) -> Routed:
        if embedder is None:
            raise NoEmbedder
        # Two who ask first both read the examples, and come to the same.
        if self._nearest is None or self._nearest[0] is not embedder:
            self._nearest = embedder, NearestUtterance.of(embedder)
        return self._nearest[1].route(embedder.embed([text])[0])
