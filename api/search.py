"""The door of search, for people and for agents: by the words of a question and by what it means."""

import asyncio
import unicodedata
from hashlib import sha256
from uuid import UUID

import numpy as np
import structlog
from fastapi import APIRouter

from api.door import door
from contracts.core.user import Principal
from contracts.crm.search import SearchQuery, SearchResult
from contracts.errors import NotFound, VentrosError
from memory.cache import Cache
from memory.db import Tx
from memory.recall.search import search
from pipelines.providers import Embedder, Vectors

log = structlog.get_logger()

PATIENCE = 2.0
"""Seconds to wait for the vector of a question; later the answer is found by words alone."""


class QueryVectors:
    """The vectors of questions. The same question is embedded once an hour; each tenant's are its own."""

    def __init__(self, embedder: Embedder, cache: Cache) -> None:
        self.model = embedder.model
        self._embedder, self._cache = embedder, cache

    async def of(self, tenant_id: UUID, question: str) -> Vectors | None:
        """The vector of a question; none when the model is away or too slow."""
        plain = unicodedata.normalize("NFC", " ".join(question.split()))
        key = self._key(tenant_id, plain)
        cached = await self._cache.get(key)
        if cached is not None and len(cached) == self._embedder.dimensions * np.dtype(np.float32).itemsize:
            return np.frombuffer(cached, dtype=np.float32)
        try:
            async with asyncio.timeout(PATIENCE):
                vector = await asyncio.to_thread(self._embedder.embed_query, plain)
        except (TimeoutError, VentrosError) as error:
            log.warning("question not embedded, searching by words", error=type(error).__name__)
            return None
        await self._cache.set(key, vector.astype(np.float32).tobytes())
        return vector

    def _key(self, tenant_id: UUID, plain: str) -> str:
        digest = sha256(f"{self.model}\0{self._embedder.version}\0{plain}".encode()).hexdigest()
        return f"{tenant_id}:query:{digest}"


async def search_memory(tx: Tx, principal: Principal, query: SearchQuery, query_vectors: QueryVectors) -> SearchResult:
    """Find what was said, by words and by meaning, with where and by whom.

    A credential of one project finds what that project holds. Raises NotFound when it asks for another one.
    """
    if principal.project_id and query.project_id not in (None, principal.project_id):
        raise NotFound("There is no such project here.")
    within = query.model_copy(update={"project_id": principal.project_id or query.project_id})
    vector = await query_vectors.of(tx.tenant_id, query.q)
    return await search(tx, within, vector, query_vectors.model)


router = APIRouter(prefix="/api/v1", tags=["search"])

door(router, "POST /search", search_memory, permission="messages.view", tool=True)
