"""What the rule files share: a cue, and the claim that comes of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.crm.claim import Act, Claim
from contracts.crm.fact import Modality
from pipelines.providers.facts.sentences import CORRECTING, NO_MORE, Sentence
from pipelines.providers.facts.values import Reading, Span

OWN = r"(?:meus?|minhas?|nossos?|nossas?|my|our|mis?|nuestr[oa]s?)"
"""Mine and ours, as a pattern."""

SELF = (
    r"(?:(?:i|we)(?:'?ve| have| had|'?m| am|'?re| are)? (?:(?:\w+ly|just|now|also|since|already|still|both) )*"
    r"|^\W*(?:(?:so|ok|okay|well|hey|yep|yes|finally|just|and|hi|fyi|update|(?:good|big) news|news|guess "
    r"what|btw|im|ive)\W+)*"
    r"|(?<=[,;:!.-] )(?:(?:and|so|then|now|but|just|finally) )*|and (?:then |now |just )?|so )"
)
"""Who does it, in English: said, or left out at the beginning of a clause; it goes with `mine`."""

NOT_THIS = re.compile(
    r"\b(?:era|eram|was|used to be|tinha|tinhamos|nao|n|not|no|isn'?t|instead of|em vez de|ao inves de|en vez de)"
    r"(?: (?:e|eh|is|es|sao|mais|de|of|era|foi|uns|dia|o|el|the))* ?$"
)
"""Before an amount or a day that was, or that it is not."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words by which a fact is known. Its value begins where they end, unless a group `v…` holds it.

    `planned`: they tell of what is yet to come. `changed`: of what has just become so. `over`: of what has ended.
    `proper`: they are so common that only a name with a capital letter counts behind them. `mine`: they do not say
    whose it is, so they count only where nobody else is spoken of.
    """

    pattern: re.Pattern[str]
    confidence: float = 0.9
    planned: bool = False
    changed: bool = False
    over: bool = False
    proper: bool = False
    mine: bool = False


def cue(*patterns: str, confidence: float = 0.9, **marks: bool) -> Cue:
    """A cue of several patterns on folded text, each from the beginning of a word. `marks` are those of Cue."""
    return Cue(re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})"), confidence, **marks)


@dataclass(frozen=True, slots=True)
class Table:
    """The cues of a predicate, and the letters of which a sentence needs some for any of them: looked for first, since
    most sentences have none.
    """

    cues: tuple[Cue, ...]
    stems: tuple[str, ...]

    def concerns(self, plain: str) -> bool:
        """Whether any of its cues may be there."""
        for stem in self.stems:  # noqa: SIM110 - a plain loop is twice as fast, and most of the work
            if stem in plain:
                return True
        return False


def table(stems: str, *cues: Cue) -> Table:
    """A table of cues whose stems are told in one text."""
    return Table(cues, tuple(stems.split()))


def words(text: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Found:
    """A cue in a sentence: where its words begin and end."""

    cue: Cue
    start: int
    end: int
    named: Span | None


def found(sentence: Sentence, table: Table) -> Iterator[Found]:
    """The cues of a sentence; of two that overlap the one whose row comes first."""
    taken: list[Span] = []
    for one in table.cues if table.concerns(sentence.plain) else ():
        for match in one.pattern.finditer(sentence.plain):
            if one.mine and sentence.by_another(match.start()):
                continue
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                taken.append(match.span())
                named = (match.span(name) for name in one.pattern.groupindex if name[0] == "v" and match[name])
                yield Found(one, *match.span(), next(named, None))


def claim(reading: Reading, sentence: Sentence, hit: Found, predicate: str, span: Span, value: str) -> Claim:
    """The claim of a cue and its value. A "not" before it, or "no longer", makes it one of what is not so."""
    negated = hit.cue.over or sentence.negated(hit.start) or bool(NO_MORE.match(sentence.plain, span[1]))
    modality = sentence.modality(hit.start)
    if modality is Modality.ASSERTED and (hit.cue.planned or _later(sentence, hit)):
        modality = Modality.PLANNED
    wrong = negated and not hit.cue.over and bool(CORRECTING.search(sentence.plain[: hit.start]))
    begin, end = reading.place(sentence, (min(hit.start, span[0]), max(hit.end, span[1])))
    return Claim(
        predicate,
        value,
        begin,
        end,
        confidence=hit.cue.confidence,
        modality=modality,
        polarity=-1 if negated else 1,
        act=Act.RETRACT if wrong else Act.STATE,
        changed=hit.cue.changed,
    )


def _later(sentence: Sentence, hit: Found) -> bool:
    return hit.cue.changed and (sentence.to_come(hit.start) or (hit.cue.mine and sentence.meant_to(hit.start)))
