"""What is said of a name by the words around it, where no one phrase says it: work, who decides, a rival.

A word of the matter somewhere in the sentence, a name in the right place, and nothing that speaks against it. It is
read with less certainty than a phrase, and only where no phrase was found.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from contracts.crm.claim import Claim
from pipelines.providers.facts.cues import Cue, Found, claim
from pipelines.providers.facts.deciding import ELSEWHERE, ROLE
from pipelines.providers.facts.names import names
from pipelines.providers.facts.places import NO_PLACE, fits
from pipelines.providers.facts.plans import TIER
from pipelines.providers.facts.sentences import PERSON, Sentence
from pipelines.providers.facts.values import Reading, Span
from pipelines.providers.facts.workplaces import AT, NOUN

CERTAINTY = 0.7

_POST = (
    r"(?:gerente|chefe?|cozinheir[oa]|professora?|vendedora?|motorista|caixa|atendente|enfermeir[oa]"
    r"|medic[oa]|engenheir[oa]|analista|diretora?|coordenadora?|tecnic[oa]|advogad[oa]|contadora?"
    r"|recepcionista|garcom|garconete|zelador|porteir[oa]"
    r"|cobrador|secretari[oa]|designer|dentista|veterinari[oa]|farmaceutic[oa]|estagiari[oa]|assistente"
    r"|auxiliar|supervisora?|funcionari[oa]|guia|barista|employee|manager|chef|cook|teacher|teaching|nurse"
    r"|driver|cashier|clerk|waiter|waitress"
    r"|engineer|developer|analyst|accountant|lawyer|doctor|guide|guard|mechanic|technician|assistant"
    r"|supervisor|director|head|lead|receptionist|librarian|trainer|trainee|intern|apprentice|tutor|staff"
    r"|baker|pharmacist|vet|editor|curator)"
)
WORK = re.compile(
    r"\b(?:trabalh(?:o|ar|ando|amos)|tramp\w+|emprego|empregad[oa]|salario|patrao|patroa|cracha|carteira "
    r"assinada|minha carteira|bat(?:o|er) (?:o )?ponto|uniforme|farda|jaleco|turno|plantao|vaga"
    r"|contratad[oa]|contratou|efetivad[oa]|promovid[oa]|registrad[oa]"
    r"|primeiro dia|primeira semana|demiti\w+|demissao|expediente|estagi\w+|firma|minha nomeacao"
    r"|servidor[a]? d[oa]|camisa d[oa]|me (?:aceit(?:ou|aram)|pegou|roubou|puxou|mandou embora)"
    r"|transferencia|agencia d[oa]|respondo pel[oa]|casa profissional"
    r"|assumi|rotina n[oa]|assinei com|time d[oa]|equipe d[oa]|quadro d[oa]|job|gig|hired|fired|laid off"
    r"|badge|apron|paycheck|payroll|pay ?slip|shifts?|(?:new|my) boss|uniform|clock(?:ed|ing)? (?:in|on)"
    r"|notice|front desk|first (?:day|week|shift)|orientation"
    r"|salary|bat(?:o|er) (?:o )?cartao|sala de aula|classroom|cozinha d[oa]|kitchen (?:of|at)|me (?:abracou"
    r"|acolheu)|scooped me|workplace|work address|9 to 5|working (?:nights|days)|i answer phones|(?:i'?m "
    r"|now )?(?:teaching|driving for|managing|interning)|landed at|fui parar n[oa]|dirijo p|back to work"
    r"|employ(?:er|ed|ee)|i work|i (?:teach|cook|nurse|deliver|drive|consult|manage|run)"
    r"|i do (?:nights|days|shifts|weekends|accounts|sales)|desk at|signed (?:with|on with)|contract with"
    r"|poached|head of|promoted|joined|made the jump|(?:changed|switched) companies"
    r"|working (?:out of|at|for)|started (?:this|on|last|\w+day|today|yesterday)|took me on|hired me|picked "
    r"me up|let go|made me permanent|boss is"
    rf"|(?:sou|virei|como|(?:to|tou|estou) de|i'?m|i am|as|became|now) (?:[oa] |an? |the )?(?:nov[oa] |new "
    rf")?(?:\w+ ){{0,2}}?{_POST})\b"
)
_AT_WORK = re.compile(
    r"(?:\b(?:n[oa]s?|d[oa]s?|pel[oa]s?|eh? [oa]|eh?|at|for|by|from|on|abri [oa]|is|(?:signed|job|gig"
    r"|contract|employed) with"
    r"|(?:assinei|fechei|contrato) com [oa]|(?:payroll|staff|team|part) of|(?:transferred|switched|over"
    r"|jump) to|now an?)|:) (?:the |a |o )?$"
)
"""Where an employer stands. Whom one works with, or for the first day, is mostly a person."""
_HIRES = re.compile(
    r"\W*(?:me (?:aceitou|contratou|chamou e eu fui|efetivou|registrou|pegou|roubou|puxou|levou)|assinou "
    r"(?:a )?minha carteira|(?:has )?(?:hired|poached|recruited) me|took me (?:on|in)|scooped me up|took "
    r"me(?=$|,)|me (?:abracou|acolheu)|is my new workplace|is where i|gave me (?:a|the) job"
    r"|picked me up|put me on|made me permanent|wants me|is my (?:new )?(?:employer|boss)|pays me|paga meu"
    r" salario|it is, (?:i )?started|e (?:a )?minha nova casa)\b"
)
_LEAVING = re.compile(
    r"\b(?:demiti\w+|demissao|sai(?:mos)?|deixei|larguei|baixa|adeus|tchau|troquei [oa]|fired|laid off|let "
    r"go|notice|quit|left|leaving|resign\w+|goodbye|bye|no longer|nao (?:trabalho|estou|to) mais"
    r"|in my notice|mandou embora|done with|antes (?:era|eu))\b(?:(?! e | and )[^,;])*$"
)
_NOT_WORK = re.compile(
    r"\b(?:trabalhei|trabalhava|worked|used to|entrevista|interview|curriculo|resume|cv|appl(?:y|ied)"
    r"|candidat\w+|offer(?:ed)?|proposta|oferec\w+|pensando|sondou|sounded|freela\w*|freelance|a client"
    r"|recus\w+|declin\w+|turned|ex-\w+|ex|years ago|anos atras"
    r"|quand[oe] eu era|sonh\w+|dream\w*|process\w+ seletivo|vou (?:tentar|mandar)|cliente|customer|de folga"
    r"|day off|vag[oa]s? abert\w+|quero|queria|espero|hope|hoping|wish|if|se (?:eu|a|o))\b"
)

HOME = re.compile(
    r"\b(?:mud(?:ei|amos)|mor(?:o|ar|amos|ando)|viv(?:o|er|emos|endo) (?:em|n[oa]|aqui|com)|(?:fui|fomos) "
    r"viver|alug(?:uei|amos)|mala e cuia"
    r"|instalad[oa]s?|casa nova|meu (?:novo )?(?:cep|bairro|lar)|virei (?:vizinh\w+|morador\w*)|i live|we "
    r"live|living|moved|relocated"
    r"|renting|settled|upped sticks|new (?:home|house|place))\b"
)
_AT_HOME = re.compile(r"\b(?:em|n[oa]s?|pr[oa]|para?(?: [oa])?|de|in|to|at) (?:the )?$")
_NOT_HOME = re.compile(
    r"\b(?:vi|visit\w+|saw|view\w+|olhando|looking|procur\w+|ferias|holiday|vacation|conferenc\w+|congresso"
    r"|a trabalho|for work|passear|viagem|viaj\w+|trip|travel\w*|flew|voo|nasci|born|cresci|grew up|morei"
    r"|morava|moravamos|vivia|vivi|lived|used to"
    r"|sonh\w+|dream\w*|moraria|could|would|gostaria|quero|queria|want|hope|wish|festa|party|casamento"
    r"|wedding|evento|show|loja|shop|store|entregam|deliver|semana que vem|mes que vem|next|weekend|fim de "
    r"semana|will|'ll|vou|vamos|going to|thinking|pens\w+|perto|near"
    r"|se (?:eu|a gente)|if|quase|almost|desisti\w*|wants?|quer|mora|mudou|saiu|cliente|franquia|filial"
    r"|branch|office|escritorio|empresa|company|frete|plano|plan)\b"
)

DECISION = re.compile(
    r"\b(?:decid(?:e|em|ir|am|a)|decis(?:ao|oes)|decisor\w*|aprov(?:a|ar|acao)|autoriz(?:a|ar|acao)"
    r"|assin(?:a|ar|atura)|(?:o |da o |do )?ok|aval|palavra|caneta|carteira|talao|manda(?! (?:um|uma"
    r"|lembranc|beijo|abrac))|martelo"
    r"|escolhe|obedec\w+|(?:e|eh) lei|bencao|permiss\w+|chefe da casa|cofre|financas|financeiro|finances?"
    r"|countersigns?|embaixo|manda em|dinheiro|gastos|compras|decides?|decisions?|approv(?:e|es|al)|signs?"
    r"|signature|okays?|say|word|purse|money|wallet|chequebook"
    r"|checkbook|in charge|nada (?:anda|sai|feito)|nothing moves|reins|the pen|vote|quem fecha|who closes"
    r"|say yes|passa pel[oa]|cuida|mao d[oa]|boss of|check with|'s yes|left (?:it )?(?:all )?to"
    r"|handles?|convince|go through|says goes|chooses?|picks|rules|permission|blessing|up to|shots|is law"
    r"|purchasing|procurement|final call|green light|goes through|authori[sz]es?|nothing happens|don'?t buy"
    r"|nao compro|nao fecho|nada feito)\b"
)
_NOT_DECISION = re.compile(
    r"\b(?:decidiu|decidi|decidimos|decided|aprovou|assinou|escolheu|approved|signed|chose|picked|gostou"
    r"|liked|loved|adorou|disse|said|nao (?:decide|manda|aprova|escolhe)|doesn'?t (?:decide|choose|sign"
    r"|have)|has no say|antes (?:era|decidia)"
    r"|planos?|plan|tier|package|pacote|assinatura|subscription|membership|sign (?:me|us)|consegui\w*"
    r"|contrato|lease|used to|was|era|mandava|decidia|voces?|your shop|de voces|moral|good word|vocabulario"
    r"|palavrao|pedindo dinheiro|lend|borrow|emprest\w+)\b"
)

OFFER = re.compile(
    r"\b(?:mais (?:barat[oa]|em conta|perto|rapid[oa])|barat\w+|menos|metade|half|cheaper|less|lower"
    r"|desconto|discount|promo(?:coes|cao)?|gratis|for free|free (?:shipping|delivery|trial)|proposta"
    r"|orcamento|cotacao|oferta|ofert\w+|ofereceu|quote[ds]?"
    r"|offer(?:s|ed|ing)?|deal|estimate|concorren\w+|compet\w+|rival|antes de voces|before you|(?:vou|mudo"
    r"|corro) pr[oa] (?=[a-z])|going to (?=[a-z]+$)|better price|compar\w+|in talks|acab(?:o|ar|amos) "
    r"(?:indo|fechando|comprando|ficando)|end up (?:at|with|going)|priced|cotei|orcei|cobrir|testando|trying"
    r"|o mesmo|the same|tem igual|similar|parecid[oa]|pedi preco|for a price|nao cobra|doesn't charge|used "
    r"to buy|comprava|prometeu|promised|check with|ver com|alternativa|alternative|igualam?|match(?:es)?"
    r"|beat(?:s)?)\b"
)
_AT_RIVAL = re.compile(
    r"\b(?:n[oa]s?|d[oa]s?|com [oa]|pr[oa]|para [oa]|[oa]|at|from|with|over at|to|by|for|like|than|trying"
    r"|asked|testando|pedi preco|ver com|que [oa]) (?:the )?(?:loja |site d[oa] |pessoal d[oa] |vendedora? "
    r"d[oa] |lady at |guy at )?$"
)
_RIVAL_DOES = re.compile(
    r"\W*(?:me |nos |tambem |ja |has |also |just |only )*(?:ships?|delivers?|is doing|called offering|ligou "
    r"oferecendo|ta fazendo|matches|cobrir|doesn't|nao cobra|offer\w*|did|made|quoted|charg\w+|wants|sells?"
    r"|does|gives?|gave|promised|has|have|cobr\w+|ofere\w+|faz|fez|entrega|tem|vende|prometeu|mandou"
    r"|passou)\b"
)
_NOT_RIVAL = re.compile(
    r"\b(?:vaga|emprego|job|salario|salary|entrevista|interview|comprei|comprou|bought|sou de|moro|live"
    r"|mudei|moved|irma|sister|brother|prima|cousin|vizinh\w+|neighbou?r|friend|amig[oa]|voces? (?:tem|da"
    r"|fazem)|do you|plano|plan|problem\w*|menos mal|mais ou menos"
    r"|recus\w+|turned down|declin\w+|promovid\w+|pelo menos|at least|wedding|casamento|orcamento (?:e|eh|de"
    r"|da)|meu orcamento|my budget|budget|verba)\b"
)

PLAN_NAMED = re.compile(
    rf"\b(?:planos?|pacote|assinatura) (?P<v1>(?:d[oe] )?(?!que|de|do|da|e|eh|com|sem|pra|para|mais|menos"
    rf"|novo|atual|bom|melhor)[\w-]+)\b|\b(?P<v2>[\w-]+) (?:plan|tier|package|membership|pass|one)\b"
    rf"|\b(?P<v3>{TIER})\b"
)
TAKEN = re.compile(
    r"\b(?:fechad[oa]|fechou|fechamos|deal|subo|desco|subimos|pag(?:o|amos|a|ando)|paid|pay(?:ing)?|leave"
    r"|deix[ae]|entao|then|make it|cancel\w*|quero|queremos|i'?ll (?:have|take)|for (?:me|us) then|it'?s .* "
    r"for (?:me|us)|vou|vamos|vira(?:mos|mo)?|viramos|virou"
    r"|assin\w+|contrat\w+|renov\w+|renew\w*|active|ativo|ativad[oa]|atual|current\w*|now|agora|hoje|still"
    r"|ainda|continu\w+|desde|since|mudei|troquei|switch\w*|upgrad\w+|downgrad\w+|moved|bumped|joined|signed"
    r"|decid\w+|escolh\w+|chose|picked|going (?:up|down|with|for|back)|cheguei|volt(?:o|ei|amos)|virei|sou "
    r"cliente|rebaix\w+|reduz\w*|baixa|fica\b|please|por favor|let's do|we want|stick with|back down|trim\w*"
    r"|step (?:us|me) (?:down|up)|pode fechar|venceu|won|o meu e|mine is|my plan|meu plano|minha assinatura"
    r"|ando|ended up|back to|we'll have|i'll have|caí|cai no|fiquei|ficamos)\b"
)
_NOT_TAKEN = re.compile(
    r"\b(?:quanto|qual|quais|how much|which|what|difference|diferenca|compar\w+|versus|vs|ou|or|vale a pena"
    r"|worth|caro|expensive|custa|costs?|preco|price|include[sd]?|inclui|da direito|oferec\w+|offer\w*"
    r"|suger\w+|suggest\w*|recomend\w+|recommend\w*|pens\w+|think\w*"
    r"|consider\w*|talvez|maybe|se|if|parece|looks|sounds|bom|good|nice|saude|health|dental|data|payment"
    r"|meal|lesson|business plan|floor|negocios|aula|nem|insist\w*|push\w+|empurr\w+|namorando|flirting"
    r"|someday|um dia|sonho|dream|melhor|better|acha|thinks|said|disse|cliente|viagem|tent(?:a|ador|ou)"
    r"|tempt\w*|so pra|only for"
    r"|quis|(?:nao|n) (?:quero|gost\w+|peg\w+|vou)|(?:don'?t|didn'?t|won'?t) (?:want|like|take)|said no"
    r"|refus\w+|recus\w+|medal\w*|jewel\w*|ring|anel|brinco|colar|joia)\b"
)

CUE = Cue(WORK, CERTAINTY, changed=True, mine=True)
CHOICE = Cue(TAKEN, CERTAINTY, changed=True)
OVER = Cue(WORK, CERTAINTY, changed=True, mine=True, over=True)


def find_homes(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """The place that a sentence about moving names."""
    if not HOME.search(sentence.plain) or _NOT_HOME.search(sentence.plain) or WORK.search(sentence.plain):
        return
    for name in names(reading, sentence):
        if (
            _AT_HOME.search(name.before)
            and fits(sentence.plain[slice(*name.span)], NO_PLACE)
            and not sentence.by_another(name.span[0])
            and not sentence.of_another(*name.span)
        ):
            yield _made(reading, sentence, CUE, "lives_at", name.span)
            return


def find_work(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """The employers that a sentence about work names: come to, or left."""
    if not WORK.search(sentence.plain) or _NOT_WORK.search(sentence.plain):
        return
    told = [(name.span, name.before, bool(_HIRES.match(name.after)), name.first) for name in names(reading, sentence)]
    told = [one for one in told if one[2] or (_AT_WORK.search(one[1]) and not one[3])]
    told = told or [
        (match.span("place"), sentence.plain[: match.start("place")], False, False)
        for match in AT.finditer(sentence.plain)
    ]
    for span, before, hires, _ in told:
        if not sentence.by_another(span[0]):
            cue = OVER if _LEAVING.search(before) and not hires else CUE
            yield _made(reading, sentence, cue, "works_at", span)


TIER_ALONE = re.compile(TIER)


def find_deciders(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """The first person that a sentence about decisions names."""
    if not DECISION.search(sentence.plain) or ELSEWHERE.search(sentence.plain) or _NOT_DECISION.search(sentence.plain):
        return
    people = [match.span("who") for match in _SOMEBODY.finditer(sentence.plain)]
    named = [
        name.span
        for name in names(reading, sentence)
        if not re.search(r"\b(?:como|as|por|de nome) $", name.before)
        if not name.first or _RULES.match(name.after)
    ]
    people = [span for span in people if not (_OFFICE.fullmatch(sentence.plain, *span) and named)]
    for span in sorted(span for span in (*people, *named) if not TIER_ALONE.fullmatch(sentence.plain, *span))[:1]:
        yield _made(reading, sentence, CUE, "decision_maker", span)


_OFFICE = re.compile(
    r"financeiro|diretora?|gerente|coordenadora?|supervisora?|presidente|contadora?|director|manager|head"
    r"|president|principal|accountant|supervisor|captain"
)
"""Whose name is said with it is known by the name."""
_RULES = re.compile(
    rf"(?: (?:now|agora|ja|always|sempre|alone))? (?:(?:\w+s )?(?:{DECISION.pattern}))|(?: now)? (?:took"
    rf"|takes|needs to say|is who"
    rf"|runs|controls|handles|owns|guards|calls|makes|holds|has|keeps)\b"
)
_SOMEBODY = re.compile(
    rf"\b(?:meu|minha|nosso|nossa|my|our|a|o|the) (?P<who>(?:conselho d[oa] \w+|(?:\w+ )?council|{ROLE}"
    rf"|{PERSON}|comite|tia|tio|aunt|uncle|avo|vo|grandm\w+|grandpa|filha|daughter))\b"
)


def find_plans(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """The last plan that a sentence names which takes one: what was before comes first."""
    if _NOT_TAKEN.search(sentence.plain):
        return
    spans = [match.span(match.lastgroup or 0) for match in PLAN_NAMED.finditer(sentence.plain)]
    taken = TAKEN.search(sentence.plain)
    large = [
        span
        for span in spans
        if reading.capital(sentence, span[0])
        and (taken or (span[0] > 0 and TIER_ALONE.fullmatch(sentence.plain, *span)))
    ]
    for span in large[-1:]:
        if not sentence.by_another(span[0]):
            yield _made(reading, sentence, CHOICE, "plan", span)


def find_rivals(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """Whom a sentence about offers names as making one."""
    if not OFFER.search(sentence.plain) or _NOT_RIVAL.search(sentence.plain) or sentence.asked_from == 0:
        return
    spans = [
        name.span
        for name in names(reading, sentence)
        if (not name.first and _AT_RIVAL.search(name.before)) or _RIVAL_DOES.match(name.after)
    ]
    spans = spans or [match.span("place") for match in _OTHER_SHOP.finditer(sentence.plain)]
    for span in spans[:1]:
        made = _made(reading, sentence, CUE, "competitor", span)
        yield Claim(made.predicate, made.value, made.start, made.end, CERTAINTY)


_OTHER_SHOP = re.compile(
    rf"\b(?:[oa]|n[oa]|d[oa]|outr[oa]|the|another|an?) (?P<place>(?:[a-z]+ )?(?:{NOUN}|loja|mercado|shop"
    rf"|store|place|supermarket)"
    rf" (?:d[aeo] (?:esquina|lado|bairro|centro|frente|shopping|\w+)|ali \w+|next door|across (?:the )?\w+"
    rf"|down the \w+|on \w+ \w+|around the corner|in town)"
    rf"|concorrente|competitor)\b"
)
"""Another shop, by where it is."""


CHANGING = re.compile(
    r"\b(?:agora|hoje|ontem|mudei|mudamos|troquei|trocamos|virei|virou|comecei|comecamos|entrei|assumiu"
    r"|assumi|desde|nov[oa]|a partir|sai|saimos|deixei|larguei|fui|contratad[oa]|contratou|demitid[oa]|me "
    r"(?:pegou|aceitou)"
    r"|now|today|yesterday|moved|left|quit|switch\w*|chang\w+|started|joined|took|hired|new|since|from|these "
    r"days|fired|laid off|no longer|upgrad\w+|downgrad\w+|volt(?:o|ei)|back|fecho|fechado|decid\w+)\b"
)
"""Says that something has become otherwise: then even the words around a name are certain enough to end what was so."""
SURER = 0.78


def _made(reading: Reading, sentence: Sentence, cue: Cue, predicate: str, span: Span) -> Claim:
    """The claim of a name, with the little word before it: "no" is "in the" in Portuguese, and no "not"."""
    led = _LED.search(sentence.plain, 0, span[0])
    start = led.start() if led else span[0]
    sure = replace(cue, confidence=SURER) if CHANGING.search(sentence.plain) else cue
    hit = Found(sure, start, span[1], None)
    return claim(reading, sentence, hit, predicate, span, reading.original(sentence, span))


_LED = re.compile(r"\b(?:n[oa]s?|d[oa]s?|em|pr[oa]|pel[oa]|com|at|in|on|to|for|with|the|[oa]) (?:the |[oa] )?$")
