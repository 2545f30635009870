"""Addresses: a street with its number says by itself what it is. It is the writer's home where a word of living there
is near it, and none speaks against it.
"""

import re
from collections.abc import Iterator

from contracts.crm.claim import Claim
from contracts.crm.fact import Modality
from pipelines.providers.facts.cues import Cue, Found, claim
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import Reading, Span

_UNIT = (
    r"(?:,? ?-? ?(?:apto?|ap|apartamento|casa|bloco|bl|sala|fundos|conjunto|cj|lote|sobrado|torre|apt|unit"
    r"|flat|suite|#|no|n|piso)"
    r"\.? ?(?:\d+\w?|[a-f]\b))*"
)
_KIND = (
    r"(?:rua|r\.|av\.?|avenida|travessa|tv\.|alameda|al\.|rodovia|estrada|praca|largo|ladeira|beco|viela"
    r"|servidao|via|calle|c/"
    r"|carrera|plaza|paseo|camino)"
)
_KIND_EN = (
    r"(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|blvd|boulevard|way|court|ct|place|pl|terrace|crescent"
    r"|close|square|sq|row"
    r"|hill|grove|parkway|pkwy|highway|hwy|circle|cir|trail|walk|mews|gardens|quay|loop|alley|green|rise|path)"
)
STREET = re.compile(
    rf"\b{_KIND} (?:(?!(?:ta|esta|fica|foi|eh?|agora|que|n[oa]|tem|mas|entre|com|nao)\b)[\w.'-]+ "
    rf"){{0,5}}?[\w.'-]+,? ?(?:n[o.]{{0,2}} ?|numero )?\d{{1,5}}[a-z]?\b{_UNIT}"
    rf"|\b\d{{1,5}}[a-z]? (?:[nsew]\.? )?(?:[a-z][\w.'-]+ ){{1,3}}?{_KIND_EN}\b(?! of\b){_UNIT}"
)
"""A street with a number, folded."""

OURS = re.compile(
    r"\b(?:mor(?:o|amos|ando|ar)|mud(?:ei|ou|amos|anca|ando|ar)|endereco|cadastro|(?:minha|nossa|de|a) casa"
    r"|(?:meu|nosso|o) ape\w*|ape nov[oa]"
    r"|apartamento novo|chaves|lar|instalad[oa]|agora (?:eh?|estou|to|tou|fica|so|na|no|moro|estamos)|a "
    r"partir de (?:agora|hoje)"
    r"|daqui (?:pra|para) (?:frente|a frente)|de agora em diante|desde \w+|me (?:ach[ae]|encontr[ae])m?"
    r"|(?:vou|vamos) (?:pra|para)|passou a ser|passa a ser"
    r"|liv(?:e|ing)|moved?|moving|address|(?:at|is|my|our) home|(?:my|our|new|the new) (?:house|place"
    r"|apartment|flat|home|condo)|new place"
    r"|keys|unpack\w*|settled|now|from (?:now on|today|here on)|these days|nowadays|no longer|find (?:me|us)"
    r"|since|on file|my file"
    r"|vivo|vivimos|direccion|ahora)\b"
)
"""Words near it by which an address is that of the writer's home."""

HERE = re.compile(
    r"\b(?:(?:ta|to|tou|estou|estamos|fico|ficamos|entrei|entramos|durmo|dormimos|cheg(?:uei|amos)|deixou"
    r"|deixaram|contrato"
    r"|aluguel|aluguei|escritura|caminhao|caix(?:as|otes)|desempacot\w+|troc(?:a|ar|o|ou|uem?)|atualiz\w+"
    r"|risc\w+|interfone"
    r"|campainha|portao|fomos|novo|nova)|(?:that'?s (?:me|us|where i)|is us|that is us|we sleep|slept|sleep"
    r"|signed|lease"
    r"|movers?|removal|van|boxes|change|update|cross|gate|doorbell|buzzer|dropped|so am i|landed))\b"
)
"""Words that tell of being there. To have one thing brought somewhere is none of them."""

ARRIVED = re.compile(
    r"\b(?:voltei|mudei|mudamos|fui morar|vim morar|moro|moramos|(?:to|tou|estou|estamos) morando|(?:i'?m |we'?re "
    r")?(?:back|living|renting|moved|move)(?: \w+)? (?:at|with|in|into)|i live|we live|(?:meu|nosso|my|our) "
    r"(?:\w+ )?(?:endereco|address))\b"
)
"""Says that it is the writer who lives there, whoever else does."""

