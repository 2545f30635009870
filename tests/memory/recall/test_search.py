import os
import tempfile
from uuid import uuid4

import pytest
from pydantic import ValidationError

from contracts.crm.search import Fusion, SearchQuery
from memory.recall.search import search

from .conftest import MODEL, NOON, Talk, meaning, named, towards


async def ids(asked):
    return [hit.message_id for hit in await asked]


async def test_a_hit_says_what_was_said_where_by_whom_and_when(talk):
    one = await talk.say("O pedido chegou", who="Bia", chat="b", session="s", minute=3)
    (hit,) = await talk.find("pedido")
    assert hit.model_dump(include={"message_id", "text", "kind", "from_me", "contact_name"}) == {
        "message_id": one,
        "text": "O pedido chegou",
        "kind": "turn",
        "from_me": False,
        "contact_name": "Bia",
    }
    assert (hit.contact_id, hit.chat_id, hit.session_id) == tuple(
        named(*it) for it in [("contact", "Bia"), ("chat", "b"), ("session", "s")]
    )
    assert (hit.at - NOON).seconds == 180


async def test_any_word_of_the_question_is_enough_and_more_are_better(talk):
    both = await talk.say("o pedido atrasou", chat="a")
    one = await talk.say("o pedido chegou", chat="b")
    await talk.say("bom dia", chat="c")
    assert await ids(talk.find("meu pedido atrasou de novo")) == [both, one]


async def test_meaning_finds_what_shares_no_word_with_the_question(talk):
    near = await talk.say("fui assaltado", chat="a", vector=towards(10))
    far = await talk.say("bom dia", chat="b", vector=towards(80))
    answer = await talk.ask("vítima de roubo", towards(0))
    assert [hit.message_id for hit in answer.hits] == [near, far]
    assert answer.by_meaning
    assert [hit.lexical for hit in answer.hits] == [0, 0]
    assert answer.hits[0].vector == pytest.approx(1)


async def test_without_a_vector_words_alone_decide_and_the_answer_says_so(talk):
    one = await talk.say("fui assaltado", vector=towards(10))
    for vector in (None, towards(0) * 0):
        answer = await talk.ask("assaltado", vector)
        assert ([hit.message_id for hit in answer.hits], answer.by_meaning) == ([one], False)
        assert answer.hits[0].score == answer.hits[0].lexical == pytest.approx(1)


async def test_words_and_meaning_together_are_better_than_either(talk):
    words = await talk.say("cancelar o pedido", chat="a", vector=towards(85))
    both = await talk.say("cancelar a compra", chat="b", vector=towards(15))
    sense = await talk.say("desistir da encomenda", chat="c", vector=towards(10))
    for fusion in (Fusion.CONVEX, Fusion.RRF):
        found = await talk.find("quero cancelar", towards(0), fusion=fusion)
        assert found[0].message_id == both
        assert {hit.message_id for hit in found} == {words, both, sense}
        for hit in found:
            assert hit.score == pytest.approx(hit.lexical + hit.vector + hit.spread + hit.prior)


async def test_an_answer_is_found_by_its_question(talk):
    question = await talk.say("Quando chega a bicicleta?", minute=0)
    answer = await talk.say("Na quinta, sem falta", minute=1, from_me=True)
    await talk.say("Obrigada", minute=2)
    await talk.say("Bom dia", minute=1, chat="b")
    first, second = await talk.find("bicicleta")
    assert (first.message_id, second.message_id) == (question, answer)
    assert (first.spread, second.lexical) == (0, 0)
    assert second.spread == pytest.approx(first.lexical / 2)


async def test_a_question_is_found_by_its_answer_and_meaning_spreads_too(talk):
    question = await talk.say("E aí?", minute=0, vector=towards(80))
    answer = await talk.say("Chegou tudo", minute=1, vector=towards(5))
    other = await talk.say("Oi", minute=1, chat="b", vector=towards(79))
    assert await ids(talk.find("?", towards(0))) == [answer, question, other]


@pytest.mark.parametrize(
    "later",
    [
        {"minute": 31},
        {"minute": 5, "session": "two"},
        {"minute": 5, "chat": "b"},
    ],
)
async def test_nothing_spreads_beyond_the_session(talk, later):
    one = await talk.say("Quando chega a bicicleta?", session="one")
    await talk.say("Bom dia", **({"session": "one"} | later))
    assert await ids(talk.find("bicicleta")) == [one]


