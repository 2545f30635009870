"""What our own suites promise: enough of each kind, evidence that is there, facts that are said, families apart."""

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.types import Money
from pipelines.evaluation.suite import UNANSWERABLE
from pipelines.evaluation.synthetic.cast import day, month, values
from pipelines.evaluation.synthetic.facts import MULTI, bare, normal
from pipelines.evaluation.synthetic.story import KINDS, parse
from pipelines.evaluation.synthetic.suites import TEST, TRAINING, dialogues

ROOT = Path(__file__).parents[3]
FAMILIES = [TEST, TRAINING]
LANGUAGES = ["pt", "en"]
PREDICATES = MULTI | {
    "lives_at", "works_at", "budget", "plan", "deadline", "preferred_name", "preferred_channel", "decision_maker",
}  # fmt: skip
WAYS = {
    "whatsapp": ("whatsapp",), "email": ("e-mail", "email"), "phone": ("liga", "call"), "sms": ("sms",),
    "in_person": ("pessoalmente", "in person"),
}  # fmt: skip
RECALLED = set(KINDS.values()) - {UNANSWERABLE}


@pytest.fixture(scope="module")
def made():
    return {(family.name, language): dialogues(family, language) for family in FAMILIES for language in LANGUAGES}


@pytest.fixture(scope="module")
def every(made):
    return [one for ours in made.values() for one in ours]


@pytest.fixture(scope="module")
def tested(made):
    return [one for language in LANGUAGES for one in made["test", language]]


def test_the_same_seed_gives_the_same_dialogues(made):
    assert made == {
        (family.name, language): dialogues(family, language) for family in FAMILIES for language in LANGUAGES
    }


DIGEST = """
from hashlib import sha256
from pipelines.evaluation.suite import told
from pipelines.evaluation.synthetic.suites import TEST, TRAINING, dialogues
lines = [line for family in (TEST, TRAINING) for code in ("pt", "en") for one in dialogues(family, code) for line in told(one)]
print(sha256("\\n".join(lines).encode()).hexdigest())
"""


def test_another_process_makes_the_same_bytes():
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT, check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1


def test_there_are_enough_dialogues_and_each_goes_on_for_months(made, every):
    assert {key: len(ours) for key, ours in made.items()} == {
        ("test", "pt"): 20, ("test", "en"): 20, ("training", "pt"): 12, ("training", "en"): 12,
    }  # fmt: skip
    for one in every:
        assert 150 <= len(one.turns) <= 300
        assert 8 <= len({turn.session for turn in one.turns}) <= 20
        assert one.turns[-1].at - one.turns[0].at > timedelta(days=90)
        assert [turn.at for turn in one.turns] == sorted(turn.at for turn in one.turns)


def test_each_language_asks_enough_of_every_kind(made):
    for ours in made.values():
        kinds = Counter(question.kind for one in ours for question in one.questions)
        assert kinds.keys() == RECALLED | {UNANSWERABLE}
        assert min(kinds.values()) >= 20
        assert sum(kinds[kind] for kind in RECALLED) >= 400


def test_no_customer_has_the_name_of_another(made):
    for ours in made.values():
        customers = [next(x.speaker for x in one.turns if " " in x.speaker) for one in ours]
        assert len(set(customers)) == len(customers)


def test_the_trades_of_the_evaluated_dialogues_are_ten_in_each_language(made):
    for language in LANGUAGES:
        assert len({one.name.split()[1] for one in made["test", language]}) == 10


def test_evidence_is_there_and_only_what_cannot_be_answered_has_none(every):
    for one in every:
        known = {turn.id for turn in one.turns}
        assert len(known) == len(one.turns)
        for question in one.questions:
            assert question.relevant <= known
            assert (question.kind == UNANSWERABLE) == (not question.relevant), question


def test_several_hops_rest_on_two_to_four_turns_and_most_of_them_on_several_sessions(every):
    sessions = []
    for one in every:
        session = {turn.id: turn.session for turn in one.turns}
        for question in one.questions:
            if question.kind == "multi-hop":
                assert 2 <= len(question.relevant) <= 4, question
                sessions.append(len({session[turn] for turn in question.relevant}))
    assert sum(number > 1 for number in sessions) > 0.6 * len(sessions)


def test_nothing_is_left_of_the_notation_of_the_stories(every):
    for one in every:
        for text in [turn.text for turn in one.turns] + [question.text for question in one.questions]:
            assert text.strip() == text != ""
            assert not re.search(r"[{}|\[\]]", text), text


def test_no_question_is_asked_twice_of_a_dialogue(every):
    for one in every:
        times = Counter((question.text, question.kind) for question in one.questions)
        assert max(times.values()) == 1, times.most_common(1)


