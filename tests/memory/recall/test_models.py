"""Which model answers, which is prepared, and that the vectors of one are all that a question of it meets."""

import numpy as np
import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from contracts.crm.search import SearchQuery
from contracts.errors import Conflict, VentrosError
from memory.recall.items import Turn, add_vectors, grow_graph, remember
from memory.recall.models import (
    NoSuchModel,
    NotReady,
    State,
    current,
    flip,
    models,
    named,
    note_comparison,
    note_dropped,
    prepare,
    retire,
    take_over,
)
from memory.recall.reembedding import both, drop_vectors, items, newest, step, vectors
from memory.recall.search import search

from .conftest import MODEL, Talk, meaning, turn

A, B, C = "a@1", "b@1", "c@1"


@pytest.fixture(autouse=True)
def nothing_chosen(settings):
    with psycopg.connect(settings.dsn("admin")) as admin:
        admin.execute("truncate recall.models")


async def states(db):
    return {one.identity: one.state for one in await models(db)}


async def begin(db, *names):
    """The first one answers, the others are prepared one after the other."""
    await take_over(db, names[0], names[0], 768, "flows")
    for name in names[1:]:
        await prepare(db, name, name, 768, "operator")


async def test_the_first_model_answers_and_another_one_is_prepared_beside_it(db):
    assert await current(db) is None
    with pytest.raises(NoSuchModel):
        await prepare(db, B, "b", 768, "operator")
    await begin(db, A, B)
    assert await states(db) == {A: State.CURRENT, B: State.PREPARING}
    assert not await prepare(db, A, "a", 768, "operator")
    assert not await prepare(db, B, "b", 768, "operator")
    assert (await current(db)).identity == A
    assert {one.slot for one in await models(db)} == {1, 2}


async def test_a_flip_is_one_update_of_one_transaction_and_so_is_the_way_back(db):
    await begin(db, A, B)
    with pytest.raises(NotReady):
        await flip(db, B, "operator")
    await note_comparison(db, B, {"questions": 0})
    for now, before in ((B, A), (A, B)):
        assert await flip(db, now, "operator")
        assert not await flip(db, now, "operator")
        assert await states(db) == {now: State.CURRENT, before: State.RETIRED}
        (written,) = await db.query("select count(distinct xmin::text) as n, count(*) as rows from recall.models")
        assert written == {"n": 1, "rows": 2}


async def test_the_vectors_of_two_models_are_kept_and_a_third_takes_the_place_of_the_one_that_does_not_answer(db):
    await begin(db, A, B, C)
    assert await states(db) == {A: State.CURRENT, B: State.DROPPING, C: State.PREPARING}
    await note_comparison(db, C, {})
    await flip(db, C, "operator")
    await prepare(db, B, "b", 768, "operator")
    assert await states(db) == {C: State.CURRENT, A: State.DROPPING, B: State.PREPARING}
    await note_dropped(db, A, "heavy")
    assert (await states(db))[A] is State.DROPPED
    with pytest.raises(NotReady):
        await flip(db, A, "operator")


async def test_what_answers_cannot_be_dropped_and_what_nobody_knows_cannot_be_named(db):
    await begin(db, A, B)
    with pytest.raises(Conflict):
        await retire(db, A, "operator")
    await retire(db, B, "operator")
    assert await states(db) == {A: State.CURRENT, B: State.DROPPING}
    with pytest.raises(NoSuchModel):
        await named(db, "d")


async def test_a_model_is_found_by_its_name_in_the_settings_too(db):
    await take_over(db, "use@1", "use", 768, "flows")
    await take_over(db, "use@2", "use", 768, "flows")
    assert (await named(db, "use")).identity == "use@2"
    assert (await named(db, "use@1")).state is State.RETIRED


@pytest.mark.parametrize("change", ["state = 'current'", "slot = 1"])
async def test_the_database_itself_refuses_two_that_answer_and_two_in_one_place(db, settings, change):
    await begin(db, A, B)
    with psycopg.connect(settings.dsn("admin")) as admin, pytest.raises(psycopg.errors.ExclusionViolation):
        admin.execute(f"update recall.models set {change} where identity = %s", (B,))


