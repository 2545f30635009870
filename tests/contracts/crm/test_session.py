from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.crm.session import EndReason, Link, SessionStatus, Standing, chains, judge, settle

T0 = datetime(2026, 3, 1, 9, tzinfo=UTC)


def link(number: int, minute: float, timeout: int = 30, session: UUID | None = None) -> Link:
    return Link(UUID(int=number), T0 + timedelta(minutes=minute), timedelta(minutes=timeout), session)


def minutes(found: list[list[Link]]) -> list[list[float]]:
    return [[(one.at - T0).total_seconds() / 60 for one in chain] for chain in found]


links = st.lists(
    st.builds(link, st.integers(0, 10**6), st.integers(0, 300), st.sampled_from([1, 10, 30, 60])),
    unique_by=lambda one: one.message,
    max_size=30,
)
cuts = st.lists(st.integers(0, 300).map(lambda minute: T0 + timedelta(minutes=minute)), max_size=3)


@given(links, cuts, st.randoms())
def test_chains_do_not_depend_on_the_order_of_arrival(messages, cut_at, random):
    shuffled = random.sample(messages, len(messages))
    assert chains(shuffled, cut_at) == chains(messages, cut_at)


@given(links, cuts)
def test_chains_hold_every_message_once_and_break_exactly_where_they_must(messages, cut_at):
    found = chains(messages, cut_at)
    assert sorted(one.message for chain in found for one in chain) == sorted(one.message for one in messages)
    for chain in found:
        for earlier, later in pairwise(chain):
            assert later.at - earlier.at <= earlier.timeout
            assert not any(earlier.at <= cut < later.at for cut in cut_at)
    for chain, following in pairwise(found):
        last, first = chain[-1], following[0]
        assert first.at - last.at > last.timeout or any(last.at <= cut < first.at for cut in cut_at)


def test_a_gap_of_exactly_the_timeout_still_holds():
    assert minutes(chains([link(1, 0), link(2, 30)])) == [[0, 30]]
    assert minutes(chains([link(1, 0), link(2, 30.1)])) == [[0], [30.1]]


def test_a_manual_close_cuts_between_messages_of_one_minute():
    closed = T0 + timedelta(minutes=1)
    assert minutes(chains([link(1, 0), link(2, 1), link(3, 2)], [closed])) == [[0, 1], [2]]


def test_a_join_keeps_the_session_that_starts_first():
    first, second = UUID(int=100), UUID(int=200)
    (joined,) = settle(
        chains([link(1, 0, session=first), link(2, 20), link(3, 40, session=second)]), lambda _: UUID(int=9)
    )
    assert (joined.session, joined.absorbed, joined.opened) == (first, (second,), False)


def test_of_a_session_that_falls_apart_the_first_piece_keeps_the_id():
    old, new = UUID(int=100), UUID(int=9)
    pieces = settle(chains([link(1, 0, session=old), link(2, 5, timeout=1), link(3, 20, session=old)]), lambda _: new)
    assert [(one.session, one.opened) for one in pieces] == [(old, False), (new, True)]


@pytest.mark.parametrize(
    "standing, now, verdict",
    [
        ({}, 29, (SessionStatus.ACTIVE, None, None)),
        ({}, 30, (SessionStatus.ENDED, EndReason.INACTIVITY_TIMEOUT, 30)),
        ({"last_recorded_at": T0 + timedelta(minutes=600)}, 629, (SessionStatus.ACTIVE, None, None)),
        ({"followed": True}, 1, (SessionStatus.ENDED, EndReason.INACTIVITY_TIMEOUT, 30)),
        ({"cut": True}, 1, (SessionStatus.MANUALLY_CLOSED, EndReason.MANUAL_CLOSE, 30)),
    ],
)
def test_the_status_follows_the_clock_the_hand_and_the_next_session(standing, now, verdict):
    usual = {"last_activity_at": T0, "last_recorded_at": T0, "timeout": timedelta(minutes=30), "cut": False}
    status, reason, end = verdict
    ended_at = None if end is None else T0 + timedelta(minutes=end)
    assert judge(Standing(**{"followed": False} | usual | standing), T0 + timedelta(minutes=now)) == (
        status,
        reason,
        ended_at,
    )
