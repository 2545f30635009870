"""Where somebody lives, and where they work."""

import re
from collections.abc import Iterator
from datetime import datetime

from contracts.crm.claim import Claim
from pipelines.providers.facts.beginnings import dated
from pipelines.providers.facts.cues import claim, cue, found, table, words
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import Reading

_IN = (
    r"(?:aqui |la |agora |atualmente |hoje |em dia |hj )*(?:em|no|na|nos|nas|n[ao] cidade de|na regiao de|en(?: "
    r"(?:el|la))?)\s+"
)
_TO = r"(?:aqui |la |agora )?(?:pra|pro|para|p/|p|a)(?: [oa]| ca)?\s+"
_WHEN = (
    r"(?:(?:hoje|hj|ontem|recentemente|finalmente|agora|ha pouco"
    r"|(?:esse|este|semana|mes|ano) (?:passad[oa]|mes|ano)) )?"
)
_FROM = _WHEN + r"(?:de [\w ]{2,25}? )?"
_GO = r"(?:me |nos |se )?mud(?:ar|ando)(?:-me|-nos)?|morar|mudarme|mudarnos|vivir"

LIVES = table(
    "settled cambi mor mud viv resid endere casa live living mov reloc address direccion based located",
    cue(rf"(?:vou|vamos|irei|iremos|pretend(?:o|emos)|planej(?:o|amos)|quero|queremos|penso em|devo|devemos) "
        rf"(?:{_GO}) (?:(?:mes|semana|ano) que vem |em breve |logo )?{_FROM}(?:{_IN}|{_TO})",
        rf"(?:estou|to|tou|estamos|tamos) (?:de mudanca|(?:me |nos )?mudando(?:-me|-nos)?|indo morar) "
        rf"{_FROM}(?:{_IN}|{_TO})",
        rf"(?:me|nos) (?:mudo|mudamos (?=\w+ que vem)) {_TO}",
        rf"(?:(?:me|nos) )?(?:voy|vamos) a (?:{_GO}) (?:{_IN}|a )",
        rf"(?:pienso|pensamos|planeo|quiero) (?:{_GO}) (?:{_IN}|a )",
        r"(?:i'?m|i am|we'?re|we are) (?:moving|relocating|about to move|going to (?:move|live|relocate)|planning "
        r"to (?:move|live|relocate)) (?:from [\w ]{2,25}? )?(?:to|in) ",
        r"(?:i|we)(?:'?ll| will| plan to| want to| hope to| intend to) (?:be )?(?:moving|move|live|relocate|be "
        r"living) (?:from [\w ]{2,25}? )?(?:to|in) ",
        planned=True),
    cue(rf"(?:me mudei|nos mudamos|mudei de (?:casa|cidade|bairro)|mudamos(?: de (?:casa|cidade|bairro))?|a gente "
        rf"(?:se )?mudou(?: de (?:casa|cidade|bairro|estado))?),? (?:e |que )?"
        rf"(?:agora |ja )?(?:eu )?(?:to|tou|estou|estamos|tamos|moro|moramos) (?:agora )?{_IN}",
        r"(?:i|we)(?:'?ve| have)? (?:just |recently )?moved,? (?:and )?(?:now )?(?:we'?re|i'?m|we are|i am|live) "
        r"(?:now |living )?in ",
        r"(?:meu |nosso |o )?endereco mudou,? (?:e )?(?:agora |o novo )(?:e|eh|fica)(?: na| no| em)? ",
        r"(?:my |our )?address (?:has )?changed,? (?:and )?(?:it'?s |it is |to |the new one is )(?:now )?",
        rf"(?:eu )?(?:me mudei|nos mudamos|a gente (?:se )?mudou|a gente acabou de se mudar|mudei-me|mudamo-nos|fui "
        rf"morar|fomos morar|acabei "
        rf"de me mudar|acabamos de nos mudar) {_FROM}(?:{_IN}|{_TO})",
        rf"(?:eu )?(?:mud(?:ei|amos)|acab(?:ei|amos) de (?:me |nos )?mudar) {_FROM}(?:pra|para|p/)(?: [oa])?\s+",
        r"^\W*(?:just |recently |we'?ve |i'?ve )?(?:moved|relocated) to ", r"now living in ", r"(?:i|we)(?:'?ve| "
            r"have)? settled (?:down )?in ",
        r"(?:i|we)(?:'?ve| have)? (?:just |recently )?moved into (?:a|our|my) (?:new |bigger |smaller )?(?:place"
        r"|house|apartment|home|condo|flat) in ",
        r"(?:i'?m|we'?re) in (?P<v>[\w' -]+?) now,? (?:i |we |just |have )*moved",
        r"(?:me cambie|nos cambiamos|me mude|nos mudamos)(?: de (?:casa|ciudad|piso))?,? (?:y )?ahora (?:estoy"
        r"|estamos|vivo|vivimos) en ",
        r"(?:estoy|estamos) viviendo en (?:el |la )?",
        rf"(?:voltei|voltamos|passei|passamos|comecei|comecamos) a (?:morar|viver) {_IN}", r"(?:volvi|volvimos) a "
            r"vivir en ",
        r"(?:agora|atualmente|hoje em dia) (?:eu |a gente )?(?:moro|mora|moramos|vivo|estou morando|to morando) " + _IN,
        r"(?:estou|to|tou|estamos) (?:agora )?morando (?:agora )?" + _IN,
        r"(?:me|nos) (?:mude|mudamos|acabo de mudar|acabamos de mudar) (?:de [\w ]{2,25}? )?a ",
        r"ahora (?:vivo|vivimos|estoy viviendo) en (?:el |la )?",
        r"(?:i|we)(?:'?ve| have)? (?:just |recently |finally |already )?(?:moved|relocated) (?:from [\w ]{2,25}? "
        r")?(?:over |out |up |down |back )?(?:to|into) ",
        r"(?:meu|nosso|o) (?:novo endereco|endereco (?:novo|atual|agora))(?: (?:e|eh|fica|para|pra|na|no"
        r"|agora e))*\s*:?\s*",
        r"(?:my|our) (?:new|current) address is(?: now)?:? ",
        r"(?:mi|nuestra) nueva direccion es:? ",
        changed=True),
    cue(r"(?:nao |n )?(?:moro|moramos|resido|residimos|vivo|vivemos) (?P<more>mais )" + _IN,
        r"(?:sai|saimos|mudei|me mudei|nos mudamos) d[eoa] (?=(?:cidade )?[\w ]{3,25}$)",
        r"ya no (?:vivo|vivimos|resido) en ",
        r"(?:i|we) (?:no longer live|don'?t live|do not live) (?:in|at) (?=[\w ,]{2,30}(?:any ?more|now)?$)",
        over=True, changed=True),
    cue(r"(?:eu |a gente |nos )?(?:moro|moramos|resido|residimos) (?:com [\w ]{3,20} )?" + _IN,
        r"a gente mora " + _IN,
        r"(?:eu )?viv(?:o|emos) (?:aqui )?em ",
        r"(?:minha|nossa) casa (?:e|fica|eh) (?:em|no|na) ",
        r"(?:meu|nosso) endereco(?: completo| residencial)? ?(?:e|eh|fica (?:em|na|no)|:)\s*:?\s*",
        r"sou morador[a]? d[eoa] ",
        r"(?:vivo|vivimos|resido) (?:aqui )?en (?:el |la )?",
        r"(?:mi|nuestra) direccion (?:es|:)\s*:?\s*",
        r"(?:i|we) (?:currently |now |actually )?(?:live|reside) (?:over |out |here )?(?:in|at|on) ",
        r"(?:i'?m|i am|we'?re|we are) (?:currently |now )?(?:living|based|located) (?:in|at|on|out of) ",
        r"(?:my|our) (?:home )?address(?: is|:) ",
        confidence=0.85),
)  # fmt: skip

