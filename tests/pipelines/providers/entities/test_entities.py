from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.crm.enrichment import Entity
from pipelines.providers import choose_entities
from pipelines.providers.entities.finding import longest
from pipelines.providers.entities.rules import MAX_CHARS, RuleEntities
from pipelines.providers.text import fold

RULES = RuleEntities()
AT = datetime.fromisoformat("2026-03-12T10:00:00-03:00")
WORDS = """segunda terça-feira próxima sexta passada que vem amanhã mañana por la de às 14h30 3 da tarde 12/03
    31/02/2026 março maio R$ 1.234,56 mil e duzentos reais US$ 20 € 50 centavos (11) 98765-4321 +55 529.982.247-25
    cep 01310-100 11.222.333/0001-81 a@b.com.br https://x.io/a?b=1 www. in 3 days há 2 semanas next Monday el lunes
    2026-03-12T14:30 dia 15 do mês fim meia-noite pedido # – … ñ ª º 😀 a\u0303"""
PIECES = WORDS.split()

lines = st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map(" ".join)
languages = st.sampled_from(["pt", "es", "en", None])


def check(text: str, found: list[Entity]) -> None:
    for entity in found:
        assert text[entity.start : entity.end] == entity.text
        assert entity.text == entity.text.strip()
    for before, after in pairwise(found):
        assert before.end <= after.start


@settings(max_examples=300, deadline=None)
@given(lines, languages)
def test_spans_are_exact_and_never_overlap(text: str, language: str | None):
    check(text, RULES.extract(text, language, AT))


@settings(max_examples=200, deadline=None)
@given(st.text(), languages)
def test_no_text_breaks_the_rules(text: str, language: str | None):
    check(text, RULES.extract(text, language, AT))


@settings(deadline=None)
@given(st.text())
def test_a_folded_text_leads_back_to_the_original(text: str):
    folded = fold(text)
    assert len(folded.places) == len(folded.plain) + 1
    assert list(folded.places) == sorted(folded.places)
    assert folded.places[-1] == len(text)


@settings(max_examples=50, deadline=None)
@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.sampled_from(PIECES))  # noqa: DTZ001 - zoned below
def test_any_day_is_a_day_to_say_something_on(at: datetime, text: str):
    check(text, RULES.extract(text, "pt", at.replace(tzinfo=AT.tzinfo)))


def test_a_whole_message_gives_everything_that_it_names():
    text = (
        "Oi! Sou a Ana, CPF 529.982.247-25. Paguei R$ 1.234,56 ontem às 14h30, chega até sexta? "
        "Me liga (11) 98765-4321 ou ana@exemplo.com.br, CEP 01310-100."
    )
    assert [(entity.kind.value, entity.value) for entity in RULES.extract(text, "pt", AT)] == [
        ("cpf", "52998224725"),
        ("money", "BRL 123456"),
        ("date", "2026-03-11T14:30-03:00"),
        ("date", "2026-03-13"),
        ("phone", "+5511987654321"),
        ("email", "ana@exemplo.com.br"),
        ("cep", "01310100"),
    ]


def test_accents_written_as_characters_of_their_own_belong_to_the_span():
    [entity] = RULES.extract("até amanha\u0303!", "pt", AT)
    assert (entity.text, entity.start, entity.end) == ("amanha\u0303", 4, 11)


def test_text_past_the_limit_is_not_read():
    text = "x" * (MAX_CHARS - 6) + " R$ 1.234,56 hoje"
    assert RULES.extract(text, "pt", AT) == []


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["1 ", "1", "1/", "a@", "a.", "(11) ", "dois mil ", "segunda ", "R$ 1 mil ", "dia ", " ", "é"]
)
def test_the_longest_hostile_text_is_read_in_linear_time(piece: str):
    check(text := (piece * MAX_CHARS)[:MAX_CHARS], RULES.extract(text, "es", AT))


def test_the_longest_wins_and_the_first_given_among_equals():
    def found(start: int, end: int, value: str) -> Entity:
        return Entity(kind="cpf", text="x", value=value, start=start, end=end, confidence=1)

    short, long, equal, apart = found(0, 4, "a"), found(2, 9, "b"), found(2, 9, "c"), found(9, 12, "d")
    assert longest([short, long, equal, apart]) == [long, apart]


def test_the_rules_are_a_provider_by_name():
    assert choose_entities("rules").extract("hoje", "pt", AT)[0].value == "2026-03-12"
