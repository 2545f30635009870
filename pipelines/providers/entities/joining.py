"""Joins what belongs together: "segunda, 16/03", "terça da semana que vem", "amanhã às 14h"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from pipelines.providers.entities.spans import Day, Form, Moment, real_date
from pipelines.providers.entities.times import PART, Time

LONGEST_GAP = 40
SAME_DAY = re.compile(r",? ?(?:\(|dia |on |the |el |- )?")
OF_PERIOD = re.compile(r" (?:da |do |de la |del |de |of (?:the )?)?")
DAY_THEN_TIME = re.compile(
    rf"t|,? ?(?:(?:de|a|pela|por la|en la|in the|no|na|da|at) (?:final da |fim da )?{PART},? ?)?"
    r"(?:(?:a partir |depois |antes |ate |por volta )?"
    r"(?:das|de las?|as|a las?|ao|al|at|@|from|by|around|after|before|umas|pelas|-) ?)?"
)
SAID_PART = re.compile(rf",? ?(?:de|a|pela|por la|en la|in the|at|this)? ?{PART}(?!\w)")
TIME_THEN_DAY = re.compile(r",? (?:de |do |da |no |na |on |del? |of |el )?")
WEEK = timedelta(days=6)
COMPLETED = {Form.EXPLICIT, Form.MONTH_DAY}


def compose(plain: str, days: Sequence[Day]) -> list[Day]:
    """Days by position, of which neighbours that name one day together have become one."""
    joined: list[Day] = []
    for day in days:
        pair = _pair(plain, joined[-1], day) if joined else None
        if pair:
            joined[-1] = pair
        else:
            joined.append(day)
    return joined


def with_times(
    plain: str, days: Sequence[Day], times: Sequence[Time], zone: tzinfo
) -> tuple[list[Moment], list[Day], list[Time]]:
    """The moments that days and times make, then the days and the times that stayed alone."""
    moments: list[Moment] = []
    free_days, free_times = list(days), list(times)
    for before in (False, True):
        for day in [day for day in free_days if day.single]:
            for time in free_times:
                if _belongs(plain, day, time, time_first=before):
                    moments.append(_moment(plain, day, time, zone))
                    free_days.remove(day)
                    free_times.remove(time)
                    break
    return moments, free_days, [time for time in free_times if not time.weak]


def _pair(plain: str, first: Day, second: Day) -> Day | None:
    """The one day that two neighbours name, or None when they are two."""
    gap = plain[first.end : second.start][:LONGEST_GAP]
    if second.form is Form.PERIOD and OF_PERIOD.fullmatch(gap):
        day = _within(first, second)
        return replace(second, start=first.start, first=day, last=day, form=Form.EXPLICIT) if day else None
    same = first.single and second.single and first.first == second.first
    if same and SAME_DAY.fullmatch(gap) and (first.form in COMPLETED) != (second.form in COMPLETED):
        explicit = first if first.form in COMPLETED else second
        return replace(explicit, start=first.start, end=second.end, confidence=0.97)
    return None


def _within(day: Day, period: Day) -> date | None:
    """The weekday in a week, or the day of a month, that the two name."""
    length = period.last - period.first
    if day.form is Form.WEEKDAY and length == WEEK:
        return period.first + timedelta(days=day.first.weekday())
    if day.form is Form.MONTH_DAY and period.first.day == 1 and timedelta(27) <= length <= timedelta(30):
        return real_date(period.first.year, period.first.month, day.first.day)
    return None


def _belongs(plain: str, day: Day, time: Time, *, time_first: bool) -> bool:
    begin, end = (time.end, day.start) if time_first else (day.end, time.start)
    pattern = TIME_THEN_DAY if time_first else DAY_THEN_TIME
    return begin <= end <= begin + LONGEST_GAP and bool(pattern.fullmatch(plain, begin, end))


def _moment(plain: str, day: Day, time: Time, zone: tzinfo) -> Moment:
    said = SAID_PART.match(plain, day.end)
    when = datetime.combine(day.first, time.at(day.part or (said["part"] if said else None)), zone)
    confidence = min(day.confidence, time.confidence)
    return Moment(min(day.start, time.start), max(day.end, time.end), when, confidence)
