import pytest

from contracts.crm.fact import PREDICATES
from contracts.crm.value import written
from contracts.errors import Invalid


@pytest.mark.parametrize(
    "predicate, said, form",
    [
        ("budget", " 5000  brl", "5000.00 BRL"),
        ("budget", "99.9 USD", "99.90 USD"),
        ("deadline", "2026-04-01", "2026-04-01"),
        ("preferred_channel", "WhatsApp", "whatsapp"),
        ("phone", "+55 31 90000-0001", "+5531900000001"),
        ("email", "Ana@Example.COM", "ana@example.com"),
        ("cpf", "529.982.247-25", "52998224725"),
        ("cnpj", "11.222.333/0001-81", "11222333000181"),
        ("postal_code", "01310-100", "01310100"),
        ("lives_at", "  São   Paulo ", "São Paulo"),
    ],
)
def test_a_value_is_brought_to_the_form_of_its_predicate_and_stays_as_it_is_then(predicate, said, form):
    assert written(predicate, said) == written(predicate, form) == form


@pytest.mark.parametrize(
    "predicate, said",
    [("budget", "cinco mil"), ("deadline", "amanhã"), ("cpf", "52998224724"), ("cnpj", "1"), ("email", "ana"), ("goal", "x" * 121), ("goal", " ")],
)  # fmt: skip
def test_what_has_not_that_form_is_refused_with_it(predicate, said):
    with pytest.raises(Invalid, match=PREDICATES[predicate].form[:9]):
        written(predicate, said)


def test_nothing_else_can_be_known():
    with pytest.raises(Invalid, match="lives_at"):
        written("shoe_size", "42")
