"""By when somebody needs a thing."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from contracts.crm.claim import Claim
from contracts.crm.enrichment import Entity, EntityKind
from pipelines.providers.entities.spans import month_of, shift_months
from pipelines.providers.facts.cues import NOT_THIS, Found, claim, cue, found, table
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import Reading, Span

_NEED = (
    r"(?:preciso|precisamos|precisava|precisar|precisarei|necessito|necessitamos|tem que|tenho que|temos que|tem de"
    r"|precisa|necesito"
    r"|necesitamos|tiene que"
    r"|need|needs|must|have to|has to)"
)
DEADLINE = table(
    "prazo deadline due plazo fecha data maximo tardar latest precis neces tem ten tiene need must have has quero "
    "quere want would quiero entreg fechar decid resolv termin comecar lancar pra para close launch live wrap "
    "finish deliver cerrar adia antecip prorrog estend remarc pushed moved extend brought postpon bumped "
        "shifted delayed "
    "tem passar atras ultrapass depois later past beyond after voce vcs you cutoff falta impreter latest tempo",
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
        r"(?:adiaram|adiado|adiada|adiou|anteciparam|antecipou|antecipado|antecipada|prorrogaram|estenderam"
            r"|remarcaram|esticaram|empurraram|pushed"
        r"|moved|extended|brought|postponed|bumped|shifted|delayed)(?: [^,;\d]{1,25})?(?:,| e| and| so)* "
            r"(?:(?:agora|entao|now|so|the|o|it'?s|we|a gente|eu"
        r"|preciso|need|needs?|novo|new|prazo|deadline|virou|ficou|ficaram|mudou|passou|it|tem que ser|has "
            r"to be|due)\W+)*"
        r"(?:pra|para|pro|ate|em|e|eh|no|it|to|by|until|is|due|for|on)(?= )",
        r"(?:nao|n) (?:pode|da|posso|podemos|da pra) (?:passar|ultrapassar|atrasar|ser depois|ficar pra "
            r"depois)(?: d[eo]| alem d[eo])?(?= )",
        r"(?:can'?t|cannot|must not|mustn'?t|not) (?:be |arrive |come |go |slip )?(?:any )?(?:later than"
            r"|past|after|beyond)(?= )",
        rf"{_NEED} (?:\S+ ){{0,4}}?(?:pront[oa]s?|feito|entregue|ready|done|finished|here|finalizado|listo"
            rf"|resolvido|tudo|everything|isso|it|this|them)"
        rf"(?: (?:dia|pra|para|pro|no|na|em|on|for|by|o|the|el))*(?= )",
        r"(?:ganhei mais tempo|ganhamos mais tempo|got (?:an extension|more time)|consegui mais "
            r"tempo)\W+(?:\S+ ){0,3}?(?:ate|until|by|till)(?= )",
        r"(?:voces?|vcs?|you|you'?ve|you guys)(?: (?:tem|have|got|ve|so))* (?:until|till|by|ate)(?: o| the)?(?= )",
        r"(?:prazo|deadline|data limite|cutoff|launch date|due date|final date|entrega|delivery "
            r"date)\b[^\d;]{0,30}?\b(?:e|eh|pra|para|is|to|for|agora|now)"
        r"(?= )",
        r"(?:sem falta|impreterivelmente|no later than|latest|at the latest) (?:ate |dia |by |on )?",
        confidence=0.85),
)  # fmt: skip
BY_THEN = re.compile(
    rf"\b(?:{_NEED}|quero|queremos|tudo|isso|want|must|ready|done|need|has)\b[^.;]{{0,40}}?\b(?:ate la|antes "
    rf"dis[st]o|pronto antes|pront[oa]s? ate la|antes|by then"
    r"|before (?:then|that)|ready (?:for it|before)|in time)\b"
)
"""Points back at a day that was named before."""

BEHIND = re.compile(
    r",?\W*(?:(?:agora|now) )?(?:(?:e|eh|is|sera|vira|fica(?: sendo)?|becomes) (?:(?:now|agora) )?(?:o |a "
    r"|the |our |my |meu |nosso )?(?:novo |nova |new |final |absolute )?(?:prazo|deadline|limit|maximum"
    r"|maximo|last day|ultimo dia"
    r"|data limite|due date|limite|cutoff)|(?:tem que|precisa|preciso|precisamos|tem de|sem falta|no mais "
    r"tardar|no maximo|at the latest|latest"
    r"|has to|must|needs? to|we need|i need|everything))\b"
)
"""Right behind a day by which something is due."""
UNTIL = re.compile(r"(?:ate(?: o)?(?: dia)?|by|before|antes d[eo](?: dia)?|until|hasta(?: el)?)(?: the)? $")

OCCASION = re.compile(
    r"\b(?:casamento|formatura|festa|evento|inauguracao|inaugura(?:mos)?|mudanca|abertura|abrimos|estreia"
    r"|lancamento|feira|congresso|viagem|embarque|aniversario|bodas|batizado|campeonato|prova|desfile|show"
    r"|entrega das chaves|chaves|audiencia"
    r"|wedding|graduation|party|event|opening|we open|i open|move|launch|fair|congress|trip|flight"
    r"|anniversary|birthday|exam|show|race|recital|gala|premiere|hearing|ceremony|nasce|baby|bebe|nenem"
    r"|inspec\w+|inspetor\w*|fiscal|peca|play|opens|festival|tournament"
    r"|christening|vistoria|escola comeca|school starts|season|temporada|aulas comecam|inaugurar|viajo"
    r"|embarco|i fly|i leave|we leave|we travel)\b"
)
_DUE = re.compile(
    r"\b(?:tem que|tem de|precis\w+|preciso|nao tem como (?:atrasar|adiar|mudar)|sem falta|nao pode "
    r"(?:atrasar|passar)|nao da (?:pra|para) atrasar|pront[oa]s?|antes dis[st]o|ate la|must|has to|have to"
    r"|needs?|need|no way|can'?t (?:be late|wait|slip)|no (?:delays?|slipping)"
    r"|ready|finished|done|by then|before (?:then|that)|in time|no later|useless after|nao serve|so serve|em "
    r"ponto|ganhamos prazo|mais tempo|more time|levar|to take (?:it|them)|nao muda|won't change)\b"
)
_WANTS = re.compile(
    r"\b(?:quer(?:o|em|emos|ia|endo)?|exig\w+|cobr\w+|want\w*|expects?|asked for|deseja\w*|gostaria|i only "
    r"have|we only have|so tenho|so temos|me deram|nos deram|gave (?:me|us)|give (?:me|us)|demand\w*|tenho|i "
    r"have|i've got|precis\w+|tem que|need\w*|must|has to|sair|ficar pront[oa]|esticar|stretch|extend\w*)\b"
)
_BOSS = re.compile(
    r"\b(?:chefe|patrao|patroa|boss|manager|clientes?|clients?|customers?|diretora?|landlord|landlady"
    r"|sindic[oa]|proprietari[oa]|don[oa]) (?:\w+ )?(?:quer|exige|cobra|precisa|pediu|wants|needs|expects"
    r"|asked|demands?|insists|pede|marcou)\b"
)
"""Whose days are those of the writer."""
_EXPIRES = re.compile(
    r"\b(?:vence|expira|termina|acaba|encerra|fecha|caduca|expires?|ends|closes|runs out|is due|lapses)(?: "
    r"\w+){0,2} (?:em |no |dia |on |the |o )?$"
)
_MOVED = re.compile(
    r"\b(?:antecip\w+,? (?:\w+ )?(?:agora )?(?:e|eh)|(?:deu|deram) mais (?:uns dias|tempo|prazo|uma semana)"
    r"|da (?:pra|para) esperar ate|nao preciso (?:mais )?tao cedo|ultima chamada|a data e|the date is|final "
    r"(?:date|day|call)|last (?:day|call)|mudou a data|data (?:nova|mudou)|nova data|change of date|new date"
    r"|date (?:changed|moved)|esticar o prazo|stretch(?:ed)? the deadline|prazo (?:novo|maior)|new "
    r"deadline)\b"
)

ALONE = re.compile(
    r"\W*(?:(?:tem que ser|pode ser|preciso|seria|needs? to be|it'?s|tiene que ser) )?(?:ate|by"
    r"|before|antes d[eo]|hasta|no maximo|ate no maximo)(?: (?:o|el|the|no maximo))? (?=dia \d|\d|the \d|el \d|\w+ "
    r"\d)"
)
ALONE_CUE = cue("(?!)", confidence=0.78)
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
_YEAR = re.compile(r"\d{4}|[/.-]\d{2}$|ontem|yesterday|passad|last|ago|atras|semana|week|mes\b|month", re.IGNORECASE)
DAY_ALONE = re.compile(r"(?:dia|the|el) \d{1,2}\w*", re.IGNORECASE)
NEAR = 30
"""Characters between the words that tell of a deadline and its day."""


def find_deadlines(reading: Reading, sentence: Sentence, at: datetime) -> Iterator[Claim]:
    """The deadlines that a sentence sets; `at` is when it was said."""
    said = at.date()
    dated = [(span, coming(one, said)) for span, one in reading.within(sentence, EntityKind.DATE)]
    dated += [(match.span(), _ending(match, said)) for match in END_OF.finditer(sentence.plain)]
    hits = list(found(sentence, DEADLINE)) if dated else []
    for span, day in dated:
        hit = _deadline_cue(sentence, hits, span)
        meant = hit and day >= said.isoformat() and not NOT_THIS.search(sentence.plain[: span[0]])
        if hit and meant and (_BOSS.search(sentence.plain[: span[0]]) or not sentence.of_another(hit.start, hit.end)):
            yield claim(reading, sentence, hit, "deadline", span, day)


def _ending(match: re.Match[str], said: date) -> str:
    """The last day of this month or year, or of the next one."""
    steps = 1 if match["next"] else 0
    if match["year"]:
        return date(said.year + steps, 12, 31).isoformat()
    return month_of(shift_months(said.replace(day=1), steps) or said)[1].isoformat()


def coming(one: Entity, said: date) -> str:
    """The day of an entity, of a period its last; a day without a month is the next one."""
    day = one.value.rpartition("/")[2][:10]
    if day < said.isoformat() and DAY_ALONE.fullmatch(one.text):
        day = (shift_months(date.fromisoformat(day), 1) or said).isoformat()
    if day < said.isoformat() and not _YEAR.search(one.text):
        day = (shift_months(date.fromisoformat(day), 12) or said).isoformat()
    return day


def _deadline_cue(sentence: Sentence, hits: list[Found], span: Span) -> Found | None:
    """The words that make a deadline of the day that stands there."""
    start, end = span
    for hit in hits:
        if hit.start <= start <= hit.end + NEAR and not APPOINTMENT.search(
            sentence.plain[sentence.clause(hit.start) : start]
        ):
            return hit
    alone = ALONE.match(sentence.plain)
    if alone and alone.end() == start:
        return Found(ALONE_CUE, alone.start(), alone.end(), None)
    behind = BEHIND.match(sentence.plain, end)
    if behind and _ends_there(behind, sentence, start):
        return Found(ALONE_CUE, start, behind.end(), None)
    if _is_due(sentence, span):
        return Found(ALONE_CUE, start, end, None)
    later = BY_THEN.search(sentence.plain, end)
    return Found(ALONE_CUE, start, later.end(), None) if later and not sentence.by_another(later.start()) else None


def _ends_there(behind: re.Match[str], sentence: Sentence, start: int) -> bool:
    """A verb of need behind a day counts only where the day is an end: "by April 5 it must be here"."""
    return bool(
        re.search(
            r"prazo|deadline|limit|maxim|last day|ultimo dia|due|cutoff|tardar|latest|falta|maximo", behind.group()
        )
    ) or bool(UNTIL.search(sentence.plain[:start]))


def _is_due(sentence: Sentence, span: Span) -> bool:
    """Whether the words around a day make it one by which a thing is due, though no one phrase says so."""
    before, plain = sentence.plain[: span[0]], sentence.plain
    if sentence.by_another(span[0]) and not _WANTS.search(before):
        return False
    if _EXPIRES.search(before) or _MOVED.search(before):
        return True
    if re.search(
        r"\b(?:quero|queremos|preciso|precisamos|want|need)\b[^,;]{0,40}(?:inaugur|lanc|abr|estre|rodando"
        r"|funcionando|open|launch|running|live)\w*(?: us)?(?: \w+)? (?:em|no|dia|on|by|for) (?:dia )?$",
        before,
    ):
        return True
    if re.search(r"\b(?:want|need) (?:us|it|this|everything) \w+ (?:by|on|for) $", before):
        return True
    if UNTIL.search(before) and _WANTS.search(before):
        return not re.search(
            r"\b(?:promo\w*|sale|oferta|offer|desconto|discount|saber|know|aberto|open|ferias|vacation|fico"
            r"|stay\w*|viaj\w+|travel\w*)\b",
            before,
        )
    return bool(OCCASION.search(plain) and _DUE.search(plain[: span[0]] + " " + plain[span[1] :]))