_JOB = (
    r"(?:gerente|diretora?|analista|engenheir[oa]|desenvolvedora?|vendedora?|professora?|coordenadora?|supervisora?"
    r"|advogad[oa]|medic[oa]"
    r"|enfermeir[oa]|estagiari[oa]|consultora?|assistente|programadora?|designer|contadora?|dentista|recepcionista"
    r"|compradora?|tecnic[oa])"
)
_JOB_EN = (
    r"(?:engineer|nurse|teacher|manager|developer|designer|analyst|director|consultant|accountant|lawyer|doctor|chef"
    r"|assistant|salesperson|marketer|programmer"
    r"|administrator|supervisor|technician|receptionist|buyer|professor|recruiter|coordinator|ceo|cfo|cto|coo|vp"
    r"|founder|driver|cashier|barista|mechanic"
    r"|electrician|pharmacist|dentist|scientist|researcher|architect)"
)
_JOB_ES = (
    r"(?:profesora?|ingenier[oa]|gerente|medic[oa]|enfermer[oa]|vendedora?|abogad[oa]|contadora?|analista|directora?"
    r"|disenadora?|desarrolladora?|encargad[oa]|cociner[oa])"
)
_AT = r"(?:aqui |la |agora |atualmente |hoje )?(?:no|na|nos|nas|pro|pra|para [oa])\s+(?:empresa |firma )?"

