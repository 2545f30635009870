"""What takes back what was said: "não é 5 mil, é 8 mil", "I meant Boulder", "esquece o que eu disse".

Which fact a correction is of, the message alone does not say: there is a claim for each that its value may belong to,
and it counts for the one whose value it names (contracts/crm/claim.py).
"""

import re
from collections.abc import Iterator, Sequence

from contracts.crm.claim import ANY, Act, Claim
from contracts.crm.enrichment import EntityKind
from contracts.crm.fact import Modality
from pipelines.providers.facts.budgets import bare_amounts, decimal
from pipelines.providers.facts.contacting import KINDS
from pipelines.providers.facts.cues import words
from pipelines.providers.facts.places import fits
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import Reading, Span

_NOT = re.compile(r"\b(?:nao|n|not|no|isn'?t|wasn'?t)\b")
_PLAN = re.compile(r"^(?:plano|plan) | plan$")
NO_NAME = words(
    "e-mail email plano orcamento telefone numero prazo que eu i i'm we we're it isso the my meu minha your nao not "
    "voce voces caro"
)
NAMES = ("lives_at", "works_at", "plan", "preferred_name", "decision_maker", "competitor")
"""Predicates whose value is a name, as said."""

_IS = r"(?:e|eh|era|sao|foi|is|was|it'?s|es|fue|em|in|na|no|at|en)"
INSTEAD = re.compile(
    rf"\b(?:nao|n|not|no(?= (?:es|era|fue|is|it'?s) )|isn'?t|wasn'?t)(?: mais| any more)? (?:{_IS} )?(?:d[oae] "
    rf"|[oa] |the |el |la "
    rf")?(?P<old>[^,;]{{2,40}}?)"
    rf"(?:,? (?:mas|but|e sim|sino|mas sim) (?:{_IS} )?|(?:, ?| |, ?agora |, ?na verdade |, ?actually ){_IS} )(?:sim "
    rf")?(?:d[oae] |[oa] |the |el |la |em |in )?(?P<new>\S.*)$"
)
RATHER = re.compile(
    r"(?:^|[,;*] ?|\b)(?:quis dizer|queria dizer|quiz dizer|digo,|i meant(?: to say)?|meant to say|quise decir"
    r"|queria decir|corrigindo:?|correcao:|correction:|correccion:|(?:scratch|strike) that,? it'?s"
    r"|(?:that was wrong|isso (?:estava|tava) errado|falei errado|me enganei|me confundi|errei|me equivoque)(?=,? "
    r"(?:it'?s|e|eh|es|is) ))"
    r",? (?:(?:que )?(?:e|eh|is|it'?s|es) )?(?:[oa] |em |na |no |in |at |the |el |la |en )?(?P<new>\S.*)$"
)
_MEANT = re.compile(r"dizer|digo|meant|decir|corrigindo|correc|correct|that|err|enganei|confundi|equivoque")
NOT_OLD = re.compile(
    r"(?:^|\b(?:e|eh|es|is|it'?s|em|in|no|na|meant)) (?:[oa] |the |el |la )?(?P<new>[^,;]{2,40}?),? (?:e |and |y "
    r")?(?:nao|n|not)"
    r" (?:e |eh |em |in |[oa] |no |na |the )?(?P<old>[^,;]{2,40})$"
)
NOT_THAT = re.compile(r",? (?:nao|not|no) (?:[oa] |em |in |the |el |la |en )?(?P<old>\S[^,;]{1,40})$")

