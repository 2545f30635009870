"""Asks search the questions of a suite, in a Postgres of its own that is gone afterwards. Nothing live is touched."""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from contracts.crm.search import MAX_HITS, MAX_QUERY, Fusion, SearchQuery
from contracts.settings import Settings
from memory.core.tenant import create_tenant
from memory.db import Database
from memory.recall.given import Given, write_given
from memory.recall.items import Turn as Item
from memory.recall.items import fold_terms, remember
from memory.recall.search import search
from pipelines.evaluation.metrics import Answered, abstention_auc, intervals, means
from pipelines.evaluation.suite import Dialogue, Question, Turn
from pipelines.own_postgres import own_postgres
from pipelines.providers import Vectors, choose_embedder, identity
from pipelines.providers.language import detect
from pipelines.understanding import Text, Understanding

BATCH = 200
"""Turns that are written, embedded and indexed together."""

Bar = Callable[[int, int], None]
"""Hears how much is done of how much."""


@dataclass(frozen=True)
class Way:
    """A way to ask: whether what is meant counts beside the words, and how the two are fused."""

    fusion: Fusion
    meaning: bool = True


WAYS: Mapping[str, Way] = {
    "words alone": Way(Fusion.CONVEX, meaning=False),
    "words and meaning, reciprocal ranks": Way(Fusion.RRF),
    "words and meaning, convex": Way(Fusion.CONVEX),
}
"""What the table of arms compares."""

DEFAULT = "words and meaning, convex"


@dataclass(frozen=True)
class Evaluated:
    """The answers to every question, by each way of asking. `items` are what could have been found."""

    items: int
    model: str
    answered: Mapping[str, Sequence[Answered]]

    def told(self) -> dict[str, Any]:
        """All of it in figures: of the default way, of each kind of question, and of the other ways."""
        best = self.answered[DEFAULT]
        suites = sorted({one.suite for one in best} - {""})
        took = 1e3 * np.quantile([one.seconds for one in best], (0.5, 0.95)) if best else (0.0, 0.0)
        return {
            "items": self.items,
            "questions": len(best),
            "model": self.model,
            **_figures(best),
            "intervals": intervals(_answerable(best)),
            "suites": {suite: _figures([one for one in best if one.suite == suite]) for suite in suites},
            "arms": {way: means(_answerable(answered)) for way, answered in self.answered.items()},
            "latency_ms": {"p50": float(took[0]), "p95": float(took[1])},
        }


def _answerable(answered: Sequence[Answered]) -> list[Answered]:
    return [one for one in answered if one.relevant]


def _figures(answered: Sequence[Answered]) -> dict[str, Any]:
    asked = _answerable(answered)
    kinds = sorted({one.kind for one in asked})
    return {
        "overall": means(asked),
        "kinds": {kind: means([one for one in asked if one.kind == kind]) for kind in kinds},
        "abstention_auc": abstention_auc(answered),
    }


@contextmanager
def house(settings: Settings) -> Iterator[Settings]:
    """A Postgres with nothing in it yet; settings like those given, but for where it is."""
    with tempfile.TemporaryDirectory(prefix="ventros-eval-") as folder:
        Path(folder).chmod(0o711)
        with own_postgres(settings, Path(folder)) as own:
            yield own


async def evaluate(own: Settings, dialogues: Sequence[Dialogue], told: Bar) -> Evaluated:
    """Remember the dialogues, each as a tenant, and ask their questions. `told` hears of turns and questions done."""
    understanding = Understanding(choose_embedder(own.embedder, own.data_dir), None, None)
    done, of = 0, sum(len(one.turns) + len(one.questions) for one in dialogues)
    answered: dict[str, list[Answered]] = {way: [] for way in WAYS}
    async with Database(own.dsn("app"), size=1) as db:
        for dialogue in dialogues:
            tenant = await create_tenant(own, dialogue.name[:200] or "dialogue")
            names = dict[UUID, str]()
            for begin in range(0, len(dialogue.turns), BATCH):
                part = dialogue.turns[begin : begin + BATCH]
                names |= await _remember(db, tenant, part, understanding)
                told(done := done + len(part), of)
            for question in dialogue.questions:
                vector = understanding.embedder.embed_query(question.text)
                for way, how in WAYS.items():
                    one = await _ask(db, tenant, question, how, vector, names, understanding)
                    answered[way].append(replace(one, suite=dialogue.suite))
                told(done := done + 1, of)
    return Evaluated(sum(len(one.turns) for one in dialogues), identity(understanding.embedder), answered)


async def _remember(db: Database, tenant: UUID, part: Sequence[Turn], understanding: Understanding) -> dict[UUID, str]:
    given = [
        Given(one.id, one.text, one.at, one.speaker, one.chat, one.session, detect(one.text) or "") for one in part
    ]
    understood = understanding.understand([Text(one.text, one.at, one.language) for one in given])
    async with db.tenant(tenant, origin="flow") as tx:
        names = await write_given(tx, given)
        items = [Item(at, made.vector, made.content_hash) for at, made in zip(names, understood, strict=True)]
        await remember(tx, items, identity(understanding.embedder))
        await fold_terms(tx, len(items))
    return names


async def _ask(
    db: Database, tenant: UUID, question: Question, way: Way, vector: Vectors, names: Mapping[UUID, str],
    understanding: Understanding,
) -> Answered:  # fmt: skip
    query = SearchQuery(q=question.text[:MAX_QUERY], limit=MAX_HITS, fusion=way.fusion)
    began = time.perf_counter()
    async with db.tenant(tenant) as tx:
        found = await search(tx, query, vector if way.meaning else None, identity(understanding.embedder))
    took = time.perf_counter() - began
    places, scores = tuple(names[hit.message_id] for hit in found.hits), tuple(hit.score for hit in found.hits)
    return Answered(question.kind, question.relevant, places, took, scores)