deeds = st.lists(st.tuples(st.sampled_from(["take_over", "prepare", "compare", "flip", "retire", "dropped"]),
                           st.sampled_from([A, B, C])), max_size=20)  # fmt: skip


@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=deeds)
async def test_whatever_is_done_one_answers_and_at_most_one_is_kept_beside_it_in_the_other_place(db, settings, deeds):
    with psycopg.connect(settings.dsn("admin")) as admin:
        admin.execute("truncate recall.models")
    doing = {
        "take_over": lambda name: take_over(db, name, name, 768, "x"),
        "prepare": lambda name: prepare(db, name, name, 768, "x"),
        "compare": lambda name: note_comparison(db, name, {}),
        "flip": lambda name: flip(db, name, "x"),
        "retire": lambda name: retire(db, name, "x"),
        "dropped": lambda name: note_dropped(db, name, "x"),
    }
    begun = False
    for what, name in deeds:
        try:
            await doing[what](name)
        except VentrosError:
            continue
        begun = begun or what == "take_over"
        known = await models(db)
        assert sum(one.state is State.CURRENT for one in known) == begun
        alive = [one for one in known if one.state in (State.CURRENT, State.PREPARING, State.RETIRED)]
        assert len({one.slot for one in alive}) == len(alive) <= 2


async def both_models(talk, texts):
    """Texts with a vector of each of two models: `b` means the opposite of what `a` does."""
    ids = [await talk.write(text, minute=minute, chat=str(minute)) for minute, text in enumerate(texts)]
    turns = [turn(one, text) for one, text in zip(ids, texts, strict=True)]
    async with talk.db.tenant(talk.tenant_id) as tx:
        await remember(tx, turns, A)
        await add_vectors(tx, [one._replace(vector=-one.vector) for one in turns], B)
    return ids


async def grow(talk, model, **limits):
    async with talk.db.tenant(talk.tenant_id) as tx:
        return await grow_graph(tx, model, **{"exact": 2, "newest": 2, "most": 100} | limits)


async def nearest(talk, vector, model):
    """What is found by meaning alone, the nearest first."""
    query, slot = SearchQuery(q="?", strategy="vector_only"), 2 if model == B else 1
    async with talk.db.tenant(talk.tenant_id) as tx:
        return [hit.text for hit in (await search(tx, query, vector, model, slot)).hits]


@pytest.mark.parametrize("grown", [(), (A,), (B,), (A, B)])
@pytest.mark.parametrize("answering", [A, B])
async def test_a_question_meets_the_vectors_of_its_own_model_only_in_every_state(talk, db, grown, answering):
    await begin(db, A, B)
    await note_comparison(db, B, {})
    await flip(db, answering, "operator")
    texts = [f"pedido {number}" for number in range(8)]
    await both_models(talk, texts)
    for model in grown:
        assert await grow(talk, model) > 0
    for text in texts:
        assert (await nearest(talk, meaning(text), A))[0] == text
        assert (await nearest(talk, -meaning(text), B))[0] == text
        assert await nearest(talk, meaning(text), "nobody's@1") == []
    graphs = await talk.rows(
        "select model, bool_or(graph) as first, bool_or(second_graph) as second from recall.embeddings group by 1"
    )
    places = {row["model"]: (row["first"], row["second"]) for row in graphs}
    assert places == {A: (A in grown, False), B: (False, B in grown)}


