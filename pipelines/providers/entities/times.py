"""Times of day: 14h30, 14:30, 3pm, às 3 da tarde, a las 8 y media, meio-dia."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

AFTERNOON = frozenset({"tarde", "tardinha", "afternoon", "pm"})
EVENING = frozenset({"noite", "noche", "evening", "night"})
PART = r"(?P<part>manha|manana|tardinha|tarde|noite|noche|madrugada|morning|afternoon|evening|night)"
HALVES = {"meia": 30, "media": 30, "trinta": 30, "treinta": 30, "quinze": 15, "quince": 15, "cuarto": 15}

TIME = re.compile(
    rf"(?:(?<![\w:,./$])(?<!\d-)|(?<=\d\dt))(?P<at>(?:as|a las?|at|@) ?)?(?P<hour>\d{{1,2}})"
    rf"(?:(?P<mark>:|h| h )(?P<minute>[0-5]\d)(?::[0-5]\d)?)?"
    rf"(?: ?(?P<unit>h(?:rs?|s)?|horas?|hours?|min)(?!\w))?"
    rf"(?: [ey] (?P<half>{'|'.join(HALVES)})(?!\w))?"
    rf"(?: ?(?P<meridiem>[ap])(?:m(?!\w)|\. ?m(?!\w)\.?))?"
    rf"(?: (?:da|de la|por la|en la|pela|in the|at|a|de|of the) {PART}(?!\w))?"
    rf"(?!\w|[:.,/]\d|-(?!\d{{1,2}}(?:h|:))\d| ?[%x€$])"
)
NOON = re.compile(
    r"(?<![\w-])(?P<at>(?:ao|as?|ate|at|al|a la) )?"
    r"(?P<word>meio[- ]dia|mediodia|noon|midday|meia[- ]noite|medianoche|midnight)(?P<half> e meia)?(?![\w-])"
)
MIDNIGHT = ("meia", "medianoche", "midnight")
# "2h" alone is as often how long as when.
DURATION_BEFORE = re.compile(
    r"\b(?:em|em ate|por|durante|cada|mais|mas|ha|faz|hace|dentro de|for|in|within|leva|demora|tarda)\s$"
)
DURATION_AFTER = re.compile(
    r" (?:de (?!hoje|hoy|amanha|manana|ontem|ayer|\d|seg|ter|qua|qui|sex|sab|dom)\w|atras|ago|depois|despues|por )|/"
)
# "Hoje as 3 caixas chegaram": a number before a plural counts things.
COUNT_AFTER = re.compile(
    r" (?!(?:vamos|nos|mas|depois|antes|voces|podemos|eles|elas|pois|despues|nosotros)\b)[a-z]{2,}s\b"
)
LETTERS = frozenset({"h", "hs", "hr", "hrs"})
LAST_HOUR = 23
SPOKEN_AFTERNOON = range(1, 7)
""""Às 3" without more is in the afternoon: nobody is served at three in the morning."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day at `start:end` of the folded text. A weak one ("às 3") counts only beside a day."""

    start: int
    end: int
    hour: int
    minute: int
    confidence: float
    open: bool = False
    spoken: bool = False
    weak: bool = False

    def at(self, part: str | None = None) -> time:
        """The time of 24 hours. An open one takes the `part` of the day ("tarde") that was said beside it."""
        if self.open and part:
            return time(_in_part(self.hour, part), self.minute)
        afternoon = self.spoken and self.hour in SPOKEN_AFTERNOON
        return time(self.hour + 12 if afternoon else self.hour, self.minute)


def find_times(plain: str) -> Iterator[Time]:
    """The times of day that a folded text names."""
    for match in TIME.finditer(plain):
        if _is_time(plain, match):
            time = _time(match)
            if not (time.weak and COUNT_AFTER.match(plain, match.end())):
                yield time
    for match in NOON.finditer(plain):
        hour = 0 if match["word"].startswith(MIDNIGHT) else 12
        weak = not match["at"] and " " in match["word"]
        yield Time(match.start("word"), match.end(), hour, 30 if match["half"] else 0, 0.8, weak=weak)


def _is_time(plain: str, match: re.Match[str]) -> bool:
    """Whether a number is said as a time: by a minute, a letter, a part of the day, or "às" before it."""
    hour, unit = int(match["hour"]), match["unit"]
    if hour > LAST_HOUR or (match["meridiem"] and not 1 <= hour <= 12) or (unit == "min" and not match["minute"]):
        return False
    if match["minute"] or match["meridiem"] or match["part"] or match["at"]:
        return True
    before = plain[max(0, match.start() - 12) : match.start()]
    lasts = DURATION_BEFORE.search(before) or DURATION_AFTER.match(plain, match.end())
    return unit in LETTERS and not lasts


def _time(match: re.Match[str]) -> Time:
    part = {"a": "am", "p": "pm"}.get(match["meridiem"] or "") or match["part"]
    hour = _in_part(int(match["hour"]), part)
    minute = HALVES[match["half"]] if match["half"] else int(match["minute"] or 0)
    written = match["minute"] or match["unit"] in LETTERS
    spoken = not (part or written)
    weak = spoken and not (match["half"] or match["unit"])
    confidence = 0.6 if spoken else 0.9
    return Time(match.start("hour"), match.end(), hour, minute, confidence, open=not part, spoken=spoken, weak=weak)


def _in_part(hour: int, part: str | None) -> int:
    """The hour of 24 for an hour of 12 and a part of the day."""
    if part in AFTERNOON:
        return hour + 12 if hour < 12 else hour
    if part in EVENING:
        return hour % 24 + 12 if 5 <= hour < 12 else hour % 12 if hour == 12 else hour
    return 0 if part in {"am", "madrugada"} and hour == 12 else hour
