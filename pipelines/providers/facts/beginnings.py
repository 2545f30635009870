"""Since when a thing is so, where it is said: "me mudei mês passado", "trabalho lá desde 2019", "a partir de maio"."""

import re
from dataclasses import replace
from datetime import date, datetime, time

from contracts.crm.claim import Claim
from contracts.crm.enrichment import EntityKind
from contracts.crm.fact import Modality
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import Reading, Span

NEAR = 30
"""Characters between a fact and the day since when it is so."""

SINCE = re.compile(r"\b(?:desde|since|ever since)(?: o| a| the| el| la| early| late)? ?$")
SINCE_YEAR = re.compile(r"\b(?:desde|since)(?: o ano de| the year)? (?P<year>(?:19|20)\d\d)\b")
AGO = re.compile(r"(?:ha|faz|hace|for) ")
FROM = re.compile(
    r"\W*(?:so |only )?(?:a partir d|a contar d|starting |beginning |as of )"
    r"(?!\w{0,2} ?(?:hoje|agora|today|now|hoy|ahora)\b)"
)


def dated(made: Claim, reading: Reading, sentence: Sentence, span: Span, at: datetime) -> Claim:
    """A claim with the day since when it is so, if it is told behind it; one of a day to come is a plan.

    Of a period a change has happened by its last day, and a state has held from its first. `at` is when it was said.
    """
    for where, one in reading.within(sentence, EntityKind.DATE):
        if not 0 <= where[0] - span[1] <= NEAR:
            continue
        first, _, last = one.value.partition("/")
        days = date.fromisoformat(first[:10]), date.fromisoformat((last or first)[:10])
        before, named = sentence.plain[span[1] : where[0]], sentence.plain[slice(*where)]
        if days[1] < at.date() and (made.changed or SINCE.search(before) or AGO.match(named)):
            return _since(made, days[1] if made.changed else days[0], at)
    if year := SINCE_YEAR.search(sentence.plain, span[1]):
        return _since(made, date(int(year["year"]), 1, 1), at)
    to_come = FROM.match(sentence.plain, span[1]) and made.modality is Modality.ASSERTED
    return replace(made, modality=Modality.PLANNED) if to_come else made


def _since(made: Claim, day: date, at: datetime) -> Claim:
    since = datetime.combine(day, time(), at.tzinfo)
    return replace(made, since=since) if since < at and made.polarity > 0 else made
