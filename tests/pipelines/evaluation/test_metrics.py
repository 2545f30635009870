"""The measures of an evaluation, against values worked out by hand and laws that hold for any answer."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.evaluation.metrics import (
    MEASURES,
    Answered,
    abstention_auc,
    intervals,
    means,
    ndcg,
    recall,
    reciprocal_rank,
    whole,
)


def answered(relevant, found):
    return Answered("any", frozenset(relevant), tuple(found))


def test_each_measure_of_an_answer_worked_out_by_hand():
    one = answered("ab", "xaybz")
    assert (recall(one, 1), recall(one, 2), recall(one, 4)) == (0, 0.5, 1)
    assert (whole(one, 3), whole(one, 4)) == (0, 1)
    assert reciprocal_rank(one) == 0.5
    assert ndcg(one, 10) == pytest.approx((1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3)))


def test_what_is_found_nowhere_counts_as_nothing():
    assert set(means([answered("a", "xyz")]).values()) == {0}


def test_all_that_was_wanted_before_anything_else_is_perfect():
    assert set(means([answered("abc", "cabxyz")]).values()) == {1}


def test_means_are_over_questions_however_much_belongs_to_their_answers():
    found = means([answered("a", "a"), answered("bcde", "xyz")])
    assert found["recall@5"] == found["mrr"] == 0.5


def test_of_no_questions_there_is_nothing_to_tell():
    assert means([]) == intervals([]) == {}


questions = st.lists(
    st.builds(
        answered,
        st.sets(st.sampled_from("abcdefgh"), min_size=1),
        st.permutations("abcdefghijklmnopqrstuvw").map(lambda found: found[:15]),
    ),
    min_size=1,
    max_size=12,
)


@given(questions)
def test_measures_and_their_intervals_lie_between_nothing_and_all_and_more_places_find_no_less(asked):
    found = means(asked)
    assert found.keys() == MEASURES.keys()
    assert all(0 <= value <= 1 + 1e-9 for value in found.values())
    assert found["recall@5"] <= found["recall@10"] <= found["recall@20"]
    assert found["all@10"] <= found["recall@10"] + 1e-9
    for name, (low, high) in intervals(asked).items():
        assert low - 1e-9 <= found[name] <= high + 1e-9


@given(questions)
def test_an_interval_is_the_same_every_time(asked):
    assert intervals(asked) == intervals(asked)


def scored(relevant, *scores):
    return Answered("any", frozenset(relevant), tuple("abc"[: len(scores)]), 0.0, scores)


def test_the_auc_of_abstention_is_the_share_of_pairs_in_which_the_answerable_question_scores_higher():
    asked = [scored("a", 0.9), scored("a", 0.4, 0.3), scored("", 0.4), scored("", 0.2)]
    assert abstention_auc(asked) == (1 + 1 + 0.5 + 1) / 4
    assert abstention_auc([scored("a", 0.1), scored("")]) == 1
    assert abstention_auc([scored("a"), scored("")]) == 0.5


def test_without_both_sorts_of_questions_there_is_nothing_to_abstain_from():
    assert abstention_auc([]) is abstention_auc([scored("a", 1)]) is abstention_auc([scored("", 1)]) is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=2))
def test_the_auc_of_abstention_depends_on_the_order_of_the_scores_alone(asked):
    plain = [scored("a" if answerable else "", float(score)) for answerable, score in asked]
    bent = [scored("a" if answerable else "", float(score) ** 3 - 7) for answerable, score in asked]
    assert abstention_auc(plain) == abstention_auc(bent)
