import asyncio
from uuid import UUID, uuid4

import psycopg
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from memory.core.tenant import create_tenant
from memory.recall.items import Turn, fold_terms, forget, grow_graph, remember, unembedded

from .conftest import MODEL, Talk, meaning, turn

CONTENTS = {
    "items": "select message_id, kind, language, content_hash, length, terms from recall.items order by 1",
    "postings": """
        select i.message_id, p.term, p.tf, p.length from recall.postings p
        left join recall.items i on i.tenant_id = p.tenant_id and i.id = p.item_id order by 1, 2""",
    "terms": "select term, df from recall.terms order by 1",
    "corpus": """
        select language, sum(n) as n, sum(total_length) as length from recall.corpus
        group by 1 having sum(n) <> 0 order by 1""",
    "embeddings": """
        select m.id, e.model, e.graph, e.from_me, e.kind, e.project_id, e.channel_id = m.channel_id as here, e.at,
          e.v::text as v
        from recall.embeddings e
        join recall.items i on i.tenant_id = e.tenant_id and i.id = e.item_id
        join crm.messages m on m.tenant_id = i.tenant_id and m.id = i.message_id order by 1""",
}
MISCOUNTED = """
select 1 from recall.terms t
full join (select term, count(*) as df from recall.postings group by 1) counted using (term)
where coalesce(t.df, 0) <> coalesce(counted.df, 0)"""


async def contents(talk):
    return {name: await talk.rows(query) for name, query in CONTENTS.items()}


messages = st.integers(0, 3).map(lambda number: UUID(int=number + 1))
texts = st.sampled_from(["o pedido atrasou", "o pedido chegou chegou", "where is my order", "🙂", "  "])
languages = st.sampled_from(["pt", "en", None])
happenings = st.one_of(
    st.tuples(st.just("write"), messages, texts, languages),
    st.tuples(st.just("revoke"), messages),
    st.tuples(st.just("remember"), st.sets(messages), texts, st.integers(0, 2)),
    st.tuples(st.just("forget"), messages),
)


class Story:
    """What happened to messages, told in any order; `now` is what they say in the end."""

    def __init__(self, talk):
        self.talk, self.now = talk, {}

    async def happen(self, what, which, *how):
        await getattr(self, what)(which, *how)

    async def write(self, message_id, text, language):
        if message_id in self.now:
            await self.talk.change(message_id, text, language)
        else:
            await self.talk.write(text, id=message_id, language=language)
        self.now[message_id] = (text, language)

    async def revoke(self, message_id):
        if message_id in self.now:
            await self.talk.revoke(message_id)
            self.now[message_id] = ("", None)

    async def remember(self, which, read, shard):
        await self.talk.remember(*(turn(one, read) for one in which), shard=shard)

    async def forget(self, message_id):
        async with self.talk.db.tenant(self.talk.tenant_id) as tx:
            await forget(tx, [message_id])

    async def settle(self):
        turns = [turn(one, text) for one, (text, _) in self.now.items()]
        await self.talk.remember(*turns)
        assert await self.talk.remember(*turns) == 0
        await self.talk.count()


@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(happenings, max_size=12))
async def test_what_is_remembered_follows_from_the_present_messages_whatever_happened_before(settings, db, story):
    lived, told = [Story(Talk(db, await create_tenant(settings, uuid4().hex))) for _ in range(2)]
    for happening in story:
        await lived.happen(*happening)
    for message_id, (text, language) in reversed(lived.now.items()):
        await told.write(message_id, text, language)
    await lived.settle()
    await told.settle()
    assert await contents(lived.talk) == await contents(told.talk)
    assert await lived.talk.rows(MISCOUNTED) == []


async def test_a_text_that_did_not_change_is_left_alone(talk):
    one = await talk.say("o pedido chegou")
    before = await talk.rows("select id, xmin::text from recall.items")
    assert await talk.remember(one) == 0
    assert await talk.rows("select id, xmin::text from recall.items") == before


async def test_a_text_is_asked_for_once_and_again_when_it_changes(talk):
    first, second = await talk.write("o pedido chegou"), await talk.write("obrigada", minute=1)
    silent = await talk.write(" \n", minute=2)

    async def asked():
        async with talk.db.tenant(talk.tenant_id) as tx:
            return await unembedded(tx, [second, silent, first], MODEL)

    assert [(one.message_id, one.text, one.language) for one in await asked()] == [
        (first, "o pedido chegou", "pt"),
        (second, "obrigada", "pt"),
    ]
    await talk.remember(*(Turn(one.message_id, meaning(one.text), one.content_hash) for one in await asked()))
    assert await asked() == []
    await talk.change(first, "o pedido voltou")
    assert [one.message_id for one in await asked()] == [first]


