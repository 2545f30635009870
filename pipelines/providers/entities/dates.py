"""Days of the calendar: 12/03/2026, 12 de março, 3 de mayo, March 3rd, 2026, dia 15, março de 2026.

"3/4" is day and month, except in English where it is month and day (the custom of the United States); an order that the
calendar refuses is turned round (25/12 in English). Without a year see `near_year`, without a month `near_month`.
"""

import re
from collections.abc import Iterator
from datetime import date

from pipelines.providers.entities.spans import Day, Form, month_of, near_month, near_year, real_date

_NAMES = """
1 janeiro enero january|2 fevereiro febrero february|3 marco marzo march|4 abril april|5 maio mayo may
6 junho junio june|7 julho julio july|8 agosto august|9 setembro septiembre setiembre september
10 outubro octubre october|11 novembro noviembre november|12 dezembro diciembre december
"""
_SHORT = """
1 jan ene|2 fev feb|3 mar|4 abr apr|5 mai|6 jun|7 jul|8 ago aug|9 set sep sept|10 out oct|11 nov|12 dez dic dec
"""


def _months(table: str) -> dict[str, int]:
    rows = [row.split() for line in table.strip().splitlines() for row in line.split("|")]
    return {name: int(row[0]) for row in rows for name in row[1:]}


MONTHS = _months(_NAMES) | _months(_SHORT)
SHORT_NAMES = _months(_SHORT)
_FULL = "|".join(_months(_NAMES))
_ANY = "|".join(sorted(MONTHS, key=len, reverse=True))
_ENGLISH = "january|february|march|april|may|june|july|august|september|october|november|december"
_ENGLISH_SHORT = "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d|[.,]\d)"
_AND_YEAR = rf"(?:,? (?:de |del |of )?|[/-]){_YEAR}"
_OPEN = r"(?<![\w/.,:$-])"
_CLOSE = r"(?![\w/]|[-.,:]\d)"

ISO = re.compile(r"(?<![\w/.-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d|[-/])")
FULL = re.compile(
    rf"{_OPEN}(?:dia )?(?P<a>\d{{1,2}})(?P<mark>[/.-])(?P<b>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|(?<=/)\d\d){_CLOSE}"
)
SHORT = re.compile(rf"{_OPEN}(?:dia )?(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}}){_CLOSE}(?!%)")
MONTH_YEAR = re.compile(rf"{_OPEN}(?P<month>0?[1-9]|1[0-2])/(?P<year>20\d\d){_CLOSE}")
DAY_MONTH = re.compile(
    rf"{_OPEN}(?:dia )?(?P<day>\d{{1,2}}(?P<ordinal>[oa]|st|nd|rd|th)?|primeiro|primero)(?P<mark> de | of | |[/.-])"
    rf"(?P<name>{_ANY})(?!\w)(?:{_AND_YEAR})?"
)
MONTH_DAY = re.compile(
    rf"{_OPEN}(?P<name>{_ENGLISH}|{_ENGLISH_SHORT})\.? (?:the )?"
    rf"(?P<day>\d{{1,2}})(?P<ordinal>st|nd|rd|th)?(?![\w/:%]|[.,]\d)(?:{_AND_YEAR})?"
)
MONTH = re.compile(
    r"(?<!\w)(?:(?:no |el |do |del )?mes de|em|en|in|ate|desde|hasta|since|until) "
    rf"(?P<name>{_FULL})(?!\w)(?:{_AND_YEAR})?(?! (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?![\w:%]|[.,]\d))"
)
MONTH_OF_YEAR = re.compile(rf"(?<!\w)(?<!\d )(?<!\d de )(?<!\d of )(?P<name>{_FULL}){_AND_YEAR}")
DAY = re.compile(
    rf"(?<!\w)(?:dia (?P<dia>\d{{1,2}})o?|the (?P<the>\d{{1,2}})(?:st|nd|rd|th)){_CLOSE}(?! (?:de |of )?(?:{_FULL})\b)"
)
STREET_BEFORE = re.compile(r"\b(?:rua|r\.|avenida|av\.?|praca|travessa|calle|plaza|colonia|vila|bairro) $")

