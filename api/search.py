"""The door of search, for people and for agents: by the words of a question and by what it means."""

import asyncio
import unicodedata
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self
from uuid import UUID

import numpy as np
import structlog
from fastapi import APIRouter

from api.door import door
from api.rerank import Reranking
from contracts.core.user import Principal
from contracts.crm.scope import SCOPES, granted, strategy_of
from contracts.crm.search import SearchQuery, SearchResult
from contracts.errors import NotFound, VentrosError, told
from contracts.settings import Settings
from contracts.types import Clock
from memory.cache import Cache
from memory.db import Tx
from memory.recall.search import search
from pipelines.models import ModelMissing
from pipelines.providers import DIMENSIONS, Embedder, Vectors, choose_embedder, identity

log = structlog.get_logger()

PATIENCE = 2.0
"""Seconds to wait for the vector of a question; later the answer is found by words alone."""


class QueryVectors:
    """The vectors of questions. The same question is embedded once an hour; each tenant's are its own."""

    def __init__(self, embedder: Embedder | None, cache: Cache) -> None:
        self.model = identity(embedder) if embedder else ""
        self._embedder, self._cache = embedder, cache

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Those of the embedder that the settings name; none at all while its model was not fetched."""
        cache = Cache(settings.redis_url.get_secret_value())
        try:
            return cls(choose_embedder(settings.embedder, settings.data_dir), cache)
        except ModelMissing as error:
            log.warning("searching by words alone", error=told(error))
            return cls(None, cache)

    @property
    def embedder(self) -> Embedder | None:
        """What makes them, if its model is here."""
        return self._embedder

    async def warm(self) -> None:
        """Load the model before the first question waits for it."""
        if self._embedder:
            await asyncio.to_thread(self._embedder.embed_query, "?")

    async def close(self) -> None:
        """Close the cache."""
        await self._cache.close()

    async def of(self, tenant_id: UUID, question: str) -> Vectors | None:
        """The vector of a question; none when the model is away or too slow."""
        if self._embedder is None:
            return None
        plain = unicodedata.normalize("NFC", " ".join(question.split()))
        named = sha256(f"{self.model}\0{self._embedder.version}\0{plain}".encode()).hexdigest()
        key = f"{tenant_id}:query:{named}"
        known = await self._cache.get(key)
        if known is not None and len(known) == DIMENSIONS * np.dtype(np.float32).itemsize:
            return np.frombuffer(known, dtype=np.float32)
        return await self._embed(self._embedder, plain, key)

    async def _embed(self, embedder: Embedder, plain: str, key: str) -> Vectors | None:
        try:
            async with asyncio.timeout(PATIENCE):
                vector = await asyncio.to_thread(embedder.embed_query, plain)
        except (TimeoutError, VentrosError) as error:
            log.warning("question not embedded, searching by words", error=told(error))
            return None
        await self._cache.set(key, vector.astype(np.float32).tobytes())
        return vector


async def search_memory(
    tx: Tx, principal: Principal, query: SearchQuery, query_vectors: QueryVectors, reranking: Reranking, clock: Clock
) -> SearchResult:
    """Find what was said, by words and by meaning, with where and by whom.

    A credential of one project finds what that project holds. Raises NotFound when it asks for another one. One that is
    bound to a knowledge scope finds nothing older than that.
    """
    if principal.project_id and query.project_id not in (None, principal.project_id):
        raise NotFound("There is no such project here.")
    within = bounded(query, principal, clock())
    vector = await query_vectors.of(tx.tenant_id, query.q) if query.weights.meaning else None
    found = await search(tx, reranking.wider(within), vector, query_vectors.model)
    return await reranking.of(within, found)


def bounded(query: SearchQuery, principal: Principal, now: datetime) -> SearchQuery:
    """A question as its caller may ask it: in their project, by their strategy, no further back than their scope."""
    scope = granted(principal, SCOPES[query.scope] if query.scope else None)
    earliest = now - timedelta(days=scope.lookback_days) if scope else None
    told = {
        "project_id": principal.project_id or query.project_id,
        "strategy": strategy_of(principal, query.strategy, query.scope),
        "since": max((one for one in (query.since, earliest) if one), default=None),
    }
    return query.model_copy(update=told)


router = APIRouter(prefix="/api/v1", tags=["search"])

door(router, "POST /search", search_memory, permission="messages.view", tool="search_memory")
