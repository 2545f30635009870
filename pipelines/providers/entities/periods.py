"""Weeks, months, years and weekends: semana que vem, mes pasado, next week, fim de semana, últimos 30 dias.

A week is Monday to Sunday. A weekend without more is the one that is on or that comes.
"""

import re
from collections.abc import Iterator
from datetime import date

from pipelines.providers.entities.modifiers import AFTER, BEFORE, Which, which
from pipelines.providers.entities.relative import CONFIDENCE, UNIT, shift, unit_of
from pipelines.providers.entities.spans import (
    Day,
    Form,
    month_of,
    shift_days,
    shift_months,
    week_of,
    weekday_after,
    weekend_of,
    year_of,
)

_NAMES = {
    "weekend": "fim de semana|final de semana|fds|weekend|fin de semana|finde",
    "week": "semana|week",
    "month": "mes|month",
    "year": "ano|year",
}
PERIOD = re.compile(
    rf"(?<!\w){BEFORE}(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _NAMES.items())}){AFTER}(?!\w)"
)
WINDOW = re.compile(rf"(?<!\w)(?:(?P<past>ultim[oa]s|last|past)|proxim[oa]s|next) (?P<digits>\d{{1,4}}) {UNIT}")

STEPS = {Which.NEXT: 1, Which.THIS: 0, Which.BARE: 0, Which.LAST: -1, Which.LAST_BUT_ONE: -2}
SATURDAY = 5


def find_periods(plain: str, today: date) -> Iterator[Day]:
    """The periods that a folded text names."""
    for match in PERIOD.finditer(plain):
        kind = which(match)
        if kind is not Which.BARE or match["weekend"]:
            yield from _period(match, _named(match, kind, today), 0.9)
    for match in WINDOW.finditer(plain):
        if unit_of(match) in CONFIDENCE:
            there = shift(today, unit_of(match), int(match["digits"]) * (-1 if match["past"] else 1))
            yield from _period(match, (min(today, there), max(today, there)) if there else None, 0.8)


def _named(match: re.Match[str], kind: Which, today: date) -> tuple[date, date] | None:
    steps = STEPS[kind]
    if match["weekend"]:
        return _weekend(kind, today)
    if match["week"]:
        day = shift_days(today, 7 * steps)
        return week_of(day) if day else None
    day = shift_months(today.replace(day=1), steps * (12 if match["year"] else 1))
    return (year_of(day) if match["year"] else month_of(day)) if day else None


def _weekend(kind: Which, today: date) -> tuple[date, date]:
    """The next one begins after today, the last one ended before it; this one may be on."""
    if kind is Which.NEXT:
        return weekend_of(weekday_after(today, SATURDAY))
    steps = min(STEPS[kind], 0)
    return weekend_of(shift_days(today, 7 * steps) or today)


def _period(match: re.Match[str], period: tuple[date, date] | None, confidence: float) -> Iterator[Day]:
    if period:
        yield Day(match.start(), match.end(), *period, Form.PERIOD, confidence)
