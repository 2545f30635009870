from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Invalid
from memory.page import keys, page

TIMES = st.datetimes(timezones=st.just(UTC))
ROWS = st.lists(st.tuples(TIMES, st.uuids()), unique=True)


def listed(rows, limit, cursor):
    """What a keyset query does, in memory."""
    asked = keys(limit, cursor)
    after = (asked["after_at"], asked["after_id"])
    left = [row for row in sorted(rows, reverse=True) if cursor is None or row < after]
    return page(left[: asked["rows"]], limit, lambda row: row)


@given(ROWS, st.integers(1, 5))
def test_the_pages_of_a_list_hold_every_row_once_in_order(rows, limit):
    seen, cursor = [], None
    while True:
        found = listed(rows, limit, cursor)
        assert len(found.items) <= limit
        seen += found.items
        if found.next is None:
            break
        cursor = found.next
    assert seen == sorted(rows, reverse=True)


@given(st.lists(st.tuples(st.just(datetime(2026, 3, 2, tzinfo=UTC)), st.uuids()), unique=True, min_size=3))
def test_rows_of_one_moment_are_told_apart_by_their_ids(rows):
    first = listed(rows, 2, None)
    rest = listed(rows, len(rows), first.next)
    assert first.items + rest.items == sorted(rows, reverse=True)


def test_a_row_that_comes_meanwhile_moves_no_other():
    rows = [(datetime(2026, 3, day, tzinfo=UTC), UUID(int=day)) for day in range(1, 6)]
    first = listed(rows, 2, None)
    newer = (rows[-1][0] + timedelta(days=1), UUID(int=9))
    assert listed([*rows, newer], 3, first.next).items == sorted(rows, reverse=True)[2:]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "é" * 32, "=" * 32, "AAAA", "A" * 33, "7" * 100, urlsafe_b64encode(b"\x7f" + b"\xff" * 23).decode()],
)
def test_a_cursor_of_nobody_is_refused(cursor):
    with pytest.raises(Invalid):
        keys(10, cursor)
