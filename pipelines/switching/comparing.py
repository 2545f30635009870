"""How a model does beside the one that answers, before anybody is answered by it.

Nobody keeps what people ask, so texts of the tenants are asked for again by half of their words: known-item retrieval
(Azzopardi, de Rijke, Balog: Building simulated queries for known-item topics, 2007). It finds a model that is broken,
cut off, or does not know the language. A model that sees words and no meaning does well in it: how good an answer is
only `ventros eval recall` tells.
"""

import asyncio
from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel

from memory.db import Database
from memory.recall.items import Vector
from memory.recall.reembedding import Both, both
from pipelines.providers import Embedder, identity

QUESTIONS, OF_A_TENANT = 300, 20
"""So many are asked at most; of one tenant so many, or its share where there are few."""

NEAREST = 10
WORDS = 6
"""A text of fewer words is not asked for: half of it could be anybody's."""

MARGIN = 0.15
"""How much less a model may find than the one before, and still take its place by itself: pieces of words (`hashing`)
find all, and a model of meaning that is far better with other words a tenth less."""


class Comparison(BaseModel):
    """How two models find texts again by half of their words, by meaning alone, among the newest of their tenant.

    `recall_before` and `recall_after` are the shares that are among the ten nearest, `overlap` the mean share of the
    ten that both have found.
    """

    before: str
    texts: int
    questions: int
    recall_before: float
    recall_after: float
    overlap: float

    @property
    def worse(self) -> bool:
        """Whether it is too much worse to take the place by itself."""
        return self.recall_after < self.recall_before - MARGIN


async def compare(db: Database, before: Embedder, after: Embedder) -> Comparison:
    """Ask both, tenant by tenant, until there are enough questions. Nothing is kept of them."""
    texts, found = 0, list[tuple[bool, bool, float]]()
    tenants = await db.tenants()
    share = max(OF_A_TENANT, QUESTIONS // max(1, len(tenants)))
    for tenant_id in tenants:
        async with db.tenant(tenant_id) as tx:
            known = await both(tx, identity(before), identity(after))
        asked = sample(known, min(share, QUESTIONS - len(found)))
        found += await asyncio.to_thread(_ask, known, asked, before, after)
        texts += len(known)
        if len(found) == QUESTIONS:
            break
    recalls = np.array(found or [(True, True, 1.0)], dtype=float).mean(axis=0)
    return Comparison(
        before=identity(before),
        texts=texts,
        questions=len(found),
        recall_before=recalls[0],
        recall_after=recalls[1],
        overlap=recalls[2],
    )


def sample(known: Sequence[Both], most: int) -> list[Both]:
    """The texts that are asked for: long enough, each once, in an order that has to do with nothing."""
    long = {one.content_hash: one for one in known if len(one.text.split()) >= WORDS}
    return [long[key] for key in sorted(long)][:most]


def masked(text: str) -> str:
    """Every other word of a text.

    >>> masked("o pedido chegou ontem sem nota")
    'o chegou sem'
    """
    return " ".join(text.split()[::2])


def _ask(known: list[Both], asked: list[Both], before: Embedder, after: Embedder) -> list[tuple[bool, bool, float]]:
    """Of each question whether the one and the other finds it, and the share that both find."""
    if not asked:
        return []
    old, new = np.stack([one.old for one in known]), np.stack([one.new for one in known])
    found = []
    for one in asked:
        question = masked(one.text)
        first = _nearest(old, before.embed_query(question))
        second = _nearest(new, after.embed_query(question))
        shared = len(first & second) / len(first)
        there = [any(known[place].content_hash == one.content_hash for place in places) for places in (first, second)]
        found.append((*there, shared))
    return found  # type: ignore[return-value]


def _nearest(vectors: Vector, question: Vector) -> set[int]:
    return set(np.argsort(-(vectors @ question), kind="stable")[:NEAREST].tolist())