# "3/4 xícara", "24/7", "parcela 3/12", "1/2 price" are no days.
NO_DAY_BEFORE = re.compile(
    r"\b(?:parcelas?|prestac\w+|cuotas?|paginas?|pag|nota|tamanho|fatura|step|part|parte|page)\W{1,2}$"
)
NO_DAY_AFTER = re.compile(
    r" ?(?:d[eao] |of )?(?:the |a )?"
    r"(?:xicaras?|colher\w*|litros?|kg|polegadas?|pulgadas?|preco|precio|tazas?|cups?|price"
    r"|inch\w*|miles?|pounds?|liters?|hours?|horas?|vezes|veces|cucharad\w*|parcelas?|cuotas?|estrelas?|stars?)\b"
)
ALWAYS_OPEN = "24/7"


def find_dates(plain: str, language: str | None, today: date) -> Iterator[Day]:
    """The days that a folded text names by the calendar, overlaps included."""
    yield from _numeric(plain, language, today)
    yield from _named(plain, language, today)
    for match in DAY.finditer(plain):
        yield from _day(match, near_month(int(match["dia"] or match["the"]), today), 0.7, Form.MONTH_DAY)


def _numeric(plain: str, language: str | None, today: date) -> Iterator[Day]:
    for match in ISO.finditer(plain):
        yield from _day(match, real_date(int(match["year"]), int(match["month"]), int(match["day"])), 0.99)
    for match in FULL.finditer(plain):
        year = _century(int(match["year"]), today)
        tries = [real_date(year, month, day) for day, month in _orders(match, language)]
        yield from _day(match, tries[0] or tries[1], 0.97 if tries[0] else 0.6)
    for match in SHORT.finditer(plain):
        if _reads_as_day(plain, match):
            tries = [near_year(month, day, today) for day, month in _orders(match, language)]
            yield from _day(match, tries[0] or tries[1], 0.75 if tries[0] else 0.6)
    for match in MONTH_YEAR.finditer(plain):
        yield from _month(match, real_date(int(match["year"]), int(match["month"]), 1), 0.7)


def _named(plain: str, language: str | None, today: date) -> Iterator[Day]:
    for pattern in (DAY_MONTH, MONTH_DAY):
        for match in pattern.finditer(plain):
            if not (_another_word(match, language) or STREET_BEFORE.search(_before(plain, match))):
                day = int(re.sub(r"\D", "", match["day"]) or 1)
                yield from _day(match, _dated(match, day, today), 0.97 if match["year"] else 0.9)
    for pattern in (MONTH, MONTH_OF_YEAR):
        for match in pattern.finditer(plain):
            yield from _month(match, _dated(match, 1, today), 0.9 if match["year"] else 0.7)


def _dated(match: re.Match[str], day: int, today: date) -> date | None:
    month = MONTHS[match["name"]]
    return real_date(int(match["year"]), month, day) if match["year"] else near_year(month, day, today)


def _another_word(match: re.Match[str], language: str | None) -> bool:
    """Whether "mar", "set", "out", "may" stand for themselves: nothing but their place says that they are months."""
    if match["year"] or match["ordinal"] or match.groupdict().get("mark", " ") != " ":
        return False
    if match.re is DAY_MONTH and match["name"] == "may":
        return True
    return match["name"] in SHORT_NAMES and language != "en"


def _orders(match: re.Match[str], language: str | None) -> list[tuple[int, int]]:
    """(day, month) as the language writes it, then the other way round."""
    a, b = int(match["a"]), int(match["b"])
    return [(b, a), (a, b)] if language == "en" else [(a, b), (b, a)]


def _reads_as_day(plain: str, match: re.Match[str]) -> bool:
    counted = NO_DAY_BEFORE.search(_before(plain, match)) or NO_DAY_AFTER.match(plain, match.end())
    return not counted and match.group() != ALWAYS_OPEN


def _before(plain: str, match: re.Match[str]) -> str:
    return plain[max(0, match.start() - 16) : match.start()]


def _century(year: int, today: date) -> int:
    """Two digits are of this century up to twenty years from now, else of the last (dates of birth)."""
    if year > 99:
        return year
    return 2000 + year if 2000 + year <= today.year + 20 else 1900 + year


def _day(match: re.Match[str], day: date | None, confidence: float, form: Form = Form.EXPLICIT) -> Iterator[Day]:
    if day:
        yield Day(match.start(), match.end(), day, day, form, confidence)


def _month(match: re.Match[str], first: date | None, confidence: float) -> Iterator[Day]:
    if first:
        yield Day(match.start(), match.end(), *month_of(first), Form.PERIOD, confidence)