WORKS = table(
    "start engineer nurse teacher manager lead head run profesor ingenier now with promov transfer entrevista "
    "trabal tramp contrat empre sai trabaj work join job hired quit left laid changed "
    "switched starting demi sai "
    "funcion gerent "
    "diretor analist engenh desenv vended profess coorden superv advog medic enferm estag consult assist program "
    "design contad dentist recep comprad tecnic employ",
    cue(rf"(?:vou|vamos|irei) (?:comecar a )?trabalhar {_AT}",
        r"(?:voy|vamos) a (?:empezar a )?trabajar en (?:el |la )?",
        r"(?:i'?m|i am) (?:starting|joining|going to (?:work|join|start)|about to (?:start|join)) (?:(?:work|working"
        r"|a (?:new )?job) )?(?:at |for )?(?!a |an |the |in |on |to )",
        r"i(?:'?ll| will) (?:be )?(?:working|joining|starting|join|work) (?:at |for )?(?!a |an |the |in |on |to )",
        r"i (?:start|begin) (?:working |work |my new job )?at ",
        rf"comec(?:o|amos) a trabalhar {_AT}",
        planned=True),
    cue(rf"(?:(?:eu )?(?:mudei|troquei) de (?:emprego|trabalho|empresa)|sai d[ao] [\w .&-]{{2,25}}?),? (?:e "
        rf")?(?:agora )?"
        rf"(?:estou|to|tou|trabalho|fui) (?:agora )?(?:trabalhando )?{_AT}",
        r"(?:i(?:'?ve)? )?(?:changed|switched|left) (?:jobs|[\w .&-]{2,25}?),? (?:and )?(?:now )?(?:i(?:'?m| am)? "
        r")?(?:now )?(?:work(?:ing)? )?(?:now )?(?:at|for) (?!the )",
        rf"(?:agora|atualmente) (?:eu )?(?:trabalho|trampo|estou trabalhando|to trabalhando|to trampando) {_AT}",
        rf"(?:comecei|acabei de comecar|passei) a (?:trabalhar|trampar) {_AT}",
        rf"(?:estou|to|tou) (?:agora )?(?:trabalhando|trampando) (?:agora )?{_AT}",
        rf"(?:comecei|arrumei|arranjei|consegui|peguei)(?: um| num| o| meu)? (?:novo )?(?:emprego|trabalho"
        rf"|trampo)(?: novo)? {_AT}",
        rf"(?:meu )?(?:trabalho|emprego) (?:agora )?(?:e|eh|fica) {_AT}", rf"fui (?:promovid|transferid|chamad)[oa] "
            rf"{_AT}",
        r"passei na entrevista,? (?:e )?agora (?:sou d[ao]|estou n[ao]|to n[ao]) ",
        r"(?:estou|to|tou) n[ao] (?P<v>[\w.&-]+(?: [\w.&-]+)??)(?: agora)?,? (?:sai|pedi demissao|deixei|larguei) ",
        r"(?:fui|acabei de ser) contratad[oa] (?:pela|pelo|pel[oa]s|na|no) (?:empresa )?",
        r"(?:meu|no meu) (?:novo (?:emprego|trabalho)|trabalho novo|emprego novo) (?:e|eh|fica)? ?(?:na|no) "
        r"(?:empresa )?",
        r"ahora trabajo (?:en|para) (?:el |la )?",
        r"(?:empece|comence|acabo de empezar) a trabajar (?:en|para) (?:el |la )?",
        r"(?:me contrataron|entre a trabajar) en (?:el |la )?",
        r"(?:i|we)(?:'?ve| have)? (?:just |recently )?joined (?!a |an |the |in |on |you|us|this|your|my )",
        r"i(?:'?ve| have)? (?:just |recently )?(?:started(?: working| a (?:new )?job)?|got (?:hired|a (?:new )?job)"
        r"|took a job|was hired|accepted a job) (?:at|by|for|with) ",
        r"(?:i'?m|i am) now (?:with|at) (?!a |an |the |my |you|home|work|peace|that)", r"(?:i'?m|i am) with "
            r"(?P<v3>[\w.&-]+) now",
        r"^\W*(?:just )?started (?:working |work |a (?:new )?job )?at ",
        r"i (?:now work|work now) (?:at|for) ", r"my new (?:job|employer) is (?:at |with )?",
        changed=True),
    cue(r"(?:nao |n )?trabalho (?P<more>mais )" + _AT,
        r"(?:sai|pedi demissao|fui demitid[oa]|fui desligad[oa]) d[ao] (?=[\w .&-]{2,30}$)",
        r"ya no trabajo (?:en|para) (?:el |la )?",
        r"i (?:no longer work|don'?t work|do not work) (?:at|for) (?=[\w .&-]{2,30}(?:any ?more|now)?$)",
        r"i (?:left|quit|got laid off from|was laid off from) (?=(?!the|my|a|it|you|this|that|work)[\w.&-]+$)",
        over=True, changed=True),
    cue(rf"(?:eu )?(?:trabalho|trampo) (?:como {_JOB} )?{_AT}",
        rf"(?:eu )?sou {_JOB}(?: \w+)?(?: aqui| la)? (?:na|no) (?:empresa )?",
        r"sou funcionari[oa] d[ao] ",
        r"(?:i|we) (?:currently |now |actually )?work (?:over |out )?(?:at|for) ", r"i work as (?:an? )?(?:\w+ "
            r"){1,3}(?:at|for) ",
        rf"(?:i'?m|i am) (?:an? |the )?(?:\w+ ){{0,2}}{_JOB_EN}(?: now)? (?:at|for|with) ",
        r"i (?:run|lead|manage|head) (?:\w+ ){1,3}at ", rf"soy {_JOB_ES} en (?:el |la )?",
        r"(?:i'?m|i am) (?:currently |now )?(?:working (?:at|for)|employed (?:at|by)) ",
        r"trabajo (?:actualmente )?(?:en|para) (?:el |la )?",
        confidence=0.85),
)  # fmt: skip

