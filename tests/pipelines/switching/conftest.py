import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

import numpy as np
import psycopg
import pytest

from contracts.crm.search import SearchQuery
from contracts.errors import Unavailable
from memory.recall.given import Given, write_given
from memory.recall.items import Turn, remember
from memory.recall.models import models, take_over
from memory.recall.search import search
from pipelines.providers import EMBEDDERS, identity
from pipelines.providers.embedding.hashing import Hashing
from pipelines.switching.catching_up import CatchingUp
from pipelines.understanding import Text, Understanding

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
THINGS = ["entrega", "boleto", "garantia", "sofá", "pintura", "conserto", "desconto", "retirada", "nota", "cadeira"]


class Turned(Hashing):
    """Another model: its vectors have nothing to do with those of hashing."""

    name, model = "turned", "turned"

    def __init__(self):
        self.texts, self.limit = [], None

    def embed(self, texts):
        if self.limit is not None and len(self.texts) + len(texts) > self.limit:
            raise Unavailable
        self.texts += texts
        return np.roll(super().embed(texts), 384, axis=1)

    def embed_query(self, text):
        return np.roll(super().embed([text])[0], 384)


class Stuck(Turned):
    """A broken model: everything means the same."""

    name, model = "stuck", "stuck"

    def embed(self, texts):
        return np.roll(np.repeat(Hashing().embed(["oi"]), len(texts), axis=0), 384, axis=1)

    def embed_query(self, text):
        return self.embed([text])[0]


@pytest.fixture(autouse=True)
def nothing_there(settings):
    """No model, and nothing that anybody said."""
    with psycopg.connect(settings.dsn("admin")) as admin:
        admin.execute("truncate recall.models, core.tenants cascade")


@pytest.fixture
def turned(monkeypatch):
    """The embedder `turned`, the same object whoever opens it."""
    embedder = Turned()
    monkeypatch.setitem(EMBEDDERS, "turned", lambda *_: embedder)
    monkeypatch.setitem(EMBEDDERS, "stuck", lambda *_: Stuck())
    return embedder


class Shop:
    """A tenant whose messages are embedded by one model as they come, and asked for by any."""

    def __init__(self, settings, db, tenant_id, embedder):
        self.settings, self.db, self.tenant_id, self.embedder = settings, db, tenant_id, embedder
        self.texts = []
        self._number = count()

    async def hear(self, *texts):
        given = [
            Given(str(at), text, NOON + timedelta(minutes=at), "Ana", str(at), "", "pt")
            for text in texts
            for at in [next(self._number)]
        ]
        understood = Understanding(self.embedder, None, None).understand([Text(one.text, one.at) for one in given])
        async with self.db.tenant(self.tenant_id) as tx:
            names = await write_given(tx, given)
            turns = [
                Turn(at, one.vector, one.content_hash, one.pieces) for at, one in zip(names, understood, strict=True)
            ]
            await remember(tx, turns, identity(self.embedder))
        self.texts += texts

    async def hear_many(self, n):
        """Texts of a few words of their own."""
        words = np.random.default_rng(len(self.texts))
        await self.hear(*(f"{' '.join(words.choice(THINGS, 6))} número {uuid4().hex[:8]}" for _ in range(n)))

    async def nearest(self, embedder, text):
        """What is found by meaning alone; None when nothing is."""
        query = SearchQuery(q=text, strategy="vector_only")
        async with self.db.tenant(self.tenant_id) as tx:
            hits = (await search(tx, query, embedder.embed_query(text), identity(embedder))).hits
        return hits[0].text if hits else None

    async def embedded(self, embedder):
        """How many of its texts a model finds by meaning."""
        return sum([await self.nearest(embedder, text) == text for text in self.texts])

    async def states(self):
        return {one.embedder: str(one.state) for one in await models(self.db)}


@pytest.fixture
async def shop(settings, db, tenant_id, turned):
    """A shop where hashing answers, as the settings say."""
    own = settings.model_copy(update={"embedder": "hashing"})
    embedder = Hashing()
    await take_over(db, identity(embedder), "hashing", embedder.dimensions, "flows")
    return Shop(own, db, tenant_id, embedder)


@pytest.fixture
def catching_up(shop):
    """`catching_up()`: one that goes on with what is missing, as if just started, and rests for nobody."""
    return lambda **changed: CatchingUp(shop.settings.model_copy(update=changed), shop.db, rest=0)


@pytest.fixture
def rounds():
    """`await rounds(one, 3)`: so many rounds of it."""

    async def go(one, n=1):
        for _ in range(n):
            await one.propose()
            await one.go_on()
            await asyncio.sleep(0)

    return go
