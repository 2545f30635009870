from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.recall.reembedding import Both
from pipelines.switching.comparing import MARGIN, WORDS, Comparison, masked, sample


def text(said):
    return Both(len(said), sha256(said.encode()).digest(), said, np.zeros(768), np.zeros(768))


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=60), max_size=60))
def test_only_texts_long_enough_are_asked_for_each_once_and_always_the_same(said):
    asked = sample([text(one) for one in said], 20)
    assert len(asked) <= 20
    assert len({one.text for one in asked}) == len(asked)
    assert all(len(one.text.split()) >= WORDS for one in asked)
    again = sample([text(one) for one in reversed(said)], 20)
    assert [one.text for one in again] == [one.text for one in asked]


@given(st.lists(st.text("abc", min_size=1), min_size=WORDS, max_size=40))
def test_a_question_has_half_of_the_words_in_their_order(words):
    assert masked(" ".join(words)).split() == words[::2]


@pytest.mark.parametrize(
    "before, after, worse", [(0.9, 0.9, False), (0.9, 0.9 - MARGIN / 2, False), (0.9, 0.9 - 2 * MARGIN, True)]
)
def test_a_little_less_is_not_worse(before, after, worse):
    told = {"before": "a", "texts": 9, "questions": 9, "overlap": 0.5}
    assert Comparison(**told, recall_before=before, recall_after=after).worse is worse
