"""By when somebody needs a thing."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from contracts.crm.claim import Claim
from contracts.crm.enrichment import Entity, EntityKind
from pipelines.providers.entities.spans import month_of, shift_months
from pipelines.providers.facts.cues import NOT_THIS, Found, claim, cue, found, table
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import Reading

_NEED = (
    r"(?:preciso|precisamos|precisava|precisar|precisarei|necessito|necessitamos|tem que|tenho que|temos que|tem de"
    r"|precisa|necesito"
    r"|necesitamos|tiene que"
    r"|need|needs|must|have to|has to)"
)
DEADLINE = table(
    "prazo deadline due plazo fecha data maximo tardar latest precis neces tem ten tiene need must have has quero "
    "quere want would quiero entreg fechar decid resolv termin comecar lancar pra para close launch live wrap "
    "finish deliver "
    "cerrar",
    cue(r"(?:(?:meu|nosso|o|my|our|the|el|mi|nuestro) )?(?:novo |new |nuevo )?(?:prazo|deadline|due date|plazo"
        r"|fecha limite|data limite)\b(?: (?:final|maximo|limite|max|de entrega|pra|para|nosso|meu|agora|now"
        r"|final))*"
        r"(?: (?:e|eh|is|es|vai|mudou|was|passou|got|moved|extended|ficou|sera))?",
        r"(?:no mais tardar|o mais tardar|at the latest|a mas tardar|no maximo ate)",
        rf"{_NEED} (?:\S+ ){{0,7}}?(?:ate|by|before|antes del?|antes d[oa]|until|hasta|para el|para o|pro|pra|para"
        rf"|within|em"
        rf"|in|no later than)(?= )",
        rf"(?:{_NEED}|quero|queremos|want|would like|quiero) (?:\S+ ){{0,4}}?(?:entregue|pront[oa]|instalad[oa]"
        rf"|funcionando|resolvid[oa]|finalizad[oa]|delivered|ready|done|installed|live|running|up|listo|lista)(?: "
        rf"(?:ate|by|before|antes d[eoa]|hasta|para|no|na|on|in|em|within))?",
        r"(?:entrega|entregar|fechar|decidir|resolver|terminar|comecar|lancar|close|decide|launch|go live|wrap up"
        r"|finish|deliver|cerrar|decidir|entregar|terminar)(?: \w+){0,4} (?:ate|by|before|antes d[eoa]|no later than"
        r"|hasta|within)(?= )",
        r"(?:it'?s|is|are|that'?s) due(?: on| by)?(?= )", r"(?:e|eh|seria|fica) (?:pra|para|pro)(?: o)?(?= (?:dia "
            r")?\d)",
        r"(?:tenho|temos|vou ter|i have|we have|i'?ve got|tengo|tenemos) (?:so |only |solo )?(?:ate|until|till"
        r"|hasta)(?: o| the| el)?(?= )",
        r"(?:quero|queria|queremos|gostaria de|gostariamos de|want|would like|i'?d like|we'?d like|quiero|queria) "
        r"(?:\S+ ){0,3}?(?:receber|pegar|isso|tudo|it|them|receive|recibir|esto|eso)(?: \w+){0,3}? (?:ate|by|before"
        r"|antes d[eo]|hasta|no later than)(?= )",
        confidence=0.85),
)  # fmt: skip
ALONE = re.compile(
    r"\W*(?:(?:tem que ser|pode ser|preciso|seria|needs? to be|it'?s|tiene que ser) )?(?:ate|by"
    r"|before|antes d[eo]|hasta|no maximo|ate no maximo)(?: (?:o|el|the|no maximo))? (?=dia \d|\d|the \d|el \d|\w+ "
    r"\d)"
)
ALONE_CUE = cue("(?!)", confidence=0.7)
APPOINTMENT = re.compile(
    r"\b(?:agend\w*|marc\w+|reuni\w+|visita\w*|consulta|horario|schedul\w*|book\w*|meet\w*"
    r"|appointment|call|cita|remarc\w*|reserv\w*|voo|flight|viaj\w*|saber|confirmar|know|se (?:voces?|vcs?"
    r"|entrega\w*|chega\w*))\b"
)
"""A day on which one meets is no deadline."""

END_OF = re.compile(
    r"\b(?:fim|final|fins|end|finales|fin) (?:d[oe]|deste|desse|of|of the|of this|of next|del|de este)(?P<n> next)? "
    r"(?:the )?(?:mes|month|(?P<year>ano|year|ano))\b(?P<next> que vem| que viene)?"
)
DAY_ALONE = re.compile(r"(?:dia|the|el) \d{1,2}\w*", re.IGNORECASE)
NEAR = 30
"""Characters between the words that tell of a deadline and its day."""


def find_deadlines(reading: Reading, sentence: Sentence, at: datetime) -> Iterator[Claim]:
    """The deadlines that a sentence sets; `at` is when it was said."""
    said = at.date()
    dated = [(span, _coming(one, said)) for span, one in reading.within(sentence, EntityKind.DATE)]
    dated += [(match.span(), _ending(match, said)) for match in END_OF.finditer(sentence.plain)]
    hits = list(found(sentence, DEADLINE)) if dated else []
    for span, day in dated:
        hit = _deadline_cue(sentence, hits, span[0])
        meant = hit and day >= said.isoformat() and not NOT_THIS.search(sentence.plain[: span[0]])
        if hit and meant and not sentence.of_another(hit.start, hit.end):
            yield claim(reading, sentence, hit, "deadline", span, day)


def _ending(match: re.Match[str], said: date) -> str:
    """The last day of this month or year, or of the next one."""
    steps = 1 if match["next"] else 0
    if match["year"]:
        return date(said.year + steps, 12, 31).isoformat()
    return month_of(shift_months(said.replace(day=1), steps) or said)[1].isoformat()


def _coming(one: Entity, said: date) -> str:
    """The day of an entity, of a period its last; a day without a month is the next one."""
    day = one.value.rpartition("/")[2][:10]
    if day < said.isoformat() and DAY_ALONE.fullmatch(one.text):
        day = (shift_months(date.fromisoformat(day), 1) or said).isoformat()
    return day


def _deadline_cue(sentence: Sentence, hits: list[Found], start: int) -> Found | None:
    """The words that make a deadline of the day that begins there."""
    for hit in hits:
        if hit.start <= start <= hit.end + NEAR and not APPOINTMENT.search(sentence.plain[hit.start : start]):
            return hit
    alone = ALONE.match(sentence.plain)
    return Found(ALONE_CUE, alone.start(), alone.end(), None) if alone and alone.end() == start else None
