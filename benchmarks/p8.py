"""P8, search: the whole question (words, meaning, neighbours, priors, order) beside a bare nearest-ten of pgvector.

Fifty tenants of very unequal size; questions come in proportion to what a tenant has. The bare table holds the same
vectors with an index of its own and no fence. Recall compares what search finds by meaning with the exact nearest ten,
in every tenant by itself.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import psycopg
from pgvector import HalfVector
from pgvector.psycopg import register_vector

from benchmarks.crowd import DIMENSIONS, MODEL, Crowd, Vectors, gathered, remembered, sizes, tidied, unit
from benchmarks.house import opened
from benchmarks.p3 import with_model
from benchmarks.report import Ratio, Report, Row, percentile, times
from contracts.crm.search import SearchQuery
from contracts.settings import Settings
from memory.db import Database
from memory.recall.search import candidates, search
from pipelines.providers import choose_embedder

ITEMS = 100_000
QUESTIONS = 600
OF_EACH = 5
"""Questions at least that every tenant is asked, for its recall."""
NEAREST = 10
TEXTS = 1_000
"""Texts that the bare model embeds."""

_BARE = "create table bare (tenant_id uuid not null, id int not null, v halfvec(768) not null)"
_INDEXES = (
    "create index on bare using hnsw (v halfvec_cosine_ops) with (m = 16, ef_construction = 64)",
    "create index on bare (tenant_id)",
    "analyze",
)
_NEAREST = "select id from bare where tenant_id = %s order by v <=> %s limit 10"
_BYTES = """
select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'recall' and c.relkind = 'r'"""


@dataclass
class Asked:
    """A question: whose, in which words, and with which vector."""

    crowd: Crowd
    words: str
    vector: Vectors


def measure(*, quick: bool = False) -> Report:
    """A hundred thousand items, or a thousand."""
    items = 1_000 if quick else ITEMS
    with opened(tenants=1) as empty:
        settings = with_model(empty, quick=quick).settings
        crowds = asyncio.run(gathered(settings, items))
        began = time.monotonic()
        asyncio.run(remembered(settings, crowds))
        took = time.monotonic() - began
        asyncio.run(tidied(settings, crowds))
        copied = _bare(settings, crowds)
        asked = _questions(crowds, 60 if quick else QUESTIONS)
        ours = asyncio.run(_ask(settings, asked))
        bare = _ask_bare(settings, asked)
        found = asyncio.run(_recalls(settings, crowds))
        size = _bytes(settings)
        rates = {"ours": took, "COPY": copied, "model": _embedding(settings) * sum(sizes(items))}
    return _report(crowds, asked, (ours, bare), found, rates, size)


def _bare(settings: Settings, crowds: Sequence[Crowd]) -> float:
    """The same vectors in a table with no fence, by COPY; the seconds of the COPY, its indexes not among them."""
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as admin:
        register_vector(admin)
        admin.execute(_BARE)
        began = time.monotonic()
        with admin.cursor().copy("copy bare from stdin with (format binary)") as rows:
            rows.set_types(["uuid", "int4", "halfvec"])
            for crowd in crowds:
                for place, vector in enumerate(crowd.vectors):
                    rows.write_row((crowd.tenant, place, HalfVector(vector)))
        took = time.monotonic() - began
        for statement in _INDEXES:
            admin.execute(statement)
    return took


def _questions(crowds: Sequence[Crowd], number: int) -> list[Asked]:
    """In proportion to what each has: some words of a turn, and a vector not far from another."""
    rng = np.random.default_rng(8)
    held = np.array([len(crowd.texts) for crowd in crowds])
    return [_question(crowds[one], rng) for one in rng.choice(len(crowds), number, p=held / held.sum())]


def _question(crowd: Crowd, rng: np.random.Generator) -> Asked:
    said, meant = rng.integers(0, len(crowd.texts), 2)
    words = list(dict.fromkeys(crowd.texts[said].split()))
    chosen = rng.choice(words, min(len(words), int(rng.integers(3, 9))), replace=False)
    return Asked(crowd, " ".join(chosen), unit(crowd.vectors[meant] + rng.normal(0, 0.02, DIMENSIONS)))


async def _ask(settings: Settings, asked: Sequence[Asked]) -> list[float]:
    """Seconds of each question, from the opening of its transaction to the answer as it is told."""
    took = []
    async with Database(settings.dsn("app"), size=1) as db:
        for one in [*asked[:20], *asked]:  # the first ones open what the others find open
            began = time.perf_counter()
            async with db.tenant(one.crowd.tenant) as tx:
                await search(tx, SearchQuery(q=one.words), one.vector, MODEL)
            took.append(time.perf_counter() - began)
    return took[20:]


def _ask_bare(settings: Settings, asked: Sequence[Asked]) -> list[float]:
    took = []
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as admin:
        register_vector(admin)
        admin.execute("set hnsw.iterative_scan = strict_order; set hnsw.ef_search = 100")
        admin.execute("set plan_cache_mode = force_custom_plan")
        for one in [*asked[:20], *asked]:
            began = time.perf_counter()
            admin.execute(_NEAREST, (one.crowd.tenant, HalfVector(one.vector))).fetchall()
            took.append(time.perf_counter() - began)
    return took[20:]


async def _recalls(settings: Settings, crowds: Sequence[Crowd]) -> list[float]:
    """Of each tenant the share of the exact nearest ten that search finds by meaning."""
    rng, found = np.random.default_rng(9), []
    async with Database(settings.dsn("app"), size=1) as db:
        for crowd in crowds:
            questions = [_question(crowd, rng) for _ in range(OF_EACH)]
            found.append(float(np.mean([await _recall(db, one) for one in questions])))
    return found


async def _recall(db: Database, one: Asked) -> float:
    """Vectors as near as the tenth count as found: which of two equal ones is named does not matter."""
    async with db.tenant(one.crowd.tenant) as tx:
        rows = await candidates(tx, SearchQuery(q="?", strategy="vector_only"), one.vector, MODEL)
    exact = np.sort(one.crowd.vectors @ one.vector)[::-1][:NEAREST]
    near = np.array(sorted((row["similarity"] for row in rows), reverse=True)[:NEAREST])
    return float((near >= exact[-1] - 1e-3).sum() / len(exact))


def _bytes(settings: Settings) -> int:
    with psycopg.connect(settings.dsn("admin")) as admin:
        found = admin.execute(_BYTES).fetchone()
    return int(found[0]) if found else 0


def _embedding(settings: Settings) -> float:
    """Seconds that the model takes for a text, alone, in batches as the stream has them."""
    embedder = choose_embedder(settings.embedder, settings.data_dir)
    texts = [f"Bom dia, o pedido {number} ainda não chegou" for number in range(TEXTS)]
    embedder.embed(texts[:50])
    began = time.monotonic()
    for begin in range(0, TEXTS, 50):
        embedder.embed(texts[begin : begin + 50])
    return (time.monotonic() - began) / TEXTS


def _report(
    crowds: Sequence[Crowd], asked: Sequence[Asked], took: tuple[list[float], list[float]], found: Sequence[float],
    rates: dict[str, float], size: int,
) -> Report:  # fmt: skip
    items = sum(len(crowd.texts) for crowd in crowds)
    ours, bare = took
    largest = [one for one, question in zip(ours, asked, strict=True) if question.crowd is crowds[0]]
    rows = [
        times("ours: the whole question", ours),
        times(f"ours, of the largest tenant ({len(crowds[0].texts):,} items)", largest),
        times("bare pgvector, nearest ten", bare),
        Row("ours: indexed, without the model", {"items/s": items / rates["ours"]}),
        Row("bare model", {"items/s": items / rates["model"]}),
        Row("bare COPY of the vectors, no index", {"items/s": items / rates["COPY"]}),
        Row("what search keeps of an item", {"bytes": size / items}),
    ]
    ratios = [
        Ratio("p50 over bare pgvector's", percentile(ours, 0.5) / percentile(bare, 0.5), 3.0, at_most=True),
        Ratio("recall@10 by meaning, of the tenant that has least", min(found), 0.95),
        Ratio("p95 over 100 ms", percentile(ours, 0.95) / 0.1, 1.0, at_most=True),
        Ratio("items/s indexed over the bare model's", rates["model"] / rates["ours"]),
        Ratio("items/s indexed over the bare COPY's", rates["COPY"] / rates["ours"]),
    ]
    note = f"questions of the largest tenant: {len(largest)} of {len(asked)}; vectors of length {DIMENSIONS}"
    return Report(f"P8 search, {items:,} items of {len(crowds)} tenants", rows, ratios, [note])
