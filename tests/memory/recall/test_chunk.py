from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.recall.chunk import OVERLAP, SIZE, chunk, pieces, tokens

words = st.text("aáç1.,!🙂", min_size=1, max_size=14)
spaces = st.sampled_from([" ", "  ", "\n", "\n\n", "\f", "\n# Título\n"])
texts = st.lists(st.tuples(words, spaces), max_size=60).map(
    lambda parts: "".join(word + space for word, space in parts)
)
sizes = st.integers(1, 40).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, (size - 1) // 2)))


@given(texts, sizes)
def test_nothing_is_lost_and_no_piece_is_too_long(text, sizes):
    size, overlap = sizes
    found = chunk(text, size, overlap)
    kept = {place for one in found for place in range(one.start, one.end)}
    assert all(place in kept or char.isspace() for place, char in enumerate(text))
    assert all(tokens(text[one.start : one.end]) <= size for one in found)
    assert found == chunk(text, size, overlap)


@given(texts, sizes)
def test_each_piece_begins_after_the_one_before_and_repeats_no_more_of_it_than_is_wanted(text, sizes):
    size, overlap = sizes
    found = chunk(text, size, overlap)
    for one, other in pairwise(found):
        assert one.start < other.start <= len(text)
        assert one.end < other.end
        assert tokens(text[other.start : one.end]) <= overlap
        assert text[one.end : other.start].strip() == ""


@given(texts, sizes)
def test_no_word_is_cut_that_fits_in_a_piece(text, sizes):
    size, overlap = sizes
    fitting = [word for word in text.split() if tokens(word) <= size]
    whole = [word for one in chunk(text, size, overlap) for word in text[one.start : one.end].split()]
    assert set(fitting) <= set(whole)


SENTENCES = " ".join(f"Esta é a frase de número {n} do contrato." for n in range(200))


def test_a_piece_ends_with_a_sentence_and_the_next_one_repeats_some_words():
    found = chunk(SENTENCES)
    assert len(found) > 4
    for one, other in pairwise(found):
        assert SENTENCES[: one.end].endswith("contrato.")
        assert 0 < tokens(SENTENCES[other.start : one.end]) <= OVERLAP


def test_a_paragraph_is_a_better_end_than_a_sentence():
    text = SENTENCES[:1_500] + ".\n\n" + SENTENCES
    assert text[: chunk(text)[0].end].endswith(SENTENCES[:1_500] + ".")


def test_headings_and_pages_are_kept():
    part = " ".join(["palavra"] * 300)
    text = f"# Objeto\n{part}\n\f## Pagamento\n{part}\n{part}"
    found = chunk(text)
    told = [(one.heading, one.page) for one in found]
    assert told == sorted(told)
    assert {(one.heading, one.page) for one in found} == {("Objeto", 1), ("Pagamento", 2)}


def test_what_is_read_whole_is_not_cut():
    assert pieces("obrigada!") == pieces("a" * SIZE) == pieces("") == chunk(" \n") == []
    assert pieces("oi " * 300) == []
    assert len(pieces("oi " * 600)) == 2


@pytest.mark.parametrize("overlap", [-1, 5, 6])
def test_pieces_that_would_not_get_on_are_refused(overlap):
    with pytest.raises(ValueError, match="half"):
        chunk("a b c", 10, overlap)
