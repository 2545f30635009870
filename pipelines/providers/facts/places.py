"""Where somebody lives, and where they work."""

import re
from collections.abc import Iterator
from datetime import datetime

from contracts.crm.claim import Claim
from pipelines.providers.facts.beginnings import dated
from pipelines.providers.facts.cues import Found, claim, found, words
from pipelines.providers.facts.homes import LIVES, MOVED_IN, SETTLED
from pipelines.providers.facts.jobs import HIRED, JOBLESS, STARTED, WORKS
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import STREET, Reading, Span
from pipelines.providers.facts.workplaces import PLACE

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
    fila quando bed town tears plan plano march may janeiro fevereiro marco abril maio junho julho agosto setembro
    outubro novembro dezembro qualquer republica mudou mudei mudamos changed moved
    """)  # fmt: skip
NO_EMPLOYER = words("""
    caramba cacete viver pagar comer noche manana casa home area parte centro ramo setor turno periodo regiao
    bairro mesmo mesma um uma uns umas varios varias equipe feriado sabado sabados domingo domingos noite manha
    tarde proprio propria rua dia dias fim final horario meio lugar meu minha nosso nossa a an the my our group
    call meeting chat team waitlist whatsapp list channel gym club you them him her us it me voces outro outra
    industria campo obra pandemia home-office homeoffice remoto ventas oficina turnos una unos mi myself living
    money hours days free fun clients madrugada semana mes internet computador celular site aplicativo app late
    janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro noon sales march quarto
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


TABLES = (
    ("lives_at", (LIVES, SETTLED), NO_PLACE),
    ("works_at", (WORKS, HIRED), NO_EMPLOYER),
)


def find_places(reading: Reading, sentence: Sentence, at: datetime) -> Iterator[Claim]:
    """Homes and employers that a sentence tells of; `at` is when it was said."""
    told: set[str] = set()
    for predicate, tables, none in TABLES:
        seen: list[Span] = []
        for hit in (hit for cues in tables for hit in found(sentence, cues)):
            span = value_of(reading, sentence, hit)
            if span and predicate == "lives_at" and (state := STATE.match(sentence.plain, span[1])):
                span = span[0], state.end()
            if span and predicate == "works_at" and STREET.match(sentence.plain, span[0]):
                continue
            if span and not _within(span, seen) and _may_be(sentence.plain[slice(*span)], none):
                seen.append(span)
                told.add(predicate)
                made = claim(reading, sentence, hit, predicate, span, reading.original(sentence, span))
                yield dated(made, reading, sentence, span, at)
    for predicate, cues in (("lives_at", MOVED_IN), ("works_at", STARTED)):
        for hit in found(sentence, cues) if predicate not in told else ():
            yield claim(reading, sentence, hit, predicate, (hit.start, hit.end), "")
    for hit in found(sentence, JOBLESS):
        yield claim(reading, sentence, hit, "works_at", (hit.start, hit.end), "")


SAID_PLAINLY = re.compile(
    r"\b(?:mudei (?:pr|para)|mudamos (?:pr|para)|mudou pr|morar|morando|moro|aluguei|alugamos|moved"
    r"|relocated|living|renting|trabalhar|contratad[oa]|efetivad[oa]|emprego|job|hired|employed|work)\w*"
)
"""Cues that can only be of a home or of work, so that a name with small letters counts behind them."""


def value_of(reading: Reading, sentence: Sentence, hit: Found) -> Span | None:
    """The name that a cue leads to: what it holds itself, or what begins behind it."""
    start = hit.named[0] if hit.named else _behind_article(sentence.plain, hit.end)
    span = hit.named or reading.short(sentence, start)
    if hit.cue.proper and span:
        plainly = SAID_PLAINLY.search(sentence.plain, hit.start, hit.end)
        named = reading.name(sentence, span, small=bool(plainly) and not hit.named)
        return named or (_workplace(sentence, span) if hit.cue in HIRED.cues else None)
    return span


def _workplace(sentence: Sentence, span: Span) -> Span | None:
    match = PLACE.match(sentence.plain, *span)
    return match.span("place") if match else None


def _within(span: Span, seen: list[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in seen)


def _may_be(value: str, none: frozenset[str]) -> bool:
    return len(value) > 1 and not FLOOR.search(value) and fits(value, none)


def _behind_article(plain: str, start: int) -> int:
    match = _ARTICLE_THE.match(plain, start)
    return match.end() if match else start


def fits(value: str, none: frozenset[str]) -> bool:
    """Whether words can be a name: they begin with none of those that cannot begin one, and are not all digits."""
    first = re.split(r"[\s,]", value, maxsplit=1)[0]
    return (first not in none and value not in GENERIC and not first.isdigit()) or bool(re.match(r"\d{1,5} \w+", value))
