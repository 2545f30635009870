"""What a question asks for, and what was taken from a message then counts."""

import pytest

from contracts.crm.claim import Claim
from contracts.crm.fact import PREDICATES
from memory.recall.asks import _ASKED, asks
from memory.recall.facts import Heard, learn

from .conftest import turn

QUESTIONS = {
    "Onde a Ana mora agora?": {"lives_at"},
    "Where did she live in March?": {"lives_at"},
    "¿Cuál es su presupuesto?": {"budget"},
    "Qual é o orçamento dela, e até quando precisa?": {"budget", "deadline"},
    "Who approved it?": {"decision_maker"},
    "Em que empresa ele trabalha?": {"works_at"},
    "Bom dia, tudo bem?": set(),
}


@pytest.mark.parametrize("question, expected", QUESTIONS.items())
def test_a_question_asks_for_what_its_words_say(question, expected):
    assert set(asks(question)) == expected


def test_every_kind_of_fact_can_be_asked_for():
    assert _ASKED.keys() == PREDICATES.keys()


async def test_what_a_fact_was_taken_from_is_found_where_facts_count(talk):
    moved = await talk.say("agora e na Rua das Flores 12", chat="a")
    await talk.say("bom dia", chat="b", minute=1)
    heard = Heard(
        moved, turn(moved, "agora e na Rua das Flores 12").content_hash, [Claim("lives_at", "Rua das Flores 12", 0, 5)]
    )
    async with talk.db.tenant(talk.tenant_id) as tx:
        await learn(tx, [heard], "test@1")
    (hit,) = await talk.find("Onde ela mora?", strategy="graph_only")
    assert (hit.message_id, hit.score, hit.graph) == (moved, 1, 1)
    assert await talk.find("Onde ela mora?", strategy="keyword_only") == []
    assert await talk.find("Bom dia", strategy="graph_only") == []
