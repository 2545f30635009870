"""When people write: 08 to 20 local time, 10 to 14 on Sundays. Times are epoch seconds."""

import random
from bisect import bisect_right
from datetime import datetime, time, timedelta, timezone
from itertools import accumulate

_WEEKDAY, _SUNDAY = (8, 20), (10, 14)
_LAST_START = 2 * 3600
"""No conversation starts in the last two hours of the month, so that it can come to its end."""


class Hours:
    """The open hours between two moments, as one line on which conversations are placed."""

    def __init__(self, start: datetime, end: datetime, zone: timezone) -> None:
        first, last = int(start.timestamp()), int(end.timestamp()) - _LAST_START
        local = start.astimezone(zone)
        days = [local.date() + timedelta(days=n) for n in range((end - start).days + 2)]
        spans = [_WEEKDAY if day.isoweekday() < 7 else _SUNDAY for day in days]
        opened = [
            tuple(int(datetime.combine(day, time(hour), zone).timestamp()) for hour in span)
            for day, span in zip(days, spans, strict=True)
        ]
        self._windows = [(max(a, first), min(b, last)) for a, b in opened if max(a, first) < min(b, last)]
        self._ends = list(accumulate(b - a for a, b in self._windows))
        if not self._windows:
            raise ValueError("The month has no open hour: give it at least one day.")

    def at(self, fraction: float) -> int:
        """The moment at which `fraction` (0 to 1, exclusive) of all open hours have passed."""
        elapsed = int(fraction * self._ends[-1])
        index = bisect_right(self._ends, elapsed)
        return self._windows[index][1] - (self._ends[index] - elapsed)

    def resume(self, moment: int, rng: random.Random) -> int | None:
        """When a conversation that paused at `moment` goes on, one to three days later; None if the month is over."""
        wanted = moment + rng.randrange(16 * 3600, 60 * 3600)
        for opened, closed in self._windows:
            if wanted < closed:
                return wanted if wanted >= opened else rng.randrange(opened, min(opened + 3 * 3600, closed))
        return None
