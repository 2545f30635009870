"""Asks search the questions of a suite, in a Postgres of its own that is gone afterwards. Nothing live is touched."""

import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from contracts.crm.search import MAX_HITS, MAX_QUERY, SearchQuery
from contracts.settings import Settings
from memory.core.tenant import create_tenant
from memory.db import Database
from memory.recall.facts import Heard, learn
from memory.recall.fusion import Row, features
from memory.recall.given import Given, write_given
from memory.recall.items import Turn as Item
from memory.recall.items import fold_terms, remember
from memory.recall.search import candidates
from pipelines.evaluation.erasure import erase_words, probes
from pipelines.evaluation.metrics import Answered, abstention_auc, intervals, means
from pipelines.evaluation.suite import Dialogue, Question, Turn
from pipelines.evaluation.training import Example
from pipelines.evaluation.ways import DEFAULT, WAYS, Way
from pipelines.own_postgres import own_postgres
from pipelines.providers import Vectors, choose_embedder, choose_facts, identity, read_by
from pipelines.providers.language import detect
from pipelines.understanding import Text, Understanding

BATCH = 200
"""Turns that are written, embedded and indexed together."""

Bar = Callable[[int, int], None]
"""Hears how much is done of how much."""


@dataclass(frozen=True)
class Evaluated:
    """The answers to every question, by each way of asking. `items` are what could have been found.

    `probed` questions were asked again when all that one speaker said was erased; `leaked` found something of it.
    """

    items: int
    model: str
    answered: Mapping[str, Sequence[Answered]]
    probed: int = 0
    leaked: int = 0

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
            "erasure": {"probed": self.probed, "leaked": self.leaked},
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
    """Remember the dialogues and ask their questions in every way. `told` hears of turns and questions done."""
    answered: dict[str, list[Answered]] = {way: [] for way in WAYS}
    model, leaks = "", list[bool]()
    async for dialogue, memory in remembered(own, dialogues, told):
        model = memory.model
        for question in dialogue.questions:
            vector = memory.vector(question)
            for way, how in WAYS.items():
                rows, seconds = await memory.ask(question, how, vector)
                ordered = how.order(rows)
                found = tuple(memory.names[row["message_id"]] for row, _ in ordered)
                sure = tuple(relevance for _, relevance in ordered)
                one = Answered(question.kind, question.relevant, found, seconds, sure, dialogue.suite)
                answered[way].append(one)
        leaks += await _leaks(dialogue, memory)
    return Evaluated(sum(len(one.turns) for one in dialogues), model, answered, len(leaks), sum(leaks))


async def _leaks(dialogue: Dialogue, memory: "Memory") -> list[bool]:
    """Which questions find something of a speaker who was erased. Nobody can ask after them any more."""
    if (probed := probes(dialogue)) is None:
        return []
    await erase_words(memory.db, memory.tenant, probed.speaker)
    found = [await memory.ask(question, WAYS[DEFAULT]) for question in probed.questions]
    return [not probed.turns.isdisjoint(memory.names[row["message_id"]] for row in rows) for rows, _ in found]


async def examples(own: Settings, dialogues: Sequence[Dialogue], told: Bar) -> list[list[Example]]:
    """What the network is trained on: of each dialogue the questions that have candidates."""
    found: list[list[Example]] = []
    async for dialogue, memory in remembered(own, dialogues, told):
        asked = [(question, await memory.ask(question, WAYS[DEFAULT])) for question in dialogue.questions]
        found.append([memory.example(question, rows) for question, (rows, _) in asked if rows])
    return found


@dataclass(frozen=True)
class Memory:
    """A tenant that remembers one dialogue; `names` are the turns by the ids of their messages."""

    db: Database
    tenant: UUID
    understanding: Understanding
    names: Mapping[UUID, str]

    @property
    def model(self) -> str:
        """Which model its vectors are of."""
        return identity(self.understanding.embedder)

    def vector(self, question: Question) -> Vectors:
        """What the question means."""
        return self.understanding.embedder.embed_query(question.text[:MAX_QUERY])

    async def ask(self, question: Question, way: Way, vector: Vectors | None = None) -> tuple[list[Row], float]:
        """The candidates, in no order, and the seconds that took without the vector of the question."""
        query = SearchQuery(q=question.text[:MAX_QUERY], limit=MAX_HITS, fusion=way.fusion, strategy=way.strategy)
        meant = self.vector(question) if vector is None else vector
        began = time.perf_counter()
        async with self.db.tenant(self.tenant) as tx:
            rows = await candidates(tx, query, meant, self.model)
        return list(rows), time.perf_counter() - began

    def example(self, question: Question, rows: Sequence[Row]) -> Example:
        """A question to train with."""
        right = [float(self.names[row["message_id"]] in question.relevant) for row in rows]
        return Example(features(rows), np.array(right), len(question.relevant))


async def remembered(own: Settings, dialogues: Sequence[Dialogue], told: Bar) -> AsyncIterator[tuple[Dialogue, Memory]]:
    """Each dialogue as a tenant of its own. `told` hears of turns, and of a dialogue's questions when it is left."""
    understanding = Understanding(choose_embedder(own.embedder, own.data_dir), None, None, choose_facts("rules"))
    done, of = 0, sum(len(one.turns) + len(one.questions) for one in dialogues)
    async with Database(own.dsn("app"), size=1) as db:
        for dialogue in dialogues:
            tenant = await create_tenant(own, dialogue.name[:200] or "dialogue")
            names = dict[UUID, str]()
            for begin in range(0, len(dialogue.turns), BATCH):
                part = dialogue.turns[begin : begin + BATCH]
                names |= await _remember(db, tenant, part, understanding)
                told(done := done + len(part), of)
            yield dialogue, Memory(db, tenant, understanding, names)
            told(done := done + len(dialogue.questions), of)


async def _remember(db: Database, tenant: UUID, part: Sequence[Turn], understanding: Understanding) -> dict[UUID, str]:
    given = [
        Given(one.id, one.text, one.at, one.speaker, one.chat, one.session, detect(one.text) or "") for one in part
    ]
    understood = understanding.understand([Text(one.text, one.at, one.language) for one in given])
    async with db.tenant(tenant, origin="flow") as tx:
        names = await write_given(tx, given)
        items = [
            Item(at, made.vector, made.content_hash, made.pieces) for at, made in zip(names, understood, strict=True)
        ]
        await remember(tx, items, identity(understanding.embedder))
        if understanding.facts:
            heard = [Heard(at, made.content_hash, made.claims) for at, made in zip(names, understood, strict=True)]
            await learn(tx, heard, read_by(understanding.facts))
        await fold_terms(tx, len(items))
    return names