def test_facts_are_asked_for_in_three_ways_and_of_every_predicate(tested):
    facts = [fact for one in tested for fact in one.facts]
    assert len(facts) >= 300
    assert {fact.predicate for fact in facts} == PREDICATES
    kinds = Counter(fact.kind for fact in facts)
    assert kinds.keys() == {"current", "as-of", "kept"}
    assert min(kinds.values()) >= 60


def test_the_value_of_a_fact_is_said_in_the_turns_that_it_cites(tested):
    for one in tested:
        turns = {turn.id: turn for turn in one.turns}
        for fact in one.facts:
            cited = [turns[name] for name in fact.relevant]
            held = fact.expected if isinstance(fact.expected, frozenset) else {fact.expected} - {None}
            assert bool(held) == bool(cited)
            assert all(any(says(turn, fact.predicate, value) for turn in cited) for value in held), fact


def says(turn, predicate, value):
    text = bare(turn.text)
    if isinstance(value, Money):
        amount = value.amount // 100
        return any(form in text for form in (f"{amount:,}", f"{amount:,}".replace(",", "."), *thousands(amount)))
    if predicate == "preferred_channel":
        return any(word in text for word in WAYS[value])
    if predicate == "deadline":
        language = "pt" if " de " in text else "en"
        return bare(day(date.fromisoformat(value), language)) in text
    return bare(value) in bare(normal(predicate, turn.text) if predicate in MULTI else turn.text)


def thousands(amount):
    short = f"{amount / 1000:g}"
    return f"{short}k", f"{short.replace('.', ',')} mil"


def test_what_is_asked_of_the_past_comes_after_the_turns_that_say_it(tested):
    for one in tested:
        at = {turn.id: turn.at for turn in one.turns}
        for fact in one.facts:
            assert all(at[turn] < (fact.as_of or one.turns[-1].at) for turn in fact.relevant)
            assert fact.whose in {turn.speaker for turn in one.turns}


def test_what_only_sounds_like_a_change_leaves_the_value_as_it_was(tested):
    for one in tested:
        for fact in one.facts:
            if fact.kind == "kept" and fact.as_of:
                earlier = [x for x in one.facts if (x.whose, x.predicate) == (fact.whose, fact.predicate)]
                assert fact.expected in [x.expected for x in earlier]


def test_only_one_story_of_a_dialogue_tells_a_fact_that_can_have_one_value():
    for language in LANGUAGES:
        for trade in TEST.stories[language].shops:
            told = TEST.stories[language].of(trade)
            for chosen in (told[:3], told[-3:]):
                claimed = Counter(x for story in chosen for x in story.predicates() - MULTI)
                assert not claimed or max(claimed.values()) == 1, trade


def sentences(ours):
    """What is said, as far as it is a sentence: two words or more."""
    texts = {bare(turn.text) for one in ours for turn in one.turns}
    return {found for text in texts if len(found := tuple(re.findall(r"\w+", text))) > 1}


def test_the_families_share_no_scene_no_name_and_no_sentence(made):
    for language in LANGUAGES:
        test, training = made["test", language], made["training", language]
        assert not sentences(test) & sentences(training)
        ours, theirs = TEST.stories[language], TRAINING.stories[language]
        assert not {line(said) for said in lines(ours)} & {line(said) for said in lines(theirs)}
        assert not {shop for named in ours.shops.values() for shop in named} & {
            shop for named in theirs.shops.values() for shop in named
        }
        assert not names(TEST, language) & names(TRAINING, language)
        assert not {turn.speaker for one in test for turn in one.turns} & {
            turn.speaker for one in training for turn in one.turns
        }
        asked = [{question.text for one in ours for question in one.questions} for ours in (test, training)]
        assert not asked[0] & asked[1]


def lines(stories):
    return [said for story in stories.told for part in story.parts for said in part.said]


def line(said):
    return bare(said.text)


def names(family, language):
    return {name for slot in family.pools[language] for name in values(family.pools[language], slot)}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_two_dialogues_of_a_family_hardly_share_a_sentence(made, family, language):
    ours = [{said for said in sentences([one]) if len(said) > 3} for one in made[family.name, language]]
    shared = [len(a & b) / min(len(a), len(b)) for n, a in enumerate(ours) for b in ours[:n]]
    assert sum(shared) / len(shared) < (0.15 if family is TEST else 0.5)


@given(st.integers(1, 28), st.integers(1, 12))
def test_a_day_is_written_as_people_write_it(number, of):
    at = date(2025, of, number)
    assert day(at, "pt") == f"{number} de {month(at, 'pt')}"
    assert day(at, "en") == f"{month(at, 'en')} {number}"


def test_a_line_that_is_no_line_of_a_story_is_refused():
    with pytest.raises(ValueError, match="'who says this' is no line"):
        parse("# any\n## one\nwho says this")
