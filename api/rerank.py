"""The last word on the order of what was found: a cross-encoder, where there is one and it is quick enough."""

import asyncio
from typing import Self

import structlog

from contracts.crm.search import Order, SearchQuery, SearchResult
from contracts.errors import told
from contracts.settings import Settings
from pipelines.providers.rerank.cross_encoder import CrossEncoderReranker

log = structlog.get_logger()

RERANKED = 40
"""So many of the best are read again."""

DEADLINE = 0.3
"""Seconds that it may take; later the order stays as it was."""


class Reranking:
    """The cross-encoder of a process. Who asks while it still reads for another goes without."""

    def __init__(self, reranker: CrossEncoderReranker | None, deadline: float = DEADLINE) -> None:
        self._reranker, self._deadline = reranker, deadline
        self._reading: asyncio.Task[list[float]] | None = None

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """The one that the settings name, if any."""
        return cls(CrossEncoderReranker(settings.reranker) if settings.reranker else None)

    async def warm(self) -> None:
        """Load the model before the first question waits for it."""
        if self._reranker:
            await asyncio.to_thread(self._reranker.score, "?", ["?"])

    def wider(self, query: SearchQuery) -> SearchQuery:
        """The question as search is asked it, when its best are to be read again."""
        wanted = max(query.limit, RERANKED) if self._reranker and _wanted(query) else query.limit
        return query.model_copy(update={"limit": wanted})

    async def of(self, query: SearchQuery, found: SearchResult) -> SearchResult:
        """What was found, in its order if that was made in time, no more than the question wants."""
        scores = await self._scores(self._reranker, query, found) if self._reranker and _wanted(query) else []
        if not scores:
            return found.model_copy(update={"hits": found.hits[: query.limit]})
        weighed = [
            hit.model_copy(update={"score": score, "relevance": score})
            for hit, score in zip(found.hits, scores, strict=True)
        ]
        best = sorted(weighed, key=lambda hit: -hit.score)[: query.limit]
        kept = [hit for hit in best if hit.relevance >= query.min_relevance]
        return found.model_copy(update={"hits": kept, "order": Order.RERANKED})

    async def _scores(self, reranker: CrossEncoderReranker, query: SearchQuery, found: SearchResult) -> list[float]:
        if self._reading and not self._reading.done():
            return []
        texts = [hit.text for hit in found.hits]
        self._reading = asyncio.create_task(asyncio.to_thread(reranker.score, query.q, texts))
        try:
            return await asyncio.wait_for(asyncio.shield(self._reading), self._deadline)
        except TimeoutError:
            log.info("not reranked in time")
        except Exception as error:  # noqa: BLE001 - whatever a model raises, there is an answer without it
            log.warning("not reranked", error=told(error))
        return []


def _wanted(query: SearchQuery) -> bool:
    return query.rerank and query.weights.rerank
