from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.providers.entities.numerals import number
from pipelines.providers.entities.rules import RuleEntities

RULES = RuleEntities()

FOUND = [
    ("pt", "custa R$ 1.234,56.", "R$ 1.234,56", "BRL 123456"),
    ("pt", "R$50", "R$50", "BRL 5000"),
    ("pt", "r$ 10,5", "r$ 10,5", "BRL 1050"),
    ("pt", "R$ 1.234", "R$ 1.234", "BRL 123400"),
    ("pt", "R$ 1,234.50", "R$ 1,234.50", "BRL 123450"),
    ("pt", "R$ 12.345.678,90", "R$ 12.345.678,90", "BRL 1234567890"),
    ("pt", "R$ 89,90/mês", "R$ 89,90", "BRL 8990"),
    ("pt", "3x de R$ 50", "R$ 50", "BRL 5000"),
    ("pt", "R$ 50 mil", "R$ 50 mil", "BRL 5000000"),
    ("pt", "R$ 2 mi de desconto", "R$ 2 mi", "BRL 200000000"),
    ("pt", "R$ 1,5 milhão", "R$ 1,5 milhão", "BRL 150000000"),
    ("pt", "2 milhões de reais", "2 milhões de reais", "BRL 200000000"),
    ("pt", "20 reais", "20 reais", "BRL 2000"),
    ("pt", "VALE 20 REAIS", "20 REAIS", "BRL 2000"),
    ("pt", "1 real", "1 real", "BRL 100"),
    ("pt", "50 mil reais", "50 mil reais", "BRL 5000000"),
    ("pt", "10k reais", "10k reais", "BRL 1000000"),
    ("pt", "20 reais e 50 centavos", "20 reais e 50 centavos", "BRL 2050"),
    ("pt", "50 centavos", "50 centavos", "BRL 50"),
    ("pt", "quinhentos reais", "quinhentos reais", "BRL 50000"),
    ("pt", "vinte e cinco reais", "vinte e cinco reais", "BRL 2500"),
    ("pt", "dois mil e quinhentos reais", "dois mil e quinhentos reais", "BRL 250000"),
    ("pt", "um milhão de reais", "um milhão de reais", "BRL 100000000"),
    ("pt", "tres reais", "tres reais", "BRL 300"),
    ("pt", "US$ 1,234.56", "US$ 1,234.56", "USD 123456"),
    ("pt", "20 dólares", "20 dólares", "USD 2000"),
    ("pt", "€ 20", "€ 20", "EUR 2000"),
    ("pt", "€1.000,00", "€1.000,00", "EUR 100000"),
    ("pt", "20€", "20€", "EUR 2000"),
    ("es", "20,50 €", "20,50 €", "EUR 2050"),
    ("es", "20 euros", "20 euros", "EUR 2000"),
    ("es", "500 pesos", "500 pesos", "MXN 50000"),
    ("es", "mil quinientos pesos argentinos", "mil quinientos pesos argentinos", "ARS 150000"),
    ("es", "9.990 pesos chilenos", "9.990 pesos chilenos", "CLP 9990"),
    ("es", "dos mil euros", "dos mil euros", "EUR 200000"),
    ("es", "$ 500", "$ 500", "MXN 50000"),
    ("en", "$1,234.56", "$1,234.56", "USD 123456"),
    ("en", "20 dollars", "20 dollars", "USD 2000"),
    ("en", "five hundred dollars", "five hundred dollars", "USD 50000"),
    ("en", "twenty-five dollars", "twenty-five dollars", "USD 2500"),
    ("en", "£15", "£15", "GBP 1500"),
    ("en", "100 USD", "100 USD", "USD 10000"),
    ("en", "BRL 30", "BRL 30", "BRL 3000"),
]
NOTHING = [
    ("pt", "um dos reais motivos"),
    ("pt", "um real problema"),
    ("pt", "20 pesos de academia"),
    ("pt", "custa 10 mil"),
    ("pt", "R$ 1.2345"),
    ("pt", "20 dólares canadenses"),
    ("pt", "versão 1.2.3"),
    ("en", "once dollars were gold"),
    ("pt", "R$ "),
]
WORDS = [
    ("duzentos e cinquenta", 250),
    ("mil e um", 1001),
    ("cento e vinte e três mil quatrocentos e cinquenta e seis", 123456),
    ("treinta y dos", 32),
    ("one hundred and twenty", 120),
    ("two thousand five hundred", 2500),
    ("vinte trinta", None),
    ("cinco vinte", None),
]


@pytest.mark.parametrize("language, text, words, value", FOUND)
def test_an_amount_is_its_currency_and_minor_units(
    language: str, text: str, words: str, value: str, thursday: datetime
):
    [entity] = RULES.extract(text, language, thursday)
    assert (entity.kind, entity.text, entity.value) == ("money", words, value)


@pytest.mark.parametrize("language, text", NOTHING)
def test_what_is_no_amount_is_left_alone(language: str, text: str, thursday: datetime):
    assert RULES.extract(text, language, thursday) == []


@pytest.mark.parametrize("words, value", WORDS)
def test_numbers_in_words_are_added_up_where_they_make_one(words: str, value: int | None):
    assert number(words.replace("ê", "e"), "es") == value


@settings(deadline=None)
@given(st.integers(0, 10**11 - 1))
def test_an_amount_written_in_the_brazilian_way_is_read_back(cents: int):
    whole, rest = divmod(cents, 100)
    written = f"R$ {whole:,}".replace(",", ".") + f",{rest:02}"
    [entity] = RULES.extract(written, "pt", datetime.fromisoformat("2026-03-12T10:00:00-03:00"))
    assert (entity.text, entity.value) == (written, f"BRL {cents}")


@settings(deadline=None)
@given(st.integers(0, 10**11 - 1))
def test_an_amount_written_in_the_american_way_is_read_back(cents: int):
    written = f"US$ {cents // 100:,}.{cents % 100:02}"
    [entity] = RULES.extract(written, "en", datetime.fromisoformat("2026-03-12T10:00:00-03:00"))
    assert (entity.text, entity.value) == (written, f"USD {cents}")
