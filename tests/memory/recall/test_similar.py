from datetime import timedelta

import pytest

from contracts.crm.search import SearchQuery
from memory.recall.search import Meaning
from memory.recall.similar import answering, resembling

from .conftest import MODEL, NOON, named, towards

LONG_AGO = NOON - timedelta(days=365)


@pytest.fixture
def near(talk):
    """`await near("now")`: sessions like one of Ana's, the nearest first."""

    async def found(session, *, since=LONG_AGO, most=5, who="Ana"):
        async with talk.db.tenant(talk.tenant_id) as tx:
            return await resembling(tx, named("contact", who), named("session", session), since, MODEL, most)

    return found


async def test_sessions_are_as_near_as_what_was_said_in_them(talk, near):
    for minute, (session, degrees) in enumerate([("now", 0), ("far", 90), ("near", 20), ("nearer", 10)]):
        await talk.say("Oi", minute=minute, vector=towards(degrees), session=session)
    found = await near("now")
    assert [one.session_id for one in found] == [named("session", name) for name in ("nearer", "near", "far")]
    assert found[0].similarity == pytest.approx(0.985, abs=0.001)
    assert len(await near("now", most=1)) == 1


async def test_the_messages_that_make_it_so_come_with_it_and_no_more_than_three(talk, near):
    await talk.say("Agora", vector=towards(0), session="now")
    said = [await talk.say("Antes", minute=n, vector=towards(n * 10), session="then") for n in (4, 2, 3, 1)]
    (found,) = await near("now")
    assert found.message_ids == [said[3], said[1], said[2]]


async def test_what_is_said_in_passing_counts_where_nothing_else_was_said(talk, near):
    await talk.say("Sobre o boleto que não chegou", vector=towards(0), session="now")
    await talk.say("Oi!", minute=1, vector=towards(90), session="now")
    told = await talk.say("O boleto veio errado outra vez", minute=100, vector=towards(30), session="bill")
    greeted = await talk.say("Bom dia", minute=101, vector=towards(0), session="bill")
    only = await talk.say("Obrigada", minute=200, vector=towards(60), session="thanks")
    found = await near("now")
    assert [(one.session_id, one.message_ids) for one in found] == [
        (named("session", "bill"), [told, greeted]),
        (named("session", "thanks"), [only]),
    ]
    assert found[0].similarity == pytest.approx(0.866, abs=0.001)


async def test_what_is_of_another_person_older_or_says_nothing_is_not_near(talk, near):
    await talk.say("Agora", vector=towards(0), session="now")
    await talk.say("Antes", minute=-60, vector=towards(0), session="older")
    await talk.say("Outra", vector=towards(0), session="hers", who="Bia", chat="b")
    await talk.say("…", vector=towards(0) * 0, session="nothing")
    assert await near("now", since=NOON) == []
    assert [one.session_id for one in await near("now")] == [named("session", "older")]


async def test_a_question_finds_the_sessions_that_answer_it_best(talk):
    answer = await talk.say("O boleto venceu na terça", session="bill")
    await talk.say("Bom dia", minute=300, session="greeting")
    again = await talk.say("Boleto pago", minute=600, session="paid")
    asked = SearchQuery(q="boleto", contact_id=named("contact", "Ana"), strategy="keyword_only")
    async with talk.db.tenant(talk.tenant_id) as tx:
        found = await answering(tx, asked, Meaning(MODEL))
    assert {one.session_id: one.message_ids for one in found} == {
        named("session", "bill"): [answer],
        named("session", "paid"): [again],
    }
    assert [one.similarity for one in found] == sorted((one.similarity for one in found), reverse=True)
