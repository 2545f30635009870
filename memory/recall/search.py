"""Search by words and by meaning at once, in one round trip; a second one only for excerpts of long texts."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import numpy as np
from pgvector import HalfVector

from contracts.crm.search import Fusion, Hit, Order, SearchQuery, SearchResult
from memory.db import Tx
from memory.recall.asks import asks
from memory.recall.fusion import prior, weigh
from memory.recall.items import Vector

_SQL = Path(__file__).with_suffix(".sql").read_text()

DEPTH = 200
"""So many of each arm are looked at closer. 300 cost a third more and change one hit of a hundred in the first ten."""

CANDIDATES = 60
"""So many of the best by their sums are put in order; those above MAX_HITS are for who orders them otherwise."""

# The graph is walked until enough of the tenant's rows are found: cut off, small tenants would lose theirs.
_WALK: LiteralString = """
select set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', '100', true),
  set_config('plan_cache_mode', %(plan)s, true), exists (
    select from recall.embeddings where tenant_id = %(tenant)s and model = %(model)s and <graph>
  ) as graph"""
_GRAPHS: Mapping[int, LiteralString] = {1: "graph", 2: "second_graph"}

_compared: set[tuple[UUID, str]] = set()
"""Tenants, each with a model, of which every vector was compared when they were last asked. One plan suits them all,
and making one takes as long as following it; whether walking the graph pays depends on a tenant's size."""

MOST_COMPARED = 100_000

# Of a text in pieces from the one that is nearest in meaning, or else has most of the words.
_EXCERPTS = """
select m.id, best.text_from, best.text_to, ts_headline(
    config, coalesce(best.text, left(m.text, 20000)), asked, 'StartSel = "", StopSel = "", MaxWords = 50, MinWords = 30'
  ) as text
from unnest(%(ids)s::uuid[], %(starts)s::integer[]) as wanted(id, text_from)
join crm.messages m on m.tenant_id = %(tenant)s and m.id = wanted.id
cross join lateral (
  select case when m.language in ('pt', 'en', 'es') then 'recall.' || m.language else 'simple' end::regconfig as config
) c
cross join lateral (select replace(plainto_tsquery(config, %(q)s)::text, '&', '|')::tsquery as asked) q
left join lateral (
  select lower(e.span) as text_from, upper(e.span) as text_to, p.text
  from recall.items i
  join recall.embeddings e on e.tenant_id = %(tenant)s and e.item_id = i.id and e.model = %(model)s
    and e.span is not null and lower(e.span) = coalesce(wanted.text_from, lower(e.span))
  cross join lateral (select substr(m.text, lower(e.span) + 1, upper(e.span) - lower(e.span)) as text) p
  where i.tenant_id = %(tenant)s and i.message_id = m.id
  order by ts_rank(to_tsvector(config, p.text), asked) desc, e.piece limit 1
) best on true"""

_FILTERS = {
    "project_id": "{0}.project_id = %(project_id)s",
    "channel_id": "{0}.channel_id = %(channel_id)s",
    "from_me": "{0}.from_me = %(from_me)s",
    "since": "{0}.at >= %(since)s",
    "until": "{0}.at < %(until)s",
    "chat_id": "{0}.chat_id = %(chat_id)s",
    "contact_id": "{0}.contact_id = %(contact_id)s",
    "session_id": "{0}.session_id = %(session_id)s",
}
_MOVING = frozenset({"chat_id", "contact_id", "session_id"})
"""What merges and joins change: not beside the vectors. What it leaves is little enough to compare one by one."""


class Meaning(NamedTuple):
    """The vector of a question, if there is one, and the model that made it: only with its vectors it is compared.

    `slot` says which graph they are in.
    """

    model: str
    slot: int = 1
    vector: Vector | None = None


async def search(tx: Tx, query: SearchQuery, vector: Vector | None, model: str, slot: int = 1) -> SearchResult:
    """The best answers to a question, best first. Without a vector of the question only words are compared.

    `slot` is that of the model (memory/recall/models.py): which of the two graphs is its.
    """
    rows = await candidates(tx, query, vector, model, slot)
    score, relevance = weigh(rows, query.fused)
    for row, *weighed in zip(rows, score, relevance, strict=True):
        row |= {"prior": prior(row), "score": float(weighed[0]), "relevance": float(weighed[1])}
    best = sorted(rows, key=lambda row: (-row["score"], -row["at"].timestamp(), row["message_id"]))
    wanted = [row for row in best if row["relevance"] >= query.min_relevance][: query.limit]
    excerpts = await _excerpts(tx, query.q, model, [row for row in wanted if row["text"] is None])
    hits = [Hit.model_validate(row | excerpts.get(row["message_id"], {})) for row in wanted]
    order = Order.LEARNED if query.fused is Fusion.LEARNED else Order.SUM
    return SearchResult(hits=hits, order=order, by_meaning=_meant(query, vector) is not None)


async def candidates(
    tx: Tx, query: SearchQuery, vector: Vector | None, model: str, slot: int = 1
) -> list[dict[str, Any]]:
    """What may belong to the answer, in no order, with what speaks for each. The text is left out of long ones."""
    strategy = query.weights
    given = query.model_dump()
    filters = frozenset(name for name in _FILTERS if given[name] is not None)
    whose = tx.tenant_id, model
    async with tx.together() as ask:
        walk = ask(
            _WALK.replace("<graph>", _GRAPHS[slot]),
            model=model,
            plan="force_generic_plan" if whose in _compared else "force_custom_plan",
        )
        found = ask(
            _statement(filters, slot),
            **given,
            depth=DEPTH,
            candidates=CANDIDATES,
            said=strategy.said,
            words=strategy.words / (strategy.said or 1),
            recent=strategy.recent,
            graph=strategy.graph,
            predicates=asks(query.q),
            rrf=query.fusion is Fusion.RRF,
            within=bool(filters & _MOVING),
            model=model,
            vector=_meant(query, vector),
        )
    if walk.rows[0]["graph"]:
        _compared.discard(whose)
    elif len(_compared) < MOST_COMPARED:
        _compared.add(whose)
    return list(found.rows)


def _meant(query: SearchQuery, vector: Vector | None) -> HalfVector | None:
    wanted = query.weights.meaning > 0
    return HalfVector(vector) if wanted and vector is not None and np.any(vector) else None


async def _excerpts(tx: Tx, question: str, model: str, long: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
    """Of each long text the part that fits the question best, and where it is."""
    if not long:
        return {}
    ids, starts = [row["message_id"] for row in long], [row["text_from"] for row in long]
    rows = await tx.rows(_EXCERPTS, q=question, model=model, ids=ids, starts=starts)
    return {row.pop("id"): row for row in rows}


@cache
def _statement(filters: frozenset[str], slot: int = 1) -> str:
    return _SQL.format(of_message=_all("m", filters), of_vector=_all("e", filters - _MOVING), graph=_GRAPHS[slot])


def _all(alias: str, filters: Iterable[str]) -> str:
    return " and ".join(_FILTERS[name].format(alias) for name in sorted(filters)) or "true"