async def test_both_graphs_are_walked_by_their_own_index(talk, db, settings):
    """Prevents the second model from being compared one by one, which takes a second for a million."""
    from .test_plans import fill

    await begin(db, A, B)
    vectors = np.random.default_rng(0).normal(size=(1_000, 768)).astype(np.float32)
    ids = await fill(talk, 1_000, vectors)
    async with db.tenant(talk.tenant_id) as tx:
        await tx.run("update recall.embeddings set model = %(model)s", model=B)
    assert len(ids) == 1_000
    assert await grow(talk, B, exact=0, newest=0, most=2_000) == 1_000
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as admin:
        admin.execute("analyze recall.embeddings")
    plan = await talk.rows(
        "explain select item_id from recall.embeddings where tenant_id = %(tenant)s and model = 'b@1' and second_graph"
        f" order by v <=> '{list(map(float, vectors[0]))}'::halfvec limit 10"
    )
    assert "embeddings_second_graph" in "\n".join(row["QUERY PLAN"] for row in plan)


async def missing(talk, model, after=0, until=None, most=100):
    async with talk.db.tenant(talk.tenant_id) as tx:
        return await step(tx, model, after, until if until is not None else await newest(tx), most)


async def test_what_a_model_has_not_embedded_is_looked_for_in_the_order_in_which_it_came(talk):
    texts = ["o pedido chegou", "obrigada", "até logo"]
    ids = [await talk.say(text, minute=minute) for minute, text in enumerate(texts)]
    found = await missing(talk, B)
    assert [(one.message_id, one.text) for one in found.missing] == list(zip(ids, texts, strict=True))
    assert found.looked == 3
    first = await missing(talk, B, most=1)
    assert (first.looked, [one.text for one in first.missing]) == (1, texts[:1])
    assert [one.text for one in (await missing(talk, B, after=first.upto)).missing] == texts[1:]
    async with talk.db.tenant(talk.tenant_id) as tx:
        assert await add_vectors(tx, [turn(ids[1], texts[1])], B) == 1
        assert await add_vectors(tx, [turn(ids[1], texts[1])], B) == 0
        assert await vectors(tx) == {B: 1}
        assert await items(tx) == 3
    assert [one.text for one in (await missing(talk, B)).missing] == [texts[0], texts[2]]


async def test_a_text_that_changed_meanwhile_gets_no_vector_of_the_old_one(talk):
    one = await talk.say("o pedido chegou")
    (found,) = (await missing(talk, B)).missing
    await talk.change(one, "o pedido voltou")
    await talk.remember(Turn(one))
    async with talk.db.tenant(talk.tenant_id) as tx:
        assert await add_vectors(tx, [Turn(one, meaning("x"), found.content_hash)], B) == 0
    assert [late.text for late in (await missing(talk, B)).missing] == ["o pedido voltou"]
    await talk.revoke(one)
    assert (await missing(talk, B)).missing == []


async def test_vectors_leave_only_while_their_model_is_given_up(talk, db):
    await begin(db, A, B)
    await both_models(talk, [f"pedido {number}" for number in range(6)])
    await grow(talk, B)

    async def drop(most=4):
        async with db.tenant(talk.tenant_id) as tx:
            return await drop_vectors(tx, B, most)

    assert await drop() == 0
    await retire(db, B, "operator")
    assert [await drop() for _ in range(3)] == [4, 2, 0]
    async with db.tenant(talk.tenant_id) as tx:
        assert await vectors(tx) == {A: 6}


async def test_texts_are_compared_that_both_models_have_embedded_the_newest_first(talk):
    ids = await both_models(talk, ["um", "dois", "três"])
    await talk.say("quatro", minute=9, vector=meaning("quatro"))
    async with talk.db.tenant(talk.tenant_id) as tx:
        found = await both(tx, A, B, most=3)
    assert len(ids) == 3
    assert [one.text for one in found] == ["três", "dois"]
    assert all(np.allclose(one.old, -one.new) for one in found)


async def test_a_tenant_embeds_for_itself_alone(db, two_tenants):
    ours, theirs = (Talk(db, tenant) for tenant in two_tenants)
    await ours.say("o pedido chegou")
    async with db.tenant(theirs.tenant_id) as tx:
        assert (await step(tx, MODEL, 0, 10**9, 10)).looked == 0
        assert await newest(tx) == 0
