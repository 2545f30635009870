import random
import re

import phonenumbers
import pytest

from pipelines.demo import SHOPS
from pipelines.demo.people import cnpj, cpf, invent

SHOP = pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.key)


def check_digits(text: str, cycle: int) -> bool:
    """Weights 2, 3, … from the right, starting again after `cycle`; a remainder of 10 counts as 0."""
    digits = [int(d) for d in re.sub(r"\D", "", text)]
    for end in (len(digits) - 2, len(digits) - 1):
        total = sum(d * (2 + i % cycle) for i, d in enumerate(reversed(digits[:end])))
        if total * 10 % 11 % 10 != digits[end]:
            return False
    return True


def test_the_check_itself_knows_published_examples():
    assert check_digits("529.982.247-25", 10)
    assert not check_digits("529.982.247-24", 10)
    assert check_digits("11.222.333/0001-81", 8)


def test_documents_have_right_check_digits():
    rng = random.Random(3)
    for _ in range(200):
        assert check_digits(cpf(rng), 10)
        assert check_digits(cnpj(rng), 8)


@SHOP
def test_numbers_are_possible_distinct_and_not_the_shops_own(shop):
    people = invent(shop, 300, random.Random(1))
    numbers = [person.phone for person in people]
    assert len({*numbers, shop.phone}) == 301
    assert all(phonenumbers.is_possible_number(phonenumbers.parse(f"+{number}")) for number in [*numbers, shop.phone])
    assert all(re.fullmatch(r"(55319|54911|5255)0000\d{4}|1\d{3}55501\d\d", number) for number in numbers)


@SHOP
def test_a_few_customers_of_every_shop_hide_behind_a_lid(shop):
    habits = [person.habit for person in invent(shop, 70, random.Random(1))]
    assert {habit: habits.count(habit) for habit in ("late", "meets", "hidden")} == {"late": 4, "meets": 3, "hidden": 2}
    assert len({person.lid for person in invent(shop, 70, random.Random(1))}) == 70
