"""What the doors of a process share: opened when it begins, closed when it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import State

from api.auth.authenticate import Authenticator
from api.rerank import Reranking
from api.routing import Routing
from api.search import QueryVectors
from contracts.settings import Settings
from contracts.types import wall_clock
from memory.cache import Cache
from memory.db import Database
from memory.rate import Rate
from memory.sealed import Sealer


@asynccontextmanager
async def opened(settings: Settings, state: State) -> AsyncIterator[None]:
    """Fill the state of an application with what doors ask for by name."""
    async with Database(settings.dsn("app")) as db, Database(settings.dsn("gate"), size=4) as gate:
        state.db, state.gate, state.settings, state.clock = db, gate, settings, wall_clock
        state.sealer, state.authenticator = Sealer.from_settings(settings), Authenticator(settings, gate)
        state.query_vectors = vectors = QueryVectors(None, Cache(settings.redis_url.get_secret_value()))
        state.reranking = Reranking.open(settings)
        state.routing = Routing(vectors)
        state.rate = Rate(Cache(settings.redis_url.get_secret_value()))
        vectors.follow(db, settings)
        warming = asyncio.create_task(state.reranking.warm())
        try:
            yield
        finally:
            await asyncio.gather(warming, return_exceptions=True)
            await vectors.close()
            await state.rate.close()
