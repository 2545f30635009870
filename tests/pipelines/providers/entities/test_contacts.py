from datetime import datetime

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher

from pipelines.providers.entities.contacts import PHONE_LIKE
from pipelines.providers.entities.rules import RuleEntities

RULES = RuleEntities()

FOUND = [
    ("pt", "me liga (11) 98765-4321", "phone", "(11) 98765-4321", "+5511987654321"),
    ("pt", "zap 11987654321", "phone", "11987654321", "+5511987654321"),
    ("pt", "+55 (11) 98765-4321", "phone", "+55 (11) 98765-4321", "+5511987654321"),
    ("pt", "fixo 21 2345-6789", "phone", "21 2345-6789", "+552123456789"),
    ("pt", "0800 722 6000", "phone", "0800 722 6000", "+558007226000"),
    ("pt", "ligue 912 345 678", "phone", "912 345 678", "+351912345678"),
    ("pt", "minha chave pix é 11987654321", "phone", "11987654321", "+5511987654321"),
    ("en", "call (415) 555-2671", "phone", "(415) 555-2671", "+14155552671"),
    ("en", "+44 20 7946 0958", "phone", "+44 20 7946 0958", "+442079460958"),
    ("en", "my number is 11 98765-4321", "phone", "11 98765-4321", "+5511987654321"),
    ("es", "612 345 678", "phone", "612 345 678", "+34612345678"),
    ("es", "55 1234 5678", "phone", "55 1234 5678", "+525512345678"),
    ("es", "011 4321-1234", "phone", "011 4321-1234", "+541143211234"),
    (None, "11 98765-4321", "phone", "11 98765-4321", "+5511987654321"),
    (
        "pt",
        "escreve p/ Maria.Silva@Example.com.br!",
        "email",
        "Maria.Silva@Example.com.br",
        "maria.silva@example.com.br",
    ),
    ("pt", "a+b_c%d@x-y.io.", "email", "a+b_c%d@x-y.io", "a+b_c%d@x-y.io"),
    (
        "pt",
        "veja https://Loja.com.br/Produto?Id=1.",
        "url",
        "https://Loja.com.br/Produto?Id=1",
        "https://loja.com.br/Produto?Id=1",
    ),
    ("pt", "www.loja.com.br", "url", "www.loja.com.br", "https://www.loja.com.br"),
    ("pt", "(loja.com.br/promo)", "url", "loja.com.br/promo", "https://loja.com.br/promo"),
    ("en", "https://x.org/a_(b)", "url", "https://x.org/a_(b)", "https://x.org/a_(b)"),
    ("pt", "https://wa.me/5511987654321", "url", "https://wa.me/5511987654321", "https://wa.me/5511987654321"),
]
NOTHING = [
    ("pt", "pedido 11987654321"),
    ("pt", "pedido nº 2198765432"),
    ("pt", "meu pedido é o 11987654321"),
    ("pt", "#11987654321"),
    ("pt", "protocolo: 11987654321"),
    ("en", "order number 4155552671"),
    ("es", "el pedido es 612345678"),
    ("pt", "nf 35200112345678901234"),
    ("pt", "98765-4321"),
    ("pt", "joão@exemplo"),
    ("pt", "@loja.com"),
    ("pt", "obrigado.ate mais"),
    ("pt", "1/1/1/1/1/1/1/1/1/1/1/1"),
]


@pytest.mark.parametrize("language, text, kind, words, value", FOUND)
def test_a_way_to_reach_somebody_is_found(
    language: str | None, text: str, kind: str, words: str, value: str, thursday: datetime
):
    [entity] = RULES.extract(text, language, thursday)
    assert (entity.kind, entity.text, entity.value) == (kind, words, value)


@pytest.mark.parametrize("language, text", NOTHING)
def test_what_only_looks_like_a_contact_is_none(language: str, text: str, thursday: datetime):
    kinds = {entity.kind for entity in RULES.extract(text, language, thursday)}
    assert kinds.isdisjoint({"phone", "email", "url"})


def test_two_numbers_in_a_line_are_two_phones(thursday: datetime):
    found = RULES.extract("11 98765 4321 e 11 98765 4322", "pt", thursday)
    assert [entity.value for entity in found] == ["+5511987654321", "+5511987654322"]


def test_an_address_longer_than_an_address_may_be_is_none(thursday: datetime):
    assert RULES.extract(f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.xyz", "pt", thursday) == []


FORMATS = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_no_number_of_eight_digits_is_passed_over_before_it_is_looked_at(region):
    """The quick look in front of the search for phones: what it lets go by, the search would not have found."""
    number = phonenumbers.example_number(region)
    written = [phonenumbers.format_number(number, each) for each in FORMATS]
    written += [text.replace(" ", "ー") for text in written] + [text.replace(" ", " - ") for text in written]
    for text in written:
        if sum(char.isdigit() for char in text) >= 8 and any(PhoneNumberMatcher(text, region)):
            assert PHONE_LIKE.search(text), text
