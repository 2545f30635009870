"""Days found in a text, and the arithmetic of the calendar behind them. Pure; Monday is 0."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

FIRST_YEAR, LAST_YEAR = 1900, 2100
MONTHS = 12
WORKING_DAYS = 5
FAR = timedelta(days=270)
"""A day without a year that is farther than nine months is taken from the year before or after."""


class Form(Enum):
    """How a day was said, which decides what may complete it."""

    EXPLICIT = "12/03"
    MONTH_DAY = "dia 12"
    WEEKDAY = "segunda"
    RELATIVE = "amanhã"
    PERIOD = "semana que vem"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a period from `first` to `last`, at `start:end` of the folded text."""

    start: int
    end: int
    first: date
    last: date
    form: Form
    confidence: float
    part: str | None = None

    @property
    def single(self) -> bool:
        """Whether it is one day and no period."""
        return self.form is not Form.PERIOD

    @property
    def value(self) -> str:
        """ISO 8601: a date, or an interval of dates."""
        return f"{self.first}/{self.last}" if self.form is Form.PERIOD else f"{self.first}"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time at `start:end` of the folded text."""

    start: int
    end: int
    when: datetime
    confidence: float


def real_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none (31 February) or the year is not of our time."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= MONTHS and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def near_year(month: int, day: int, today: date) -> date | None:
    """A day without a year: this year's, unless it is more than nine months away and a neighbour year's is nearer."""
    this = real_date(today.year, month, day)
    if this and abs(this - today) <= FAR:
        return this
    return _nearest([real_date(today.year + step, month, day) for step in (0, 1, -1)], today)


def near_month(day: int, today: date) -> date | None:
    """A day of an unnamed month: the nearest one, the coming one where two are as near."""
    months = [shift_months(today.replace(day=1), step) for step in (0, 1, -1)]
    return _nearest([real_date(month.year, month.month, day) for month in months if month], today)


def shift_days(day: date, days: int) -> date | None:
    """A date some days later (earlier when negative); None outside of our time."""
    ordinal = day.toordinal() + days
    inside = date(FIRST_YEAR, 1, 1).toordinal() <= ordinal <= date(LAST_YEAR, 12, 31).toordinal()
    return date.fromordinal(ordinal) if inside else None


def shift_working_days(day: date, days: int) -> date | None:
    """A date some days from Monday to Friday later or earlier. Holidays are not known."""
    step = 1 if days > 0 else -1
    weeks, rest = divmod(abs(days), WORKING_DAYS)
    found = shift_days(_working_day(day, -step), step * 7 * weeks)
    for _ in range(rest):
        following = shift_days(found, step) if found else None
        found = _working_day(following, step) if following else None
    return found


def shift_months(day: date, months: int) -> date | None:
    """The same day of another month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def weekday_after(today: date, weekday: int) -> date:
    """The first such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def weekday_before(today: date, weekday: int) -> date:
    """The last such weekday before today."""
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of its week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of its month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def year_of(day: date) -> tuple[date, date]:
    """The first and the last day of its year."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


def weekend_of(day: date) -> tuple[date, date]:
    """Saturday and Sunday of its week."""
    saturday = week_of(day)[0] + timedelta(days=5)
    return saturday, saturday + timedelta(days=1)


def _working_day(day: date, step: int) -> date:
    """The day itself, or from a weekend the nearest working day in the direction of `step`."""
    while day.weekday() >= WORKING_DAYS:
        day += timedelta(days=step)
    return day


def _nearest(candidates: list[date | None], today: date) -> date | None:
    return min((day for day in candidates if day), key=lambda day: abs(day - today), default=None)