NO_PLACE = words("""
    here there periodo turno sistema setor area foco crm tears accounting sales marketing finance hr engineering
    support reuniao ferias trouble um uma uns umas outro outra outros outras a an the this that my minha meu
    minhas meus nossa nosso casa apartamento apto ap predio condominio kitnet sobrado frente cima baixo perto
    longe terreo terceiro segundo primeiro quarto andar familia paz constante geral mesmo mesma plano plan plans
    pacote package tier versao version premium basic basico pro melhor pior android iphone ios celular numero
    email whatsapp telegram instagram escola faculdade empresa trabalho ideia horario data dia semana quarta
    quinta sexta sabado domingo segunda terca tarde manha noite hubspot salesforce slack notion zendesk shopify
    aws azure google sap pipedrive trello asana jira annual monthly anual mensal tim vivo claro oi nubank itau
    bradesco santander cash credit cartao pix boleto tudo nada voces you your their his her fear hope peace una
    unos unas otro otra lugar sitio barrio cerca next phase another bigger smaller new sua seu dele dela caso cada
    qualquer republica
    """)  # fmt: skip
NO_EMPLOYER = words("""
    caramba cacete viver pagar comer noche manana casa home area parte centro ramo setor turno periodo regiao
    bairro mesmo mesma um uma uns umas varios varias equipe feriado sabado sabados domingo domingos noite manha
    tarde proprio propria rua dia dias fim final horario meio lugar meu minha nosso nossa a an the my our group
    call meeting chat team waitlist whatsapp list channel gym club you them him her us it me voces outro outra
    industria campo obra pandemia home-office homeoffice remoto ventas oficina turnos una unos mi myself living
    money hours days free fun clients madrugada semana mes internet computador celular site aplicativo app late
    early now fixed mim night nights weekends scale least most last first school
    """)  # fmt: skip
