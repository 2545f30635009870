"""Days told from today: hoje, pasado mañana, in 3 days, há duas semanas. "Em 2 horas" is a moment, not a day."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pipelines.providers.entities.numerals import ONES, WORDS, number
from pipelines.providers.entities.spans import Day, Form, Moment, shift_days, shift_months, shift_working_days

DAYS = {
    "hoje": 0, "hj": 0, "hoy": 0, "today": 0, "tonight": 0, "amanha": 1, "amnh": 1, "manana": 1, "tomorrow": 1,
    "tmrw": 1, "ontem": -1, "ayer": -1, "yesterday": -1, "depois de amanha": 2, "dps de amanha": 2,
    "depois d amanha": 2,
    "pasado manana": 2, "the day after tomorrow": 2, "day after tomorrow": 2, "anteontem": -2, "antes de ontem": -2,
    "antes d ontem": -2, "anteayer": -2, "antier": -2, "antes de ayer": -2, "the day before yesterday": -2,
    "day before yesterday": -2,
}  # fmt: skip
DAY = re.compile(rf"(?<![\w-])(?P<word>{'|'.join(sorted(DAYS, key=len, reverse=True))})(?![\w-])(?! e[mn] dia\b)")
# "por la mañana", "esta mañana", "de mañana" are the morning; "a partir de mañana" is tomorrow.
MORNING_BEFORE = re.compile(
    r"\b(?:las?|esta|toda|cada|una|media|buena|bella|(?<!partir )(?<!antes )(?<!despues )(?<!dia )de)\s$"
)
PARTS = {"tonight": "night"}

_UNITS = {
    "minute": "minutos?|mins?|minutes?",
    "hour": "horas?|hours?|hrs?|hs?",
    "working": "dias? (?:uteis|util|habil(?:es)?|laborables?)|(?:business|working) days?",
    "day": "dias?|days?",
    "week": "semanas?|weeks?",
    "month": "mes(?:es)?|months?",
    "year": "anos?|years?",
}
UNIT = "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items()) + r")(?!\w)"
_ABOUT = r"(?:ate |cerca de |mais |mas |uns |umas |unos |unas |otr[oa]s |about |around |another )?"
_NUMBER = rf"(?:(?P<digits>\d{{1,4}}) ?|(?P<words>{WORDS}|{'|'.join(sorted(ONES, key=len, reverse=True))}) )"
_FROM_NOW = r"from (?:now|today)|a (?:partir|contar) de (?:hoje|agora|hoy|ahora)"

AHEAD = re.compile(
    rf"(?<!\w)(?:daqui(?: a)?|dentro de|em|in|en|within) {_ABOUT}{_NUMBER}{UNIT}(?! (?:atras|ago|back)\b)"
)
BEHIND = re.compile(rf"(?<!\w)(?:ha|faz|fazem|hace) {_ABOUT}{_NUMBER}{UNIT}(?: atras(?!\w))?")
TRAILING = re.compile(rf"(?<![\w.,/:$-]){_NUMBER}{UNIT} (?:(?P<back>atras|ago)|{_FROM_NOW})(?!\w)")

CONFIDENCE = {"day": 0.85, "week": 0.85, "working": 0.7, "month": 0.6, "year": 0.6}


def find_relative(plain: str, today: date) -> Iterator[Day]:
    """The days that a folded text names by a word or by a distance from today."""
    for match in DAY.finditer(plain):
        word = match["word"]
        if word != "manana" or not MORNING_BEFORE.search(plain[max(0, match.start() - 12) : match.start()]):
            day = shift_days(today, DAYS[word])
            yield from _day(match, day, 0.95, PARTS.get(word))
    for match, unit, steps in _distances(plain):
        if unit in CONFIDENCE:
            yield from _day(match, shift(today, unit, steps), CONFIDENCE[unit])


def find_moments(plain: str, now: datetime) -> Iterator[Moment]:
    """The moments that a folded text names by hours or minutes from now."""
    for match, unit, steps in _distances(plain):
        if unit not in CONFIDENCE:
            moment = now + timedelta(minutes=steps * (60 if unit == "hour" else 1))
            yield Moment(match.start(), match.end(), moment, 0.85)


def unit_of(match: re.Match[str]) -> str:
    """Which of the units of UNIT a match holds."""
    return next(name for name in _UNITS if match[name])


def shift(today: date, unit: str, steps: int) -> date | None:
    """The day so many days, working days, weeks, months, years from today; None outside of our time."""
    match unit:
        case "working":
            return shift_working_days(today, steps)
        case "month" | "year":
            return shift_months(today, steps * (12 if unit == "year" else 1))
        case _:
            return shift_days(today, steps * (7 if unit == "week" else 1))


def _distances(plain: str) -> Iterator[tuple[re.Match[str], str, int]]:
    """Every distance from now: its match, its unit, and how many of it, negative for the past."""
    for pattern in (AHEAD, BEHIND, TRAILING):
        for match in pattern.finditer(plain):
            steps = (
                int(match["digits"]) if match["digits"] else number(match["words"], "es")
            )  # "dos" before a unit is two
            if steps is not None:
                back = pattern is BEHIND or (pattern is TRAILING and match["back"])
                yield match, unit_of(match), -steps if back else steps


def _day(match: re.Match[str], day: date | None, confidence: float, part: str | None = None) -> Iterator[Day]:
    if day:
        yield Day(match.start(), match.end(), day, day, Form.RELATIVE, confidence, part)
