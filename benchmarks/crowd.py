"""Fifty tenants of very unequal size and what they remember: words as common as in real talk, vectors in clusters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from contracts.settings import Settings
from memory.core.tenant import create_tenant
from memory.db import Database
from memory.recall.given import Given, write_given
from memory.recall.items import EXACT, Turn, fold_terms, grow_graph, remember

TENANTS = 50
SKEW = 1.2
"""The tenant of place k has a share like 1 / k to this power: the largest a quarter of all, the smallest 1 in 400."""

WORDS = 20_000
TOPICS = 40
"""Clusters of meaning of each tenant."""

DIMENSIONS = 768
MODEL = "benchmark@1"
BATCH = 500
BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)

Vectors = NDArray[np.float32]


@dataclass
class Crowd:
    """A tenant: its turns and their vectors, one row each, by place."""

    tenant: UUID
    texts: list[str]
    vectors: Vectors
    messages: list[UUID]


def sizes(items: int) -> list[int]:
    """How many of so many items each tenant has, the largest first."""
    share = 1 / np.arange(1, TENANTS + 1) ** SKEW
    return [max(12, int(one)) for one in items * share / share.sum()]


async def gathered(settings: Settings, items: int) -> list[Crowd]:
    """Tenants whose messages are written, none of them remembered yet."""
    found = []
    async with Database(settings.dsn("app"), size=1) as db:
        for place, number in enumerate(sizes(items)):
            rng = np.random.default_rng(place)
            tenant = await create_tenant(settings, f"Tenant {place}")
            texts = _texts(rng, number)
            found.append(Crowd(tenant, texts, _vectors(rng, number), await _written(db, tenant, texts)))
    return found


def _texts(rng: np.random.Generator, number: int) -> list[str]:
    """Turns of 3 to 25 words, each word as common as its rank says (Zipf)."""
    lengths = rng.integers(3, 26, number)
    common = 1 / np.arange(1, WORDS + 1)
    words = rng.choice(WORDS, lengths.sum(), p=common / common.sum())
    return [" ".join(f"termo{word}" for word in part) for part in np.split(words, np.cumsum(lengths)[:-1])]


def _vectors(rng: np.random.Generator, number: int) -> Vectors:
    topics = rng.normal(size=(TOPICS, DIMENSIONS))
    return unit(topics[rng.integers(0, TOPICS, number)] + rng.normal(0, 0.7, (number, DIMENSIONS)))


def unit(vectors: NDArray[np.float64]) -> Vectors:
    """Vectors of length 1, as exact as the database keeps them."""
    found = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return found.astype(np.float16).astype(np.float32)


async def _written(db: Database, tenant: UUID, texts: Sequence[str]) -> list[UUID]:
    ids: list[UUID] = []
    for begin in range(0, len(texts), BATCH):
        given = [_given(place, texts[place]) for place in range(begin, min(begin + BATCH, len(texts)))]
        async with db.tenant(tenant, origin="flow") as tx:
            ids += (await write_given(tx, given)).keys()
    return ids


def _given(place: int, text: str) -> Given:
    """Talks of twenty turns between two of a hundred people."""
    talk = place // 20
    speaker = f"p{(talk + place % 2) % 100}"
    return Given(str(place), text, BEGAN + timedelta(minutes=place), speaker, f"c{talk % 50}", f"s{talk}", "pt")


async def remembered(settings: Settings, crowds: Sequence[Crowd]) -> None:
    """Index every turn with its vector, as the stream does, a batch in one transaction."""
    async with Database(settings.dsn("app"), size=1) as db:
        for crowd in crowds:
            for turns in _turns(crowd):
                async with db.tenant(crowd.tenant, origin="flow") as tx:
                    await remember(tx, turns, MODEL)


async def tidied(settings: Settings, crowds: Sequence[Crowd]) -> None:
    """What is done aside from the stream: words are counted, and the old vectors of large tenants go into the graph."""
    async with Database(settings.dsn("app"), size=1, timeout=300) as db:
        for crowd in crowds:
            async with db.tenant(crowd.tenant, origin="flow") as tx:
                while await fold_terms(tx, 5_000):
                    pass
            grown = len(crowd.texts) > EXACT
            while grown:
                async with db.tenant(crowd.tenant, origin="flow") as tx:
                    grown = bool(await grow_graph(tx, MODEL, most=200))


def _turns(crowd: Crowd) -> Iterator[list[Turn]]:
    every = [
        Turn(message, vector, sha256(text.encode()).digest())
        for message, text, vector in zip(crowd.messages, crowd.texts, crowd.vectors, strict=True)
    ]
    for begin in range(0, len(every), BATCH):
        yield every[begin : begin + BATCH]