_BACK = re.compile(
    r"esque|descons|ignor|errad|nao era|enganei|confundi|equivoqu|wrong|incorrect|mistake|that|what i"
    r"|forget|my |misspoke|olvid|eso "
)
TAKEN_BACK = re.compile(
    r"\b(?:(?:esquec[ea]m?|esquece|desconsider[ae]m?|desconsiderar|ignor[ae]m?|ignorar) (?:o que (?:eu )?(?:disse"
    r"|falei|escrevi|mandei)|isso(?: que (?:eu )?(?:disse|falei))?$|(?:a |essa |minha )?(?:ultima )?mensagem(?: "
    r"anterior)?|a anterior)"
    r"|(?:(?:isso|aquilo) (?:estava|tava)|o que (?:eu )?(?:disse|falei|passei|mandei) (?:estava|tava|esta|ta|foi)) "
    r"(?:tudo )?errad[oa]"
    r"|(?:eu )?(?:falei|escrevi|digitei|informei|passei) (?:tudo |a informacao |isso )?errad[oa]|nao era (?:bem "
    r")?isso$"
    r"|(?:eu )?me (?:enganei|confundi|equivoquei)\b(?! (?:de|com|na|no)\b)"
    r"|(?:that was|what i said (?:was|is)) (?:all )?(?:wrong|incorrect|a mistake|not (?:right|correct|true))"
    r"|(?:scratch|strike) that|(?:forget|ignore|disregard) (?:what i (?:said|wrote|told you)|that$|my (?:last"
    r"|previous) (?:message|text|one))"
    r"|i (?:was wrong|misspoke|made a mistake|got (?:that|it) wrong)\b"
    r"|(?:olvid[ae]n?|ignor[ae]n?) (?:lo que (?:dije|te dije|escribi)|mi (?:ultimo )?mensaje(?: anterior)?)|eso "
    r"(?:estaba|era) (?:mal|equivocado|incorrecto)|me equivoque\b)"
)


def find_corrections(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """What a sentence says instead of what was said before."""
    plain = sentence.plain
    match = (INSTEAD.search(plain) or NOT_OLD.search(plain)) if _NOT.search(plain) else None
    match = match or (RATHER.search(plain) if _MEANT.search(plain) else None)
    if match is None or sentence.modality(0) is not Modality.ASSERTED:
        return
    if match.re is not RATHER:
        yield from _corrects(reading, sentence, match.span("old"), match.span("new"))
    else:
        other = NOT_THAT.search(sentence.plain, match.start("new"))
        yield from _corrects(reading, sentence, other.span("old") if other else None, match.span("new"))


def find_retractions(sentence: Sentence, stated: Sequence[Claim], place: Span) -> Iterator[Claim]:
    """What a sentence takes back of the message before: of the predicates that are stated anew here, or else all."""
    if _BACK.search(sentence.plain) and TAKEN_BACK.search(sentence.plain) and sentence.modality(0) is Modality.ASSERTED:
        for predicate in sorted({one.predicate for one in stated if one.act is Act.STATE}) or ([] if stated else [ANY]):
            yield Claim(predicate, "", *place, act=Act.RETRACT)


def _corrects(reading: Reading, sentence: Sentence, old: Span | None, new: Span) -> Iterator[Claim]:
    """A claim for each predicate that both values may belong to."""
    for predicate, span, value in _candidates(reading, sentence, *new):
        wrong: set[str | None] = {None}
        if old:
            wrong = {one for name, _, one in _candidates(reading, sentence, *old) if name == predicate}
        begin, end = reading.place(sentence, span)
        for replaces in wrong:
            yield Claim(predicate, value, begin, end, 0.9, act=Act.CORRECT, replaces=replaces)


def _candidates(reading: Reading, sentence: Sentence, start: int, end: int) -> Iterator[tuple[str, Span, str]]:
    """What the words there may be, of which predicates: the first that they name, by kind, or else a name."""
    exact = [one for one in _exact(reading, sentence, start, end) if start - 1 <= one[1][0] < end]
    yield from {one[0]: one for one in reversed(exact)}.values()
    named = None if exact else reading.short(sentence, start)
    if named and fits(sentence.plain[slice(*named)], NO_NAME) and not sentence.plain[named[0]].isdigit():
        said = reading.original(sentence, (named[0], min(named[1], end)))
        for predicate in NAMES:
            yield predicate, named, _PLAN.sub("", said) if predicate == "plan" else said


def _exact(reading: Reading, sentence: Sentence, start: int, end: int) -> Iterator[tuple[str, Span, str]]:
    """Days, numbers and addresses, and amounts where there are none of those."""
    days = reading.within(sentence, EntityKind.DATE)
    found = [("deadline", span, one.value.rpartition("/")[2][:10]) for span, one in days]
    for kind, predicate in KINDS.items():
        found += [(predicate, span, one.value) for span, one in reading.within(sentence, kind)]
    yield from found
    money = [("budget", span, decimal(one.value)) for span, one in reading.within(sentence, EntityKind.MONEY)]
    yield from money or [
        ("budget", span, value)
        for span, value in bare_amounts(sentence.plain, start, end, reading.language)
        if all(span[1] <= other[0] or span[0] >= other[1] for _, other, _ in found)
    ]