async def test_in_a_group_one_speaker_answers_another(talk):
    one = await talk.say("Quem viu a bicicleta?", who="Ana", session="of ana")
    two = await talk.say("Eu não", who="Bia", session="of bia", minute=1)
    ours = await talk.say("Nem reparamos", who=None, from_me=True, minute=2)
    assert await ids(talk.find("bicicleta")) == [one, two]
    assert await ids(talk.find("reparamos na bicicleta", from_me=True)) == [ours]


async def test_a_picture_without_words_does_not_stand_between(talk):
    one = await talk.say("Quando chega a bicicleta?")
    await talk.write(None, minute=1)
    two = await talk.say("Na quinta", minute=2)
    assert await ids(talk.find("bicicleta")) == [one, two]


async def test_what_is_said_by_the_person_named_comes_first(talk):
    await talk.say("O prazo passou", chat="a", who="Ana Souza")
    bia = await talk.say("O prazo passou", chat="b", who="Bia Conceição")
    first, second = await talk.find("o que a conceicao disse do prazo?")
    assert first.message_id == bia
    assert first.prior - second.prior == pytest.approx(0.15)


async def test_of_equal_messages_the_one_in_a_session_about_it_comes_first(talk):
    alone = await talk.say("o pedido atrasou", chat="a", session="a")
    among = await talk.say("o pedido atrasou", chat="b", session="b")
    await talk.say("atrasou mesmo, o pedido", chat="b", session="b", minute=40)
    found = await ids(talk.find("pedido atrasou"))
    assert found.index(among) < found.index(alone)


FILTERS = [
    ({"contact_id": named("contact", "Bia")}, {"who": "Bia"}),
    ({"chat_id": named("chat", "b")}, {"chat": "b"}),
    ({"session_id": named("session", "b")}, {"session": "b", "minute": 50}),
    ({"project_id": named("project", "b")}, {"project": "b", "chat": "b"}),
    ({"from_me": True}, {"from_me": True}),
    ({"since": NOON.replace(minute=5)}, {"minute": 5}),
    ({"until": NOON}, {"minute": -1}),
]


@pytest.mark.parametrize("asked, about", FILTERS)
@pytest.mark.parametrize("vector", [None, towards(0)])
async def test_a_filter_leaves_only_what_fits_even_among_neighbours(talk, asked, about, vector):
    await talk.say("o pedido chegou", minute=0, vector=towards(1))
    fits = await talk.say("o pedido voltou", **({"minute": 1} | about), vector=towards(2))
    await talk.say("obrigada", minute=2, vector=towards(3))
    found = await ids(talk.find("pedido", vector, **asked))
    assert fits in found
    assert found == [fits] or set(asked) == {"since"}
    assert not any(hit.from_me for hit in await talk.find("pedido", vector, from_me=False))


async def test_a_channel_is_a_filter_too_and_so_is_the_kind(talk):
    one = await talk.say("o pedido chegou", chat="a", channel="a")
    await talk.say("o pedido chegou", chat="b", channel="b")
    channel = (await talk.find("pedido", chat_id=named("chat", "a")))[0]
    (row,) = await talk.rows("select channel_id from crm.messages where id = %(id)s", id=channel.message_id)
    for vector in (None, towards(0)):
        assert await ids(talk.find("pedido", vector, channel_id=row["channel_id"])) == [one]
        assert await ids(talk.find("pedido", vector, channel_id=row["channel_id"], kind="turn")) == [one]
        assert await talk.find("pedido", vector, kind="fact") == []


async def test_a_merge_of_people_is_seen_at_once(talk):
    one = await talk.say("o pedido chegou", who="Ana")
    await talk.write("oi", who="Bia", chat="b")
    merged = "update crm.messages set contact_id = %(to)s where id = %(id)s returning id"
    await talk.rows(merged, to=named("contact", "Bia"), id=one)
    (hit,) = await talk.find("pedido", contact_id=named("contact", "Bia"))
    assert hit.contact_name == "Bia"
    assert await talk.find("pedido", contact_id=named("contact", "Ana")) == []


