from datetime import datetime, timedelta
from pathlib import Path
from time import process_time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.crm.claim import ANY, Act, Said, consolidate, functional
from contracts.crm.fact import EXTRACTOR, PREDICATES, Modality
from pipelines.providers import choose_facts, read_by
from pipelines.providers.facts.rules import RuleFacts
from pipelines.providers.facts.spelling import WORDS, meant

RULES = RuleFacts()


def table(name):
    """The rows of a table: language, text, and what of it is to be found (`-` before what is so no longer)."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text().splitlines()
    rows = [[part.strip() for part in line.split(" | ")] for line in lines]
    return [(row[0], row[1].removesuffix(" |"), wanted(row[2]) if len(row) > 2 else set()) for row in rows]


def wanted(cell):
    parts = [part.strip() for part in cell.split(";") if part.strip()]
    return {(part.lstrip("-").split("=")[0], part.split("=", 1)[1], -1 if part[0] == "-" else 1) for part in parts}


def states(text, language, at, modality=Modality.ASSERTED):
    claims = RULES.extract(text, at, language)
    return {
        (one.predicate, one.value, one.polarity) for one in claims if one.modality is modality and one.act is Act.STATE
    }


@pytest.mark.parametrize("language, text, facts", table("asserted"))
def test_what_a_customer_says_of_themselves_is_claimed(thursday, language, text, facts):
    assert states(text, language, thursday) == facts


@pytest.mark.parametrize("language, text, facts", table("not_asserted"))
def test_what_is_asked_supposed_quoted_planned_or_said_of_others_is_no_fact(thursday, language, text, facts):
    positive = {one for one in states(text, language, thursday) if one[2] > 0}
    assert positive == facts


@pytest.mark.parametrize("language, text, facts", table("planned"))
def test_what_is_yet_to_come_is_told_as_planned(thursday, language, text, facts):
    assert states(text, language, thursday, Modality.PLANNED) == facts
    assert states(text, language, thursday) == set()


WORDED = {"preference", "goal", "objection", "pain_point"}
"""Predicates of whose value nobody can say where it begins and ends: one of two that hold each other will do."""


def among(fact, found):
    predicate, value, polarity = fact
    return fact in found or (
        predicate in WORDED
        and any(
            (name, sign) == (predicate, polarity) and (value.lower() in said.lower() or said.lower() in value.lower())
            for name, said, sign in found
        )
    )


@pytest.mark.parametrize("language, text, facts", table("reach"))
def test_what_is_said_in_whatever_words_is_claimed_and_nothing_else_is_ended(thursday, language, text, facts):
    found = states(text, language, thursday)
    assert [fact for fact in facts if not among(fact, found)] == []
    assert {one for one in found - facts if functional(one[0]) and one[2] > 0} == set()


@pytest.mark.parametrize("language, text, facts", table("kept"))
def test_what_only_sounds_like_a_change_is_none(thursday, language, text, facts):
    assert {one for one in states(text, language, thursday) if one[2] > 0} == facts


JEST = (
    {"pt": 'minha irmã disse: "{}"', "en": 'my sister said: "{}"'},
    {"pt": "{}... brincadeira", "en": "{}... kidding"},
)


@pytest.mark.parametrize("frame", [*JEST, {"pt": "encaminhada: {}", "en": "fwd: {}"}])
def test_nothing_that_is_quoted_in_jest_or_passed_on_is_so(thursday, frame):
    rows = [row for row in table("reach") if '"' not in row[1]]
    wrong = [text for language, text, _ in rows if states(frame[language].format(text), language, thursday)]
    assert wrong == []


@pytest.mark.parametrize("language, text, facts", table("asserted"))
def test_what_we_say_ourselves_claims_nothing_of_the_customer(thursday, language, text, facts):
    assert RULES.extract(text, thursday, language, from_me=True) == []


@pytest.mark.parametrize("language, text, facts", [row for row in table("asserted") if row[2]])
def test_a_claim_knows_where_it_stands(thursday, language, text, facts):
    for one in RULES.extract(text, thursday, language):
        assert 0 <= one.start < one.end <= len(text)
        if PREDICATES[one.predicate].form.endswith("as said") and one.act is Act.STATE:
            assert one.value in " ".join(text[one.start : one.end].split())


SINCE = [
    ("pt", "me mudei pra Curitiba mês passado", "2026-02-28"),
    ("pt", "me mudei pra Curitiba ontem", "2026-03-11"),
    ("pt", "moro em Olinda desde 2019", "2019-01-01"),
    ("pt", "trabalho na Localiza faz 2 anos", "2024-03-12"),
    ("en", "I moved to Denver last week", "2026-03-08"),
    ("en", "I live in Denver since January 5", "2026-01-05"),
    ("pt", "moro em Olinda", None),
    ("pt", "moro em Olinda e chega amanhã", None),
    ("pt", "moro em Olinda, comprei ontem", None),
]


@pytest.mark.parametrize("language, text, day", SINCE)
def test_it_is_known_since_when_where_that_is_said(thursday, language, text, day):
    (claim,) = [one for one in RULES.extract(text, thursday, language) if one.act is Act.STATE]
    assert (claim.since and claim.since.date().isoformat()) == day


def test_what_begins_on_a_day_to_come_is_planned(thursday):
    assert states("trabalho na Vale a partir de abril", "pt", thursday) == set()
    planned = states("trabalho na Vale a partir de abril", "pt", thursday, Modality.PLANNED)
    assert planned == {("works_at", "Vale", 1)}


CORRECTED = [
    ("pt", "Moro em Campinas", "não é Campinas, é Valinhos", {("lives_at", "Valinhos")}),
    ("pt", "Meu orçamento é 5 mil", "na verdade não é 5 mil, é 8 mil", {("budget", "8000.00 BRL")}),
    ("pt", "moro em Campinas", "quis dizer Valinhos", {("lives_at", "Valinhos")}),
    ("pt", "meu orçamento é 5 mil", "quis dizer 15 mil", {("budget", "15000.00 BRL")}),
    ("pt", "preciso até dia 20", "corrigindo: dia 25", {("deadline", "2026-03-25")}),
    ("pt", "moro em Campinas", "esquece o que eu disse", set()),
    ("pt", "moro em Campinas", "isso estava errado", set()),
    ("pt", "moro em Campinas", "me enganei, moro em Valinhos", {("lives_at", "Valinhos")}),
    ("pt", "meu número é 31 99888-7766", "errei, meu número é 31 99888-7767", {("phone", "+5531998887767")}),
    ("pt", "moro em Campinas", "na verdade não moro em Campinas", set()),
    ("pt", "moro em Campinas", "não é caro, é justo", {("lives_at", "Campinas")}),
    ("pt", "meu orçamento é 5 mil", "esquece isso", set()),
    ("en", "I live in Denver", "I meant Boulder", {("lives_at", "Boulder")}),
    ("en", "I live in Denver", "sorry, not Denver, it's Boulder", {("lives_at", "Boulder")}),
    ("en", "my budget is $5k", "that was wrong", set()),
    ("en", "my budget is $5k", "it's not $5k, it's $6k", {("budget", "6000.00 USD")}),
    ("en", "call me Bob", "scratch that", set()),
    ("en", "my email is jo@example.com", "typo, my email is joe@example.com", {("email", "joe@example.com")}),
    ("es", "vivo en Lima", "no es Lima, es Cusco", {("lives_at", "Cusco")}),
    ("es", "vivo en Lima", "quise decir Cusco", {("lives_at", "Cusco")}),
    ("es", "vivo en Lima", "olvida lo que dije", set()),
]


@pytest.mark.parametrize("language, first, second, known", CORRECTED)
def test_what_is_taken_back_or_put_right_is_known_as_it_was_meant(thursday, language, first, second, known):
    said = [
        Said(UUID(int=number), thursday + timedelta(minutes=number), claim)
        for number, text in enumerate((first, second))
        for claim in RULES.extract(text, thursday + timedelta(minutes=number), language)
    ]
    assert {(one.predicate, one.value) for one in consolidate(said) if one.valid_to is None} == known


def test_a_retraction_without_more_is_of_whatever_was_said_last(thursday):
    (claim,) = RULES.extract("esquece o que eu disse", thursday, "pt")
    assert (claim.act, claim.predicate) == (Act.RETRACT, ANY)


@given(st.text(max_size=300))
def test_no_text_makes_the_rules_fail_and_no_claim_leaves_the_text(text):
    at = datetime.fromisoformat("2026-03-12T10:00-03:00")
    for one in RULES.extract(text, at, None):
        assert one.predicate in PREDICATES or one.predicate == ANY
        assert 0 <= one.start < one.end <= len(text)


CUES = "moro em na plano orçamento é 5 mil não mas quero até sexta que meu prefiro I live in my , . ?"


@given(st.lists(st.sampled_from(CUES.split(" "))))
def test_words_of_cues_in_any_order_never_make_the_rules_fail(words):
    RULES.extract(" ".join(words), datetime.fromisoformat("2026-03-12T10:00-03:00"), "pt")


CHANGED = [
    ("pt", "Moro na Rua Sol, 3", "não é mais Rua Sol, 3, agora é Rua Lua, 8", {("lives_at", "Rua Lua, 8")}),
    ("pt", "trabalho na Vale", "troquei a Vale pela Gerdau", {("works_at", "Gerdau")}),
    ("pt", "preciso até 20 de março", "adiaram, agora é 28 de março", {("deadline", "2026-03-28")}),
    ("pt", "meu orçamento é 5 mil", "subiu pra 8 mil", {("budget", "8000.00 BRL")}),
    ("pt", "trabalho na Vale", "fui demitida ontem", set()),
    ("pt", "ano que vem vou me mudar pra Olinda", "mudança feita!", {("lives_at", "Olinda")}),
    ("pt", "moro em Olinda", "subiu pra 8 mil", {("lives_at", "Olinda")}),
    ("pt", "meu orçamento é 5 mil", "a conta de luz subiu pra 800 reais", {("budget", "5000.00 BRL")}),
    ("en", "I live in Boston", "we've swapped Boston for Portland", {("lives_at", "Portland")}),
    ("en", "I work at Dell", "I left Dell for Lenovo", {("works_at", "Lenovo")}),
    ("en", "need it by March 20", "they moved it to March 28", {("deadline", "2026-03-28")}),
    ("en", "I work at Dell", "I got laid off", set()),
    ("en", "we're moving to Omaha in June", "we've moved!", {("lives_at", "Omaha")}),
    ("en", "my budget is $5k", "my rent went up to $1,900", {("budget", "5000.00 USD")}),
    ("en", "need it by March 20", "the appointment was moved to March 28", {("deadline", "2026-03-20")}),
]


@pytest.mark.parametrize("language, first, second, known", CHANGED)
def test_what_is_otherwise_now_ends_what_was_so_until_then(thursday, language, first, second, known):
    said = [
        Said(UUID(int=number), thursday + timedelta(days=number / 24), claim)
        for number, text in enumerate((first, second))
        for claim in RULES.extract(text, thursday + timedelta(days=number / 24), language)
    ]
    held = consolidate(said)
    assert {
        (one.predicate, one.value)
        for one in held
        if functional(one.predicate) and one.valid_to is None and one.modality is Modality.ASSERTED
    } == known
    assert UUID(int=0) in {source.message_id for one in held for source in one.sources}


SLOW = [
    "5k max",
    "zap",
    "sem a",
    "the plan",
    "me passa pro",
    "Vale",
    "until",
    "moro em",
    "call me",
    "i'm a engineer at",
    "quero o plano",
    "i prefer to talk",
    "é,",
    "não é",
    "preciso",
    "a",
]


@pytest.mark.parametrize("words", SLOW)
def test_a_text_that_is_made_to_be_slow_takes_no_longer_than_a_blink(thursday, words):
    began = process_time()
    RULES.extract(f"{words} " * 5_000, thursday, "pt", entities=[])
    assert process_time() - began < 1


def test_a_text_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        RULES.extract("hoje", datetime(2026, 3, 12), "pt")  # noqa: DTZ001


@pytest.mark.parametrize("word", ["orcamneto", "orcamnto", "orrcamento", "trablho", "enderco", "prefiru"])
def test_a_misspelt_word_is_mended_when_its_ends_are_right(word):
    assert (meant(word) in WORDS) == (word != "prefiru")


@pytest.mark.parametrize("word", ["trabalha", "trabalhou", "prefere", "chegar", "obrigado", "problemas"])
def test_a_word_of_its_own_is_left_alone(word):
    assert meant(word) is None


def test_facts_are_kept_under_the_version_that_is_shown():
    assert read_by(choose_facts("rules")) == EXTRACTOR
