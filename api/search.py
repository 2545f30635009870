"""The door of search, for people and for agents: by the words of a question and by what it means."""

import asyncio
import unicodedata
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
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
from memory.db import Database, Tx
from memory.recall.models import EmbeddingModel, current
from memory.recall.search import Meaning, search
from pipelines.providers import DIMENSIONS, Embedder, Vectors, choose_embedder, identity
from pipelines.switching.present import EVERY, opened

log = structlog.get_logger()

PATIENCE = 2.0
"""Seconds to wait for the vector of a question; later the answer is found by words alone."""


class QueryVectors:
    """The vectors of questions. The same question is embedded once an hour; each tenant's are its own."""

    def __init__(self, embedder: Embedder | None, cache: Cache) -> None:
        self._embedder, self._cache = embedder, cache
        self._meaning = Meaning(identity(embedder) if embedder else "")
        self._following: asyncio.Task[None] | None = None
        self._looked = asyncio.Event()

    @property
    def embedder(self) -> Embedder | None:
        """What makes them, if its model is here."""
        return self._embedder

    def follow(self, db: Database, settings: Settings) -> None:
        """From now on ask the model that answers, whichever that is."""
        self._following = asyncio.create_task(self._follow(db, settings))

    async def close(self) -> None:
        """Look no more, and close the cache."""
        if self._following:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        await self._cache.close()

    async def _follow(self, db: Database, settings: Settings) -> None:
        trouble = ""
        while True:
            try:
                await self.look(db, settings)
                trouble = ""
            except Exception as error:  # noqa: BLE001 - whatever a model raises, words are searched meanwhile
                if told(error) != trouble:
                    log.warning("the model that answers cannot be asked", error=told(error))
                trouble = told(error)
            self._looked.set()
            await asyncio.sleep(EVERY)

    async def look(self, db: Database, settings: Settings) -> None:
        """Take the embedder of the model that answers, when it is loaded; before the flows' first start that of the
        settings. Raises what opening an embedder does.
        """
        row, model = await current(db), self._meaning.model
        if not model or (row and row.identity != model):
            embedder = await asyncio.to_thread(_loaded, settings, row)
            self._embedder, model = embedder, identity(embedder)
        self._meaning = Meaning(model, row.slot if row else 1)

    async def now(self) -> Meaning:
        """The model that answers, and no vector."""
        if self._embedder is None and self._following:
            await self._first_look()
        return self._meaning

    async def of(self, tenant_id: UUID, question: str) -> Meaning:
        """What a question means; without a vector when the model is away or too slow."""
        await self.now()
        embedder, meaning = self._embedder, self._meaning  # of one moment
        if embedder is None:
            return meaning
        plain = unicodedata.normalize("NFC", " ".join(question.split()))
        named = sha256(f"{meaning.model}\0{plain}".encode()).hexdigest()
        key = f"{tenant_id}:query:{named}"
        known = await self._cache.get(key)
        if known is not None and len(known) == DIMENSIONS * np.dtype(np.float32).itemsize:
            return meaning._replace(vector=np.frombuffer(known, dtype=np.float32))
        return meaning._replace(vector=await self._embed(embedder, plain, key))

    async def _first_look(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._looked.wait(), PATIENCE)

    async def _embed(self, embedder: Embedder, plain: str, key: str) -> Vectors | None:
        try:
            async with asyncio.timeout(PATIENCE):
                vector = await asyncio.to_thread(embedder.embed_query, plain)
        except (TimeoutError, VentrosError) as error:
            log.warning("question not embedded, searching by words", error=told(error))
            return None
        await self._cache.set(key, vector.astype(np.float32).tobytes())
        return vector


def _loaded(settings: Settings, row: EmbeddingModel | None) -> Embedder:
    """The embedder of the model that answers, warm: the first question does not wait for it."""
    embedder = opened(settings, row) if row else choose_embedder(settings.embedder, settings.data_dir)
    embedder.embed_query("?")
    return embedder


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
    meant = await query_vectors.of(tx.tenant_id, query.q) if within.weights.meaning else Meaning("")
    found = await search(tx, reranking.wider(within), meant.vector, meant.model, meant.slot)
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