FLOOR = re.compile(r"^[^,\d]*\d*\w* (?:andar|piso|floor|subsolo)\b")
GENERIC = words("""
    comercio mercado empresa loja escola hospital banco escritorio fabrica restaurante prefeitura governo store
    company bank hospital school factory office restaurant government tienda fabrica banco hospital escuela
    oficina
    """)  # fmt: skip
"""Employers that are none without a name."""

STATE = re.compile(
    r" ?[,/-] ?(?:(?:a[clmp]|ba|ce|df|es|go|m[agst]|p[abeir]|r[jnors]|s[cep]|to|tx|ca|ny|fl|wa|co|il|az|nv|nj|oh|ga"
    r"|nc|va|mi|mn|or|ut|tn|dc)(?! ?\w)"
    r"|(?:sao paulo|rio de janeiro|minas gerais|bahia|parana|santa catarina|goias|texas|california|florida|new york"
    r"|colorado|oregon|washington|illinois|arizona|georgia|nevada|ohio|michigan|utah)\b)"
)
"""A state behind a city: Campinas - SP, Austin, Texas."""

_ARTICLE_THE = re.compile(r"the (?=(?:uk|us|usa|u\.s|united|netherlands|bay|bronx|philippines|azores|hague)\b)")


def find_places(reading: Reading, sentence: Sentence, at: datetime) -> Iterator[Claim]:
    """Homes and employers that a sentence tells of; `at` is when it was said."""
    for predicate, cues, none in (("lives_at", LIVES, NO_PLACE), ("works_at", WORKS, NO_EMPLOYER)):
        for hit in found(sentence, cues):
            span = hit.named or reading.short(sentence, _behind_article(sentence.plain, hit.end))
            if span and (state := STATE.match(sentence.plain, span[1])) and predicate == "lives_at":
                span = span[0], state.end()
            if span and _may_be(sentence.plain[slice(*span)], none):
                made = claim(reading, sentence, hit, predicate, span, reading.original(sentence, span))
                yield dated(made, reading, sentence, span, at)


def _may_be(value: str, none: frozenset[str]) -> bool:
    return len(value) > 1 and not FLOOR.search(value) and fits(value, none)


def _behind_article(plain: str, start: int) -> int:
    match = _ARTICLE_THE.match(plain, start)
    return match.end() if match else start


def fits(value: str, none: frozenset[str]) -> bool:
    """Whether words can be a name: they begin with none of those that cannot begin one, and are not all digits."""
    first = re.split(r"[\s,]", value, maxsplit=1)[0]
    return (first not in none and value not in GENERIC and not first.isdigit()) or bool(re.match(r"\d{1,5} \w+", value))
