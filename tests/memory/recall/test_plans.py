"""What must stay true at size: indexes are used, and a small tenant is not lost beside a large one."""

import numpy as np
import psycopg
import pytest

from contracts.crm.search import SearchQuery
from memory.recall.items import Turn, grow_graph, remember
from memory.recall.search import CANDIDATES, DEPTH, _statement

from .conftest import MODEL, Talk, turn

MANY = """
insert into crm.messages
  (tenant_id, id, project_id, channel_id, channel_type, chat_id, contact_id, provider_id, from_me, content_type, text,
    status, source, language, timeout_minutes, at)
select m.tenant_id, gen_random_uuid(), m.project_id, m.channel_id, m.channel_type, m.chat_id, m.contact_id,
  'many' || n, false, 'text', format('pedido %%s chegou %%s', mod(n, 700), mod(n, 31)), 'delivered', 'manual', 'pt', 30,
  m.at + n * interval '1 minute'
from (select * from crm.messages where tenant_id = %(tenant)s limit 1) m, generate_series(1, %(n)s) n"""


async def fill(talk, n, vectors=None):
    """`n` messages, remembered a thousand at a time; their ids in the order of time."""
    await talk.write("oi")
    await talk.rows(MANY + " returning id", n=n)
    written = await talk.rows("select id, text from crm.messages where text <> 'oi' order by at")
    turns = [Turn(row["id"]) for row in written]
    if vectors is not None:
        turns = [turn(row["id"], row["text"], vector) for row, vector in zip(written, vectors, strict=True)]
    for begin in range(0, n, 1000):
        async with talk.db.tenant(talk.tenant_id) as tx:
            await remember(tx, turns[begin : begin + 1000], MODEL)
    await talk.count(5_000)
    return [row["id"] for row in written]


def analyze(settings):
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as admin:
        admin.execute("analyze")


async def plan(talk, question):
    choices = {
        "depth": DEPTH,
        "rrf": False,
        "within": False,
        "vector": None,
        "model": MODEL,
        "candidates": CANDIDATES,
        "said": 1.0,
        "words": 0.6,
        "recent": 0.0,
        "graph": 0.0,
        "predicates": [],
    }
    asked = SearchQuery(q=question).model_dump() | choices
    return "\n".join(row["QUERY PLAN"] for row in await talk.rows("explain " + _statement(frozenset()), **asked))


async def test_words_are_read_by_index_even_of_a_tenant_that_the_statistics_have_not_met(settings, db, two_tenants):
    other, talk = (Talk(db, tenant) for tenant in two_tenants)
    await fill(other, 2_000)
    analyze(settings)
    await fill(talk, 20_000)
    before = await plan(talk, "pedido 17 chegou 600")
    analyze(settings)
    for found in (before, await plan(talk, "pedido 17 chegou 600")):
        for index, condition in (("postings_pkey", "(term = "), ("terms_pkey", "(term = "), ("items_pkey", "(id = ")):
            scans = [part for part in found.split("->") if f"using {index} " in part]
            assert scans, found
            assert all(condition in scan for scan in scans), found


def clustered(n, seed):
    """Vectors as texts have them: in clusters, so that neighbours are many and near."""
    centres = np.random.default_rng(0).normal(size=(20, 768))
    noise = np.random.default_rng(seed)
    vectors = centres[noise.integers(0, 20, n)] + noise.normal(size=(n, 768))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("in_graph", [False, True])
async def test_a_small_tenant_beside_a_large_one_finds_exactly_what_is_nearest(settings, db, two_tenants, in_graph):
    large, small = (Talk(db, tenant) for tenant in two_tenants)
    await fill(large, 1_200, clustered(1_200, seed=1))
    vectors = clustered(60, seed=2)
    ids = await fill(small, 60, vectors)
    for talk in (large, small) if in_graph else (large,):
        async with db.tenant(talk.tenant_id) as tx:
            await grow_graph(tx, MODEL, exact=0, newest=0, most=2_000)
    analyze(settings)
    for question in clustered(10, seed=3):
        nearest = [ids[place] for place in np.argsort(-(vectors @ question))[:10]]
        by_vector = sorted(await small.find("?", question, limit=50), key=lambda hit: -hit.vector)
        assert [hit.message_id for hit in by_vector[:10]] == nearest
