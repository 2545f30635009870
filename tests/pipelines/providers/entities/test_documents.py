from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.check_digits import cnpj_check_digits, cpf_check_digits, valid_cnpj, valid_cpf
from pipelines.providers.entities.rules import RuleEntities

RULES = RuleEntities()
DIGITS = "0123456789"
SIGNS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

FOUND = [
    ("meu cpf é 529.982.247-25", "cpf", "529.982.247-25", "52998224725"),
    ("CPF 52998224725 ok?", "cpf", "52998224725", "52998224725"),
    ("cpf 111 444 777 35", "cpf", "111 444 777 35", "11144477735"),
    ("529982247-25", "cpf", "529982247-25", "52998224725"),
    ("CNPJ: 11.222.333/0001-81.", "cnpj", "11.222.333/0001-81", "11222333000181"),
    ("11444777000161", "cnpj", "11444777000161", "11444777000161"),
    ("a empresa é 12.ABC.345/01DE-35", "cnpj", "12.ABC.345/01DE-35", "12ABC34501DE35"),
    ("12.abc.345/01de-35", "cnpj", "12.abc.345/01de-35", "12ABC34501DE35"),
    ("cnpj 12ABC34501DE35", "cnpj", "12ABC34501DE35", "12ABC34501DE35"),
    ("CEP 01310-100", "cep", "01310-100", "01310100"),
    ("moro no 01.310-100, são paulo", "cep", "01.310-100", "01310100"),
    ("cep 01310100", "cep", "01310100", "01310100"),
    ("cep: 01310100", "cep", "01310100", "01310100"),
]
NOTHING = [
    "529.982.247-26",
    "52998224724",
    "111.111.111-11",
    "11.222.333/0001-82",
    "00.000.000/0000-00",
    "12.ABC.345/01DE-36",
    "529.982.247-255",
    "9529.982.247-25",
    "00310-100",
    "protocolo 01310100",
    "1529.982.247-25-1",
]


@pytest.mark.parametrize("text, kind, words, value", FOUND)
def test_a_number_with_right_check_digits_is_found(text: str, kind: str, words: str, value: str, thursday: datetime):
    [entity] = RULES.extract(text, "pt", thursday)
    assert (entity.kind, entity.text, entity.value) == (kind, words, value)


@pytest.mark.parametrize("text", NOTHING)
def test_a_number_with_wrong_check_digits_is_nothing(text: str, thursday: datetime):
    assert RULES.extract(text, "pt", thursday) == []


def test_a_bare_cpf_that_is_also_a_mobile_number_is_what_the_word_before_says(thursday: datetime):
    both = f"119876543{cpf_check_digits('119876543')}"
    assert [entity.kind for entity in RULES.extract(f"cpf {both}", "pt", thursday)] == ["cpf"]
    assert [entity.kind for entity in RULES.extract(f"whatsapp: {both}", "pt", thursday)] == ["phone"]


@settings(deadline=None)
@given(st.text(DIGITS, min_size=9, max_size=9).filter(lambda base: len(set(base)) > 1))
def test_a_cpf_is_valid_with_its_own_check_digits_and_no_others(base: str):
    digits = cpf_check_digits(base)
    assert [pair for pair in map("{:02}".format, range(100)) if valid_cpf(base + pair)] == [digits]


@settings(deadline=None)
@given(st.text(SIGNS, min_size=12, max_size=12).filter(lambda base: len(set(base)) > 1))
def test_a_cnpj_is_valid_with_its_own_check_digits_and_no_others(base: str):
    digits = cnpj_check_digits(base)
    assert [pair for pair in map("{:02}".format, range(100)) if valid_cnpj(base + pair)] == [digits]


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_document_or_not(text: str):
    assert not valid_cpf(text) or len(text) == 11
    assert not valid_cnpj(text) or len(text) == 14
