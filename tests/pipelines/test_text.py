"""What the process of the text flows does by the clock, it does in small pieces: the relay waits for each."""

import pytest

from pipelines import text
from pipelines.ending import Ending
from pipelines.paused import Paused
from pipelines.text import Timed

TOLD = """
insert into recall.term_changes (tenant_id, sign, terms)
select %(tenant)s, 1, array[7::bigint] from generate_series(1, %(number)s)"""


@pytest.fixture
async def sweep(settings, db, tenant_id):
    return lambda: Timed(settings, "model", Paused(), Ending())._sweep_tenant(db, tenant_id)


async def test_a_sweep_counts_every_word_in_pieces_until_none_is_left(sweep, db, tenant_id, monkeypatch):
    pieces, fold = [], text.fold_terms

    async def watched(tx, most):
        pieces.append(await fold(tx, most))
        return pieces[-1]

    monkeypatch.setattr(text, "fold_terms", watched)
    async with db.tenant(tenant_id) as tx:
        await tx.run(TOLD, number=2 * text.FOLDED + 1)
    await sweep()
    async with db.tenant(tenant_id) as tx:
        counted = await tx.rows("select term, df from recall.terms where tenant_id = %(tenant)s")
    assert counted == [{"term": 7, "df": 2 * text.FOLDED + 1}]
    assert pieces == [text.FOLDED, text.FOLDED, 1]


async def test_a_sweep_takes_no_more_vectors_into_the_graph_than_its_share_and_few_at_a_time(sweep, monkeypatch):
    asked = []

    async def endless(tx, *, model, most):
        asked.append(most)
        return most

    monkeypatch.setattr(text, "grow_graph", endless)
    await sweep()
    assert sum(asked) == text.GROWTH
    assert max(asked) == text.GROWN
