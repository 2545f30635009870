import json
import random
import re
from datetime import UTC, datetime

import pytest

from pipelines.demo import ACCOUNT, QUESTIONS, SHOPS, month
from pipelines.demo.generator import SCENARIOS
from pipelines.demo.people import invent
from pipelines.demo.planted import PLANTED
from pipelines.demo.script import MESSAGES, fill, parse
from pipelines.demo.shops import WARES
from pipelines.demo.slots import fill_in
from pipelines.providers.facts.rules import RuleFacts

START = datetime(2026, 10, 1, tzinfo=UTC)
ALL = [(language, name, script) for language, found in SCENARIOS.items() for name, script in found.items()]
HELD = [(planted.language, planted.shop, planted.script) for planted in PLANTED]


@pytest.mark.parametrize("language", sorted(SCENARIOS))
def test_each_language_has_at_least_twenty_five_scenarios(language):
    assert len(SCENARIOS[language]) >= 25
    assert len(set(SCENARIOS[language].values())) == len(SCENARIOS[language])


@pytest.mark.parametrize("language,name,script", ALL + HELD)
def test_every_slot_of_a_scenario_is_filled_for_every_shop_of_its_language(language, name, script):
    rng = random.Random(1)
    for shop in (shop for shop in SHOPS if (shop.key, language) in WARES):
        customer = next(customer for customer in invent(shop, 40, rng) if customer.language == language)
        for turn in fill(script, fill_in(shop, customer, int(START.timestamp()), rng)):
            assert turn.text or turn.kind in ("pause", "sticker", "revoke", "typing", "call")
            assert "{" not in turn.text


@pytest.mark.parametrize("language,name,script", ALL + HELD)
def test_whatever_points_at_a_message_finds_one(language, name, script):
    written = set()
    for turn in map(parse, script):
        other = "s" if turn.who == "c" else "c"
        if turn.kind in ("edit", "revoke"):
            assert turn.who in written
        if turn.kind in ("react", "reply"):
            assert other in written
        if turn.kind in MESSAGES:
            written.add(turn.who)
    assert "c" in written


@pytest.mark.parametrize("line", ["x: hello", "c shout: hello", "hello", "c pause"])
def test_a_line_outside_the_notation_is_refused(line):
    with pytest.raises(ValueError, match="Not a line"):
        parse(line)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.language)
@pytest.mark.parametrize("seed,messages", [(7, 2000), (99, 300)])
def test_the_answer_to_a_question_is_said_by_one_customer_word_for_word(question, seed, messages):
    said = {answer["id"]: answer for answer in answers(question, month(START, seed=seed, messages=messages))}
    assert len(said) == 1
    assert not next(iter(said.values()))["fromMe"]


def answers(question, webhooks):
    found = [json.loads(w.body)["payload"] for w in webhooks if w.shop == question.shop and w.event == "message.any"]
    return [payload for payload in found if question.answer_contains in payload["body"]]


def test_the_questions_are_in_three_languages_and_two_share_no_word_with_their_answer():
    assert {question.language for question in QUESTIONS} == {"pt", "en", "es"}
    webhooks = month(START)
    shared = [words(q.text) & words(answers(q, webhooks)[0]["body"]) for q in QUESTIONS]
    assert [found == set() for found in shared] == [True, True, False]


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}


def test_customers_mistype_shout_and_drop_accents_but_the_shop_does_not():
    told = [json.loads(w.body)["payload"] for w in month(START) if w.event == "message.any"]
    theirs = " ".join(p["body"] for p in told if not p["fromMe"])
    ours = " ".join(p["body"] for p in told if p["fromMe"])
    for habit in (" vc", "voces|endereco|ultima|anuncio", r"[A-ZÁÉÍÓÚ]{4,} [A-ZÁÉÍÓÚ]{4,}.*!!", "😊|🙏|🎉"):
        assert re.search(habit, theirs), habit
    assert re.search(r"\d{3}\.\d{3}\.\d{3}-\d\d", theirs)
    assert re.search(r"\w+@example\.(com|org|net)", theirs)
    assert re.search(r"R\$ \d", ours)


def test_the_account_says_what_the_demo_asks_after():
    said = [planted for planted in PLANTED if planted.teller]
    assert [planted.fraction for planted in said][:2] == list(ACCOUNT.said_at)
    turns = [turn for planted in said for turn in map(parse, planted.script)]
    read = RuleFacts()
    claims = [one for turn in turns if turn.who == "c" for one in read.extract(turn.text, START, "pt")]
    assert [(one.predicate, one.value) for one in claims if one.predicate in ("budget", "plan")] == [
        ("budget", ACCOUNT.budgets[0]), ("budget", ACCOUNT.budgets[1]), ("plan", ACCOUNT.plan),
    ]  # fmt: skip
    assert [ACCOUNT.handled_by in turn.text for turn in turns].count(True) == 1
