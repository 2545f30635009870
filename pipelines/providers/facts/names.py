"""Names, by their capital letters, with the words around them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.crm.enrichment import EntityKind
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import COMMON, Reading, Span

_WORD = re.compile(r"[\w][\w'&.+-]*")
_OWNER, _OWNS = (
    re.compile(r"'s$"),
    re.compile(r" (?:the|yes|say|word|call|decision|signature|payroll|approval|okay?|books|offer|team)\b"),
)
_LINK = re.compile(r" (?:(?:d[aeo]s?|e|of|the|and|&|do) )?")


@dataclass(frozen=True, slots=True)
class Name:
    """A name at `span`, with the words of its clause before and after it. `first`: it opens the sentence, so that its
    capital letter may say nothing.
    """

    span: Span
    before: str
    after: str
    first: bool


def names(reading: Reading, sentence: Sentence) -> Iterator[Name]:
    """The names of a sentence. Its first word has a capital letter anyway, so it is one only where more of it has."""
    plain = sentence.plain
    entities = [
        span
        for kind in (EntityKind.EMAIL, EntityKind.URL, EntityKind.DATE, EntityKind.MONEY)
        for span, _ in reading.within(sentence, kind)
    ]
    run: Span | None = None
    for match in _WORD.finditer(plain):
        start, end = (
            match.start(),
            match.start()
            + len(
                _OWNER.sub("", match.group().rstrip(".'-"))
                if _OWNS.match(plain, match.end())
                else match.group().rstrip(".'-")
            ),
        )
        large = end > start and reading.capital(sentence, start) and plain[start:end] not in COMMON
        if large and not any(a < end and start < b for a, b in entities):
            linked = run is not None and _LINK.fullmatch(plain, run[1], start)
            if run and not linked:
                yield _named(sentence, run)
            run = (run[0] if run and linked else start), end
        elif run and not re.fullmatch(r"d[aeo]s?|e|of|the|and|&", match.group()):
            yield _named(sentence, run)
            run = None
    if run:
        yield _named(sentence, run)


def _named(sentence: Sentence, span: Span) -> Name:
    begin = sentence.clause(span[0])
    first = not re.search(r"\w", sentence.plain[: span[0]]) and " " not in sentence.plain[slice(*span)]
    return Name(span, sentence.plain[begin : span[0]], sentence.plain[span[1] :], first)
