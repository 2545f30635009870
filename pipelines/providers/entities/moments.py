"""Everything about time in a text: days, periods, times of day, and moments of both."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from contracts.crm.enrichment import Entity, EntityKind
from pipelines.providers.entities.dates import find_dates
from pipelines.providers.entities.finding import entity, longest
from pipelines.providers.entities.joining import compose, with_times
from pipelines.providers.entities.periods import find_periods
from pipelines.providers.entities.relative import find_moments, find_relative
from pipelines.providers.entities.spans import Day
from pipelines.providers.entities.times import find_times
from pipelines.providers.entities.weekdays import find_weekdays
from pipelines.providers.text import Folded


def find_moments_and_days(text: Folded, language: str | None, at: datetime, zone: tzinfo) -> Iterator[Entity]:
    """The dates and times that a text names, said at `at` by somebody in `zone`."""
    plain, now = text.plain, at.astimezone(zone)
    days = compose(plain, longest(_days(plain, language, now)))
    moments, days, times = with_times(plain, days, longest(find_times(plain)), zone)
    for moment in (*moments, *find_moments(plain, now)):
        value = moment.when.isoformat(timespec="minutes")
        yield entity(text, EntityKind.DATE, (moment.start, moment.end), value, moment.confidence)
    for day in days:
        yield entity(text, EntityKind.DATE, (day.start, day.end), day.value, day.confidence)
    for time in times:
        value = time.at().isoformat(timespec="minutes")
        yield entity(text, EntityKind.TIME, (time.start, time.end), value, time.confidence)


def _days(plain: str, language: str | None, now: datetime) -> Iterator[Day]:
    today = now.date()
    yield from find_dates(plain, language, today)
    yield from find_relative(plain, today)
    yield from find_weekdays(plain, language, today)
    yield from find_periods(plain, today)
