"""What names a person is found in any text, and nothing else changes."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.crm.erasure import ERASED, Marks

MARKS = Marks(["+5531987650042", "ana@example.net", "123456789012345", "curto"])


def test_a_number_is_found_with_its_sign_and_without_and_an_address_in_any_case():
    said = "ligue +5531987650042 ou 5531987650042, ou ANA@example.net"
    assert MARKS.without(said) == f"ligue {ERASED} ou {ERASED}, ou {ERASED}"
    assert MARKS.without({"5531987650042@c.us": ["x", {"y": "@5531987650042"}], "n": 1}) == {
        f"{ERASED}@c.us": ["x", {"y": f"@{ERASED}"}], "n": 1,
    }  # fmt: skip


def test_a_group_that_is_called_by_the_number_of_who_opened_it_keeps_its_name():
    group = "5531987650042-1612345678@g.us"
    assert MARKS.without(f"false_{group}_A1_5531987650042@c.us") == f"false_{group}_A1_{ERASED}@c.us"


def test_what_is_too_short_is_left_where_it_stands():
    assert MARKS.names == ["123456789012345", "5531987650042", "ana@example.net"]
    assert MARKS.without("curto") == "curto"


def test_of_somebody_without_names_nothing_is_found():
    for text in ("", "x", "$x", "a\nx"):
        assert not Marks([]).found(text)
        assert Marks([]).without(text) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(value=JSON, names=st.lists(st.text(alphabet="0123456789+@.a(*[\\", min_size=1, max_size=12), max_size=4))
def test_afterwards_no_name_is_left_and_without_a_name_nothing_has_changed(value, names):
    marks = Marks(names)
    left = marks.without(value)
    if not any(map(marks.found, _texts(value))):
        assert left == value
    for text in _texts(left):
        assert not marks.found(text.replace(ERASED, "\0"))


def _texts(value):
    if isinstance(value, str):
        yield value
    for inner in (*value, *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(inner)
