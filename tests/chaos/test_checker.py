"""The checker finds what is wrong, whatever it is: each kind of finding, on ledgers made up for it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.chaos.checker import Acknowledged, Found, judge


def ledger(*messages, conversation="a"):
    return [Acknowledged(message, conversation) for message in messages]


def found(*messages, told=None, **more):
    return Found(Counter(messages), messages if told is None else told, **more)


def test_what_was_acknowledged_and_is_there_once_and_in_order_is_flawless():
    assert judge(ledger(1, 2, 3), found(1, 2, 3)).flawless


def test_an_acknowledged_message_that_is_not_there_is_lost():
    verdict = judge(ledger(1, 2, 3), found(1, 3))
    assert verdict.lost == {2}
    assert not verdict.flawless


def test_a_message_that_is_there_twice_is_doubled():
    assert judge(ledger(1, 2), found(1, 2, 2, told=(1, 2))).doubled == {2}


def test_a_message_that_was_told_of_twice_is_doubled():
    assert judge(ledger(1, 2), found(1, 2, told=(1, 2, 1))).doubled == {1}


def test_a_message_that_nobody_sent_is_invented():
    assert judge(ledger(1), found(1, 9)).invented == {9}


def test_a_message_that_was_told_of_after_its_follower_is_out_of_order():
    assert judge(ledger(1, 2, 3), found(1, 2, 3, told=(2, 1, 3))).disordered == {1}


def test_conversations_have_no_order_among_each_other():
    both = ledger(1, 2) + ledger(3, 4, conversation="b")
    assert judge(both, found(1, 2, 3, 4, told=(3, 1, 4, 2))).flawless


def test_an_effect_that_is_missing_repeated_or_uncalled_for_is_found():
    effects = {"searchable": Counter({1: 1, 2: 2, 4: 1})}
    verdict = judge(ledger(1, 2, 3), found(1, 2, 3, effects=effects, due={"searchable": {1, 2, 3}}))
    assert verdict.effects == {"searchable": {2, 3, 4}}
    assert not verdict.flawless


def test_a_message_that_was_sent_and_acknowledged_twice_is_due_once():
    assert judge(ledger(1, 2, 1), found(1, 2)).flawless


@given(st.permutations(range(8)))
def test_an_order_is_flawless_only_when_it_is_that_of_the_acknowledgements(order):
    assert judge(ledger(*range(8)), found(*range(8), told=order)).flawless == (list(order) == list(range(8)))
