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
from pipelines.providers.facts.deadlines import coming
from pipelines.providers.facts.places import fits
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import Reading, Span

_NOT = re.compile(r"\b(?:nao|n|not|no|isn'?t|wasn'?t)\b")
_CHANGED = re.compile(r"\b(?:mais|agora|any ?more|now|no longer|these days|ahora|ya no)\b")
"""It was so until now: what is not so any more is no slip of the tongue."""
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

_N = r"(?:[oa]s? |the |el |la |de |d[oa]s? |my |meu |minha |our |n[oa] |em |in |at |on )*"
FOR = re.compile(
    rf"\b(?:troqu(?:ei|amos)|troco|trocamos|mud(?:ei|amos)|pass(?:ei|amos)|migr(?:ei|amos)|deix(?:ei|amos)"
    rf"|larg(?:uei|amos)|pul(?:ei|amos)|volt(?:ei|amos)|sa(?:i|imos)|cambie|swapped|traded|left|ditched|quit"
    rf"|dropped|switched|moved|went|changed|jumped|gave up|said goodbye to)"
    rf" (?:from )?{_N}(?P<old>[^,;]{{2,30}}?),? (?:por|pel[oa]|pr[oa]|para(?: [oa])?|pra(?: [oa])?|for|to"
    rf"|and (?:joined|went to|moved to|started at)|e (?:fui (?:pra|pro|para)|entrei n[oa]|vim (?:pra|pro)))"
    rf" {_N}(?P<new>[^,;]{{2,40}})"
    rf"|\b(?:adeus|tchau|bye|bye bye|goodbye|so long|farewell|sai|out goes|chega de|no more) "
    rf"{_N}(?P<old2>[^,;]{{2,30}}?),? (?:e |and )?(?:ola|oi|bem[- ]vind[oa]|hello|hi|hey|welcome|entra|in "
    rf"comes) {_N}(?P<new2>[^,;]{{2,40}})"
)
"""What was given up for what: of which predicate, what is known tells."""
MOVED_ON = re.compile(
    r"\b(?:agora (?:e|eh|so|fica|ficou|vai|sera|virou|esta|ta|passou)|passou|passaram|foi (?:adiad|antecipad"
    r"|adiantad|remarcad|transferid|prorrogad)\w*|mud(?:ou|aram)|adi(?:aram|ou|ado|ada)|adiant\w+|antecip\w+"
    r"|empurr\w+|pux(?:aram|ou)|jog(?:aram|ou)"
    r"|transferi\w+|posterg\w+|prorrog\w+|estic\w+|estend\w+|remarc\w+|virou|ficou|ficaram|cai(?:u)? (?:no"
    r"|em|pr[oa])|moved|pushed|brought forward|put (?:back|off)|postponed|rescheduled|shifted|now|changed"
    r"|instead|bumped|slipped|delayed|extended|extension|earlier|later|sooner"
    r"|mais (?:cedo|tarde|tempo|prazo)|ganh(?:amos|ei)|subiu|caiu|baixou|aumentou|desceu|dobrou|went (?:up"
    r"|down)|dropped|rose|raised|cut|cortaram|aumentaram|lowered|increased|doubled|em vez|da tempo|pode "
    r"(?:demorar|esperar|ser)|can wait|no rush)\b"
)
"""Says that something is otherwise now, and not what."""
_RISEN = re.compile(
    r"^\W*(?:(?:agora|entao|so|now|ok|olha|gente|oi|e|and|they|finally|enfim) )*(?:subiu|caiu|baixou"
    r"|aumentou|desceu|dobrou|cortaram|aumentaram|liberaram|went (?:up|down)|dropped"
    r"|(?:it )?(?:rose|got (?:cut|raised))|raised it|cut it|lowered it|increased it|doubled)\b.{0,40}$"
)
"""A budget that is left out rises or falls, and nothing else is spoken of."""
_ELSE = re.compile(
    r"\b(?:consulta|reuniao|horario|visita|sessao|aula|corte|exame|voo|viagem|retorno|appointment|meeting"
    r"|slot|visit|session|lesson|class|check-?up|flight|trip|haircut|booking|reserv\w+|agend\w+|marc(?:ou|ar"
    r"|ado|amos)|promo\w*|sale|desconto|discount|aniversario|birthday"
    r"|aluguel|rent|salario|salary|preco|price|custa|costs?|conta|bill|multa|fine|frete|shipping|taxa|fee"
    r"|parcela|mensalidade|subscription|insurance|seguro|ticket|ingresso|nota|score|grade|temperatura|peso"
    r"|weight|kg|paguei|paid|gastei|spent)\b"
)

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
        changed = bool(_CHANGED.search(plain))
        yield from _corrects(reading, sentence, match.span("old"), match.span("new"), changed=changed)
    else:
        other = NOT_THAT.search(sentence.plain, match.start("new"))
        yield from _corrects(reading, sentence, other.span("old") if other else None, match.span("new"))


