"""Search by words and by meaning at once, in one round trip."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pgvector import HalfVector

from contracts.crm.search import Fusion, Hit, SearchQuery, SearchResult
from memory.db import Tx
from memory.recall.items import Vector

_SQL = Path(__file__).with_suffix(".sql").read_text()

DEPTH = 200
"""So many of each arm are looked at closer. 300 cost a third more and change one hit of a hundred in the first ten."""

# The graph is walked until enough of the tenant's rows are found: cut off, small tenants would lose theirs.
_WALK = """
select set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', '100', true)"""

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


async def search(tx: Tx, query: SearchQuery, vector: Vector | None, model: str) -> SearchResult:
    """The best answers to a question, best first. Without a vector of the question only words are compared."""
    meant = HalfVector(vector) if vector is not None and vector.any() else None
    given = query.model_dump()
    filters = frozenset(name for name in _FILTERS if given[name] is not None)
    async with tx.together() as ask:
        ask(_WALK)
        found = ask(
            _statement(filters),
            **given,
            depth=DEPTH,
            rrf=query.fusion is Fusion.RRF,
            within=bool(filters & _MOVING),
            model=model,
            vector=meant,
        )
    return SearchResult(hits=[Hit.model_validate(row) for row in found.rows], by_meaning=meant is not None)


@cache
def _statement(filters: frozenset[str]) -> str:
    return _SQL.format(of_message=_all("m", filters), of_vector=_all("e", filters - _MOVING))


def _all(alias: str, filters: Iterable[str]) -> str:
    return " and ".join(_FILTERS[name].format(alias) for name in sorted(filters)) or "true"