async def test_a_message_taken_back_is_not_found(talk):
    one = await talk.say("o pedido chegou", vector=towards(0))
    await talk.revoke(one)
    await talk.remember(one)
    assert await talk.find("pedido", towards(0)) == []


async def test_vectors_of_another_model_are_not_compared(talk):
    await talk.say("bom dia", vector=towards(0))
    async with talk.db.tenant(talk.tenant_id) as tx:
        assert (await search(tx, SearchQuery(q="?"), towards(0), "another")).hits == []
        assert len((await search(tx, SearchQuery(q="?"), towards(0), MODEL)).hits) == 1


async def test_a_tenant_finds_nothing_of_another(db, two_tenants):
    own, other = (Talk(db, tenant) for tenant in two_tenants)
    await other.say("o segredo deles", vector=towards(0))
    one = await own.say("o segredo nosso", vector=towards(90))
    assert await ids(own.find("segredo", towards(0))) == [one]
    assert await own.find("segredo", towards(0), chat_id=named("chat", "nobody's")) == []


async def test_of_a_long_message_the_part_that_fits_is_shown(talk):
    await talk.say("palavra " * 300 + "aqui está a bicicleta amarela " + "palavra " * 300)
    (hit,) = await talk.find("bicicleta")
    assert "bicicleta amarela" in hit.text
    assert len(hit.text) < 600


async def test_as_many_hits_as_asked_for_and_no_more(talk):
    for number in range(12):
        await talk.say(f"pedido {number}", chat=str(number))
    assert [len(await talk.find("pedido", limit=limit)) for limit in (1, 10, 50)] == [1, 10, 12]


@pytest.mark.parametrize(
    "wrong",
    [
        {"q": ""},
        {"q": "x" * 501},
        {"q": "x", "limit": 0},
        {"q": "x", "limit": 51},
        {"q": "x", "since": NOON, "until": NOON},
        {"q": "x", "since": NOON.replace(tzinfo=None)},
        {"q": "x", "tenant_id": uuid4()},
    ],
)
def test_a_question_has_limits(wrong):
    with pytest.raises(ValidationError):
        SearchQuery(**wrong)


async def test_a_search_is_one_round_trip(talk):
    await talk.say("o pedido chegou", vector=meaning("a"))
    async with talk.db.batch() as batch, batch.tenant(talk.tenant_id) as tx:
        with tempfile.TemporaryFile() as trace:
            os.set_inheritable(trace.fileno(), False)
            batch.connection.pgconn.trace(trace.fileno())
            found = await search(tx, SearchQuery(q="pedido"), meaning("b"), MODEL)
            batch.connection.pgconn.untrace()
            trace.seek(0)
            answers = [line for line in trace.read().decode().splitlines() if "ReadyForQuery" in line]
    assert len(found.hits) == 1
    assert len(answers) == 1


async def test_a_strategy_says_what_counts(talk):
    words = await talk.say("cancelar o pedido", chat="a", minute=0, vector=towards(88))
    sense = await talk.say("desistir da encomenda", chat="b", minute=1, vector=towards(10))
    await talk.say("bom dia", chat="c", minute=2, vector=towards(89))

    async def best(strategy, **about):
        return [hit.message_id for hit in await talk.find("cancelar", towards(0), strategy=strategy, **about)]

    assert await best("keyword_only") == [words]
    assert (await best("vector_only"))[0] == sense
    assert (await best("vector_only")).index(words) > 0


async def test_the_newest_are_found_where_newness_is_all_that_counts(talk):
    ids = [await talk.say(f"recado {number}", chat=str(number), minute=number) for number in range(4)]
    hits = await talk.find("outra coisa", strategy="recent_only", limit=3)
    assert [hit.message_id for hit in hits] == ids[:0:-1]
    assert hits[0].score == hits[0].recent == 1
    assert [hit.message_id for hit in await talk.find("outra coisa", strategy="keyword_only")] == []
    mixed = await talk.find("recado", strategy="keyword_recent_70_30")
    assert [hit.message_id for hit in mixed] == ids[::-1]


def test_a_strategy_that_nobody_knows_is_refused_with_those_that_there_are():
    with pytest.raises(ValidationError, match="there is no such strategy; there are: sales_prospecting"):
        SearchQuery(q="?", strategy="best")