NOT_HOME = re.compile(
    r"\b(?:(?:des[st]a|essa|so des[st]a|so essa) vez|so (?:hoje|amanha)|dessa|temporari\w*|por enquanto|essa "
    r"semana|ess[ea] fim de semana"
    r"|this (?:time|once|week|weekend)|just (?:today|this|for)|temporar\w*|for (?:the weekend|a week|now)"
    r"|festa|evento|casamento|party"
    r"|wedding|reuniao|meeting|show|jantar|buscar|retirar|pick (?:it |them )?up|encontro|loja|shop|store"
    r"|filial|branch|clinica|consultorio"
    r"|escritorio|office|trabalho|trabalha\w*|work|working|hotel|hospital|salao|igreja|church|presente|gift"
    r"|visit\w*|olhando|looking|view\w*"
    r"|procurando|vi|saw|morava|morei|moravamos|used to|lived|were|was|era|eramos|antes|vend\w+|sold|selling"
    r"|alug(?:o|amos) (?:pra|para)"
    r"|acidente|assalto|perto|near|close to|next to|ao lado|esquina|corner|parad[oa]|presa|engarrafamento"
    r"|passando|passei|passeio|agora mesmo|right now|waiting|esperando|to aqui n[oa] frente|in front|mae|pai"
    r"|sogr[oa]|vo|avo|mother|mom|father|dad|aunt|uncle|tia|tio|amig[oa]|friend|ferias|holiday|vacation"
    r"|airbnb|de olho|eye on|tentad[oa]|tempt\w*|namorando|sonh\w+|dream\w*|offer|bid|proposta|while|until"
    r"|till|enquanto|durante|during|for (?:an?|two|three|four|\d+|a "
    r"few) (?:days?|weeks?|months?|nights?)|por (?:um|uns|umas|duas|dois|tres|\d+) (?:dias?|semanas?|mes\w*)"
    r"|hous\w+sit\w*|cuidando d[ae]|mum|mom|dad|grandma|gran|"
    r"nan|granny|surprise|surpresa|flores|flowers|cesta|hamper|corretor\w*|realtor|agent|broker|imobiliaria"
    r"|anuncio|listing|mostr\w+|show(?:ed|ing)|quer\w* que|wants?|afternoon|evening|tarde|noite|manha"
    r"|interditad[oa]|closed|fechad[oa]|(?<!gente )mora|moram|lives|nasci|cresci|born|grew up|almoc\w+|lunch"
    r"|dinner"
    r"|estacion\w+|parking|parked|caiu|bati|crash\w*|obra|onibus|bus|stop|ponto|taxi|uber|rest(?:aurant"
    r"|aurante)|banco|bank|cinema|parque|park|praca|mercado|market|medico|doctor|dentista|dentist|gym"
    r"|academia|escola|school|feira|curso|class|quebrou|roub\w+|stolen)\b"
)
OVER = re.compile(
    r"\b(?:nao (?:e|eh|moro|estou|to|fica|estamos)(?: mais)?|sai(?:mos)? d[aeo]|deix(?:ei|amos)|larg(?:uei"
    r"|amos)|no longer(?: \w+)?|not|isn'?t|left"
    r"|anymore at|instead of|em vez d[aeo]|ya no (?:vivo|estoy)|esquece|forget|troquei|vendi|de)(?: at| on| "
    r"in| a| o| em| na| no| en| la)* $"
)
"""Right before the address that was left."""

_NOT_HOME_AT_ALL = re.compile(
    r"\b(?:(?:des[st]a|essa) vez|so (?:hoje|amanha)|por enquanto|ess[ea] (?:fim de )?semana|this (?:time"
    r"|week|weekend)|just (?:today|this)|temporar\w*|for (?:the weekend|a week|now)|used to|morava|morei"
    r"|antes)\b"
)
CUE = Cue(ARRIVED, changed=True, mine=True, confidence=0.85)
UNSURE = Cue(ARRIVED, changed=True, mine=True, confidence=0.7)


def find_streets(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """Addresses that nothing in the sentence makes somebody else's, or a place where one only goes."""
    for match in STREET.finditer(sentence.plain):
        span = match.span()
        arrived = ARRIVED.search(sentence.plain[: span[0]])
        if _theirs(sentence, span) and not arrived:
            continue
        rest = STREET.sub(" ", sentence.plain)
        if _NOT_HOME_AT_ALL.search(rest) if arrived else NOT_HOME.search(rest):
            continue
        if over := OVER.search(sentence.plain, 0, span[0]):
            made = claim(
                reading,
                sentence,
                Found(CUE, over.start(), span[0], None),
                "lives_at",
                span,
                reading.original(sentence, span),
            )
            if made.modality is Modality.ASSERTED:
                yield Claim("lives_at", made.value, made.start, made.end, made.confidence, polarity=-1, changed=True)
        elif (sure := bool(arrived or OURS.search(rest))) or HERE.search(rest):
            hit = Found(CUE if sure else UNSURE, span[0], span[1], None)
            yield claim(reading, sentence, hit, "lives_at", span, reading.original(sentence, span))


def _theirs(sentence: Sentence, span: Span) -> bool:
    return sentence.of_another(*span) or sentence.by_another(span[0])
