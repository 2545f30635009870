from uuid import UUID

import pytest
from pydantic import BaseModel, ValidationError

from contracts.types import Email, Money, Phone, derived_id, e164, email, wall_clock


class Card(BaseModel):
    phone: Phone
    email: Email


def test_a_phone_becomes_e164_whatever_its_punctuation():
    assert e164("+55 (31) 90000-0001") == "+5531900000001"
    assert e164("31 3000-0001", "BR") == "+553130000001"


@pytest.mark.parametrize("bad", ["", "abc", "12", "+1", "31 3000-0001"])
def test_what_is_no_phone_is_refused_with_an_example(bad):
    with pytest.raises(ValueError, match=r"\+5531900000001"):
        e164(bad)


def test_an_address_is_lower_case_and_must_look_like_one():
    assert email(" Bia@Example.COM ") == "bia@example.com"
    for bad in ("bia", "bia@", "@example.com", "bia@example", "b ia@example.com", "a@b@example.com", "a@.com"):
        with pytest.raises(ValueError, match="not an e-mail"):
            email(bad)


def test_models_check_phones_and_addresses():
    assert Card(phone="+5531900000001", email="A@b.co").email == "a@b.co"
    with pytest.raises(ValidationError):
        Card(phone="1", email="a@b.co")


def test_derived_ids_are_the_same_for_the_same_parts_and_keep_the_parts_apart():
    assert derived_id(UUID(int=1), "a", "message") == derived_id(UUID(int=1), "a", "message")
    assert derived_id("ab", "c") != derived_id("a", "bc")
    assert derived_id("a", "b").version == 5


def test_money_is_whole_minor_units_of_a_named_currency():
    assert Money(amount=1990, currency="BRL").amount == 1990
    for bad in ({"amount": 19.9, "currency": "BRL"}, {"amount": 1, "currency": "reais"}):
        with pytest.raises(ValidationError):
            Money(**bad)


def test_the_wall_clock_is_aware():
    assert wall_clock().utcoffset() is not None