def find_changes(reading: Reading, sentence: Sentence, found: Sequence[Claim]) -> Iterator[Claim]:
    """What a sentence says is otherwise now, where it leaves out of what: it counts for what was known before."""
    plain = sentence.plain
    if (
        (match := FOR.search(plain))
        and sentence.modality(match.start()) is Modality.ASSERTED
        and not sentence.by_another(match.start())
    ):
        old, new = ("old", "new") if match["old"] else ("old2", "new2")
        if not (sentence.to_come(match.start()) or sentence.meant_to(match.start())):
            yield from _corrects(reading, sentence, match.span(old), match.span(new), changed=True)
    told = {one.predicate for one in found}
    if MOVED_ON.search(plain) and not _ELSE.search(plain) and not sentence.of_another(0, len(plain)):
        for predicate, span, value in list(_exact(reading, sentence, 0, len(plain)))[-1:]:
            place = reading.place(sentence, span)
            if (
                predicate in ("deadline", "budget")
                and predicate not in told
                and sentence.modality(span[0]) is Modality.ASSERTED
                and (predicate == "deadline" or (_RISEN.search(plain) and len(value.partition(".")[0]) > 2))
            ):
                yield Claim(predicate, value, *place, 0.7, act=Act.CORRECT, changed=True)


def find_retractions(sentence: Sentence, stated: Sequence[Claim], place: Span) -> Iterator[Claim]:
    """What a sentence takes back of the message before: of the predicates that are stated anew here, or else all."""
    if _BACK.search(sentence.plain) and TAKEN_BACK.search(sentence.plain) and sentence.modality(0) is Modality.ASSERTED:
        for predicate in sorted({one.predicate for one in stated if one.act is Act.STATE}) or ([] if stated else [ANY]):
            yield Claim(predicate, "", *place, act=Act.RETRACT)


def _corrects(
    reading: Reading, sentence: Sentence, old: Span | None, new: Span, *, changed: bool = False
) -> Iterator[Claim]:
    """A claim for each predicate that both values may belong to."""
    for predicate, span, value in _candidates(reading, sentence, *new):
        wrong: set[str | None] = {None}
        if old:
            wrong = {one for name, _, one in _candidates(reading, sentence, *old) if name == predicate}
        begin, end = reading.place(sentence, span)
        for replaces in wrong:
            yield Claim(predicate, value, begin, end, 0.9, act=Act.CORRECT, replaces=replaces, changed=changed)


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
    found = [("deadline", span, coming(one, reading.at.date())) for span, one in days]
    for kind, predicate in KINDS.items():
        found += [(predicate, span, one.value) for span, one in reading.within(sentence, kind)]
    yield from found
    money = [("budget", span, decimal(one.value)) for span, one in reading.within(sentence, EntityKind.MONEY)]
    yield from money or [
        ("budget", span, value)
        for span, value in bare_amounts(sentence.plain, start, end, reading.language)
        if all(span[1] <= other[0] or span[0] >= other[1] for _, other, _ in found)
    ]