async def test_a_vector_of_an_earlier_text_is_not_taken(talk):
    one = await talk.write("o pedido chegou")
    await talk.change(one, "o pedido voltou")
    await talk.remember(turn(one, "o pedido chegou"))
    assert await talk.rows("select from recall.embeddings") == []
    assert [hit.message_id for hit in await talk.find("voltou")] == [one]


async def test_vectors_of_two_models_stand_side_by_side(talk):
    one = await talk.say("o pedido chegou", vector=meaning("a"))
    async with talk.db.tenant(talk.tenant_id) as tx:
        assert [waiting.message_id for waiting in await unembedded(tx, [one], "another")] == [one]
    await talk.remember(turn(one, "o pedido chegou", meaning("b")))
    assert len(await talk.rows("select from recall.embeddings")) == 1


async def test_an_erased_message_takes_its_words_and_counts_along(talk, settings):
    gone, kept = await talk.say("o pedido chegou", vector=meaning("a")), await talk.say("o pedido voltou", minute=1)
    async with talk.db.tenant(talk.tenant_id) as tx:
        await tx.run("delete from crm.messages where tenant_id = %(tenant)s and id = %(id)s", id=gone)
    assert {row["message_id"] for row in (await contents(talk))["postings"]} == {kept}
    assert (await contents(talk))["embeddings"] == []
    await talk.count()
    assert await talk.rows(MISCOUNTED) == []
    with psycopg.connect(settings.dsn("admin")) as admin:
        assert admin.execute(
            "select count(*) from recall.postings where tenant_id = %s", (talk.tenant_id,)
        ).fetchone() == (len((await contents(talk))["postings"]),)


async def test_forgetting_says_how_many_were_known(talk):
    one = await talk.say("o pedido chegou")
    async with talk.db.tenant(talk.tenant_id) as tx:
        assert await forget(tx, [one, uuid4()]) == 1
        assert await forget(tx, [one]) == 0
    await talk.count()
    assert (await contents(talk))["terms"] == []


async def test_writers_with_shards_of_their_own_do_not_wait_for_each_other(talk):
    texts = [f"o pedido {number} chegou" for number in range(4)]
    ids = [await talk.write(text, minute=number) for number, text in enumerate(texts)]
    async with talk.db.tenant(talk.tenant_id) as tx:  # holds the counters of its shard until it is over
        await remember(tx, [Turn(ids[0])], MODEL, 0)
        async with asyncio.timeout(5):
            await asyncio.gather(*(talk.remember(one, shard=number) for number, one in enumerate(ids[1:], 1)))
    await talk.count()
    assert {row["df"] for row in (await contents(talk))["terms"]} == {1, 4}
    assert await talk.rows(MISCOUNTED) == []


async def test_only_the_older_vectors_of_a_large_tenant_go_into_the_graph(talk):
    for number in range(6):
        await talk.say(f"pedido {number}", minute=number, vector=meaning(str(number)))

    async def grow(**limits):
        async with talk.db.tenant(talk.tenant_id) as tx:
            return await grow_graph(tx, MODEL, **{"most": 200, **limits})

    assert await grow(exact=6, newest=1) == 0
    assert await grow(exact=5, newest=1) == 1
    assert await grow(exact=5, newest=1, most=3) == 3
    assert await grow(exact=5, newest=1) == 1
    (left,) = await talk.rows("select at from recall.embeddings where not graph")
    assert left == (await talk.rows("select max(at) as at from recall.embeddings"))[0]
    assert [hit.text for hit in await talk.find("?", meaning("0"), limit=1)] == ["pedido 0"]


async def test_a_very_long_text_is_remembered_by_its_beginning(talk):
    one = await talk.say("entrega " + "palavra " * 200_000 + "fim")
    assert [hit.message_id for hit in await talk.find("entrega")] == [one]
    assert await talk.find("fim") == []


async def test_a_word_is_found_before_it_is_counted_and_weighs_what_it_should_after(talk):
    """What is common in a tenant says little, once it is known to be common."""
    for number in range(9):
        await talk.say("pedido novo" if number else "boleto novo", chat=str(number))
    assert {hit.text for hit in await talk.find("boleto")} == {"boleto novo"}
    uncounted = [hit.lexical for hit in await talk.find("boleto novo") if hit.text == "pedido novo"]
    await talk.count()
    counted = [hit.lexical for hit in await talk.find("boleto novo") if hit.text == "pedido novo"]
    assert max(counted) < min(uncounted)


async def test_two_who_count_at_once_count_each_word_once(talk, db):
    for minute in range(6):
        await talk.say("o pedido chegou", minute=minute)

    async def fold():
        async with db.tenant(talk.tenant_id) as tx:
            await fold_terms(tx, 2_000)

    await asyncio.gather(*(fold() for _ in range(4)))
    assert {row["df"] for row in (await contents(talk))["terms"]} == {6}
    assert await talk.rows("select from recall.term_changes") == []
