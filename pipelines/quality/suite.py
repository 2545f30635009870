"""A suite: what is promised of the rows of one place, as expectations of Great Expectations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from memory.core.quarantine import Kind
from pipelines.quality.field import FORMS

ROW, TENANT = "row id", "tenant id"
"""The columns of every frame that name the row, and whose it is."""

PLACE = ("file", "cluster", "partition", "offset")
"""The columns of a frame of the lake that say where the row lies."""

KIND, NUMBER = " as JSON", " as a number"
"""Endings of columns: of which of JSON's kinds a field is, and its value as a number."""


class Expectation(NamedTuple):
    """One promise: in words, by which it is known, and as Great Expectations calls it, with its arguments."""

    what: str
    type: str
    kwargs: dict[str, Any]


@dataclass
class Suite:
    """What is promised. `columns` are the expressions of SQL that are read for it; of numbers and times, numbers.

    Times are seconds since 1970, so that no clock and no calendar of a library comes into it.
    """

    kind: Kind
    name: str
    columns: dict[str, str] = field(default_factory=dict)
    expectations: list[Expectation] = field(default_factory=list)

    def expect(self, *expectations: Expectation) -> None:
        """Add to what is promised."""
        self.expectations += expectations


def there(column: str, what: str = "") -> Expectation:
    """It is not missing."""
    return Expectation(what or f"{column} is there", "expect_column_values_to_not_be_null", {"column": column})


def one_of(column: str, values: Iterable[Any], what: str = "") -> Expectation:
    """It is one of these, where it is there."""
    chosen = sorted(values)
    what = what or f"{column} is {_listed(chosen)}"
    return Expectation(what, "expect_column_values_to_be_in_set", {"column": column, "value_set": chosen})


def formed(column: str, form: str) -> Expectation:
    """It is written in that format, where it is there."""
    arguments = {"column": column, "regex": FORMS[form]}
    return Expectation(f"{column} is a {form}", "expect_column_values_to_match_regex", arguments)


def each(column: str, items: dict[str, Any]) -> Expectation:
    """Of a list as JSON, every item is as it should be."""
    arguments = {"column": column, "json_schema": {"type": "array", "items": items}}
    what = f"every item of {column} is as promised"
    return Expectation(what, "expect_column_values_to_match_json_schema", arguments)


def within(column: str, low: float | None, high: float | None, what: str = "") -> Expectation:
    """A number is between these two, where it is there."""
    bounds = [f"at least {low}" if low is not None else "", f"at most {high}" if high is not None else ""]
    what = what or f"{plain(column)} is {' and '.join(filter(None, bounds))}"
    arguments = {"column": column, "min_value": low, "max_value": high}
    return Expectation(what, "expect_column_values_to_be_between", arguments)


def counted(column: str) -> Expectation:
    """A number is not negative."""
    return within(column, 0, None, f"{plain(column)} is not negative")


def past(column: str, latest: datetime) -> Expectation:
    """A time is not in the future."""
    return within(column, None, latest.timestamp(), f"{plain(column)} is not in the future")


def in_order(low: str, high: str) -> Expectation:
    """The first is not more, or not later, than the second, where both are there."""
    what = f"{plain(low)} does not exceed {plain(high)}"
    arguments = {**_pair(high, low), "or_equal": True}
    return Expectation(what, "expect_column_pair_values_a_to_be_greater_than_b", arguments)


def same(one: str, other: str, what: str = "") -> Expectation:
    """Two columns say the same, where both say something."""
    return Expectation(what or f"{one} is {other}", "expect_column_pair_values_to_be_equal", _pair(one, other))


def unique(columns: Sequence[str], what: str) -> Expectation:
    """No two rows have the same in all of these."""
    return Expectation(what, "expect_compound_columns_to_be_unique", {"column_list": list(columns)})


def plain(column: str) -> str:
    """The field that a column is about."""
    return column.removesuffix(KIND).removesuffix(NUMBER)


def _pair(one: str, other: str) -> dict[str, Any]:
    return {"column_A": one, "column_B": other, "ignore_row_if": "either_value_is_missing"}


def _listed(values: Sequence[Any]) -> str:
    *some, last = map(str, values)
    return f"{', '.join(some)} or {last}" if some else last
