"""What somebody can spend."""

import re
from collections.abc import Iterator
from decimal import Decimal

from contracts.crm.claim import Claim
from contracts.crm.enrichment import EntityKind
from contracts.crm.fact import Modality
from pipelines.providers.entities.money import DECIMALS, SCALES
from pipelines.providers.facts.cues import NOT_THIS, OWN, Found, claim, cue, found, table
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.spending import BEHIND, LIMITED, PRICED, SPENDING
from pipelines.providers.facts.streets import STREET
from pipelines.providers.facts.values import Reading, Span

_PAY = r"(?:gastar|pagar|investir|desembolsar|invertir|dar)"
BUDGET = table(
    "limit cap ceiling look hop plan will able stretch aside allocat earmark approved authorized okayed have got "
    "tenho temos tem aprov liber autor ir cheg orcament verba limite teto budget presupuesto tope gast pag invest "
    "desembols passar ultrapass exce go spend "
    "afford inver dar do",
    cue(rf"(?:vou|vamos|pretendo|pretendemos) (?:aumentar|subir|baixar|reduzir|diminuir|ampliar|cortar) (?:o |a "
        rf")?(?:{OWN} )?(?:orcamento|verba|limite)",
        r"(?:i'?m|we'?re|i am|we are) going to (?:raise|increase|lower|cut) (?:the |my |our )?budget",
        r"(?:my|our) budget (?:will|is going to) (?:be|go|rise|increase|drop)",
        rf"(?:{OWN} )?(?:orcamento|verba|presupuesto) (?:vai|va a|deve) (?:ser|subir|aumentar|cair|baixar|passar)",
        planned=True),
    cue(r"(?:nao|n) (?:posso|quero|queremos|podemos|da pra|da para|consigo|pretendo) (?:passar|ultrapassar|gastar "
        r"mais|pagar mais|ir alem|exceder)",
        r"(?:can'?t|cannot|can not|won'?t|don'?t want to|not able to) (?:go (?:over|above|past)|spend more than|pay "
        r"more than|exceed|spend over|afford more than|do more than|pay over)",
        r"no (?:puedo|podemos|quiero) (?:pasar|gastar mas|pagar mas|superar)",
        rf"(?:{OWN} )?(?:orcamento|verba|budget|presupuesto) (?:nao|n|doesn'?t|can'?t|no) (?:passa|ultrapassa"
        rf"|exceed|go over|pasa|supera)",
        confidence=0.9),
    cue(rf"(?:{OWN}) (?:\w+ )?(?:orcamento|verba|limite|teto|budget|spending limit|limit|cap|ceiling|presupuesto"
        rf"|tope)(?: (?:total"
        rf"|maximo|mensal|atual|anual|inicial|max|total|monthly|maximum|mensual))?",
        r"(?:tenho|temos|a gente tem|separei|separamos|reservei|reservamos|consegui|conseguimos|aprovaram|aprovei"
        r"|liberaram"
        r"|tengo|tenemos|(?:i|we)(?:'?ve)? (?:have|got)|set aside) "
        r"(?:um |uma |un |a |an |aprovad[oa] |so |only )*(?:orcamento|verba|limite|teto|budget|presupuesto|tope)",
        r"(?:a verba|(?:o )?orcamento disponivel|budget)(?= (?:e|eh|de|is|of|hoje|agora|now|for|went|aumentou|subiu"
        r"|caiu)|:| ?\d| ?\$|\s?r\$)",
        r"(?:i'?m|we'?re|i am|we are) (?:looking|hoping|planning|willing|able) to (?:spend|pay|invest)", r"(?:i|we) "
            r"(?:can|could) (?:go|stretch)(?: as high as| up to| to)(?= )",
        r"(?:i|we)(?:'?ve| have)? (?:set aside|put aside|allocated|budgeted|earmarked)(?= )",
        r"(?:boss|manager|ceo"
            r"|cfo|board|finance|company|management) (?:approved|authorized|okayed)(?= (?:up to |about )?\$?\d)",
        r"(?:i|we)(?:'?ve)? (?:have|got) (?:a |about |around )*(?=\$?\d[\d.,]*k? (?:budget|budgeted|to work with))",
        r"(?:tenho|temos) (?:uns |ate )?(?=[^.;]{1,20} de (?:orcamento|verba|limite))",
        r"(?:the )?budget'?s(?= \$?\d)", r"budget changed",
        rf"(?:consegui|conseguimos|deu pra|managed to|was able to) (?:aumentar|subir|baixar|reduzir|increase|raise) "
        rf"(?:o |the |my |our )?(?:{OWN} )?(?:orcamento|budget|verba|limite)",
        rf"(?:subi|subimos|aumentei|aumentamos|baixei|baixamos|reduzi|reduzimos|cortei|cortamos|diminui|diminuimos"
        rf"|raised|increased|cut|lowered|reduced|subimos|bajamos|aumentamos) (?:o |the |el )?(?:{OWN} )?(?:orcamento"
        rf"|budget|verba|limite|presupuesto)",
        r"(?:consigo|posso|podemos|conseguimos|da pra|da para|puedo) (?:ir|chegar|subir|esticar|llegar|gastar"
        r"|investir)(?: (?:ate|em|a|no maximo|hasta|uns))?(?= [r$]*\$? ?\d| uns| mais ou)",
        r"(?:so|apenas|somente) (?:tenho|temos) (?=(?:uns |uma? )?(?:r\$ ?)?\d[\d.,]*(?: ?mil| ?k| reais|$))",
        r"(?:pra|para) isso (?:eu |a gente )?(?:tenho|temos|tem|posso gastar) ",
        r"(?:tenho|temos|a gente tem) (?:uns |ate |cerca de |so )*(?=(?:r\$ ?)?\d[\d.,]*(?: ?mil| ?k)?(?: reais)? "
        r"(?:pra isso|para isso|pra esse|para esse|disponi|separad|reservad))",
        r"(?:o )?orcamento ?:", r"(?:o )?orcamento (?:aprovado|liberado|definido|previsto|disponivel)",
        r"(?:diretoria|chefe|chefia|empresa|financeiro|patrao) (?:aprovou|liberou|autorizou)(?= (?:ate |uns |r?\$? "
        r"?)?\d)",
        r"(?:mais|menos|more|less) (?:verba|orcamento|budget|presupuesto)",
        r"(?:o |the |el )?(?:orcamento|budget|verba|presupuesto)(?= (?:caiu|subiu|aumentou|diminuiu|mudou|baixou"
        r"|agora|has been|was (?:cut|raised|increased|reduced)|got|went|is now|increased|dropped|changed|subio|bajo"
        r"|aumento) )",
        rf"(?:posso|podemos|consigo|conseguimos|quero|queremos|pretendo|pretendemos|planejo|da pra|aceito|puedo"
        rf"|podemos|quiero|estou disposto a|estoy dispuesto a) {_PAY}"
        r"(?: (?:ate|no maximo|uns|umas|hasta|como maximo|cerca de|por volta de))",
        rf"(?:tenho|temos|tengo|tenemos|(?:i|we)(?:'?ve)? (?:have|got)) (?:ate |so |uns |hasta |unos |only |about "
        rf"|around |up to )?(?=[\w$.,€ ]{{2,25}} (?:pra|para|to|p/) (?:{_PAY}|spend|invest))",
        r"(?:i|we) (?:can|could only|want to|'?re willing to|am willing to|are willing to|'?m willing to|plan to"
        r"|can only) (?:spend|pay|afford|invest|do)(?: (?:up to|around|about|at most|max|no more than))?",
        confidence=0.9, changed=False),
)  # fmt: skip
QUOTE_OF_YOURS = re.compile(
    r"\b(?:voces?|vcs?|mandou|mandaram|mandar|fez|fizeram|fazer|enviou|enviaram|enviar|passou|passaram|passar um"
    r"|recebi|recebemos|pedi|solicitei|you sent|you gave"
    r"|quoted|quote|enviaste|mandaste|recibi)\b"
)
"""Portuguese and Spanish have one word for a budget and for a quotation."""

OUTSIDE = re.compile(r"\b(?:fora d[oe]|acima d[oe]|over|above|out of|outside(?: of)?|fuera de) (?:o |a |the )?$")
"""What lies outside of a budget is no budget."""


_HAVE = re.compile(
    r"\b(?:(?:so )?(?:tenho|temos|consegui|conseguimos|juntei)|(?:i|we)(?:'?ve| have| got|'?ve got| only "
    r"have)|got|i don'?t have more than|nao tenho mais (?:que|de)|up to) (?:uns |about |around |ate )?(?:r\$ "
    r"?|\$ ?)?[\d.,]+ ?(?:mil|k|reais|dollars|bucks)?"
    r"(?= ?(?:$|[,.;!]|(?:pra|para|com|for|from|max|no maximo|e|and|agora|now|aqui|here|disponi\w+"
    r"|total)\b))|(?:mil|k|reais|dollars|bucks)\b(?: e (?:so|olhe la|nada mais)| and (?:that'?s (?:it|all)"
    r"|no more|nothing more))"
)
BEHIND_CUE, LIMITED_CUE = cue("(?!)", confidence=0.8), cue("(?!)", confidence=0.7)

_QUOTATION = re.compile(r"orcamento|presupuesto|quot|budget")
_NOUN = re.compile(r"orcamento|verba|limite|teto|budget|presupuesto|tope")
NUMBER = re.compile(
    r"(?<![\w.,/$])(?P<amount>\d{1,3}(?:[.,]\d{3})+(?:,\d{2})?|\d{2,9}(?:[.,]\d{1,2})?|\d{1,3}(?=(?:[.,]\d)? ?(?:mil"
    r"|k|milh|mi)\b)(?:[.,]\d)?)"
    r" ?(?P<scale>mil|k|mi|milhao|milhoes|thousand|million|millones)?(?!\w|[/:]\d| ?(?:%|x\b|dias?|days?|mes|months?"
    r"|weeks?|semanas?|pessoas|people|usuarios|users|anos|years|h\b))"
)
CURRENCY = {"pt": "BRL", "en": "USD", "es": "EUR"}


def find_budgets(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """What a sentence says of the writer's budget."""
    told = [made for hit in found(sentence, BUDGET) if (made := _budget(reading, sentence, hit))]
    wider = (hit for hit in (*found(sentence, SPENDING), *_behind(reading, sentence)) if not _priced(sentence, hit))
    told = told or [made for hit in wider if (made := _budget(reading, sentence, hit))][:1]
    yield from told or _limited(reading, sentence)


def _limited(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """The only amount of a sentence that speaks of a limit and of no price."""
    plain = sentence.plain
    if (
        not (LIMITED.search(plain) or _HAVE.search(plain))
        or PRICED.search(plain)
        or QUOTE_OF_YOURS.search(plain)
        or sentence.of_another(0, len(plain))
        or STREET.search(plain)
    ):
        return
    amounts = [(span, decimal(one.value)) for span, one in reading.within(sentence, EntityKind.MONEY)]
    amounts = amounts or [
        one for one in bare_amounts(plain, 0, len(plain), reading.language) if one[0][1] - one[0][0] > 2
    ]
    days = [
        span
        for kind in (EntityKind.DATE, EntityKind.TIME, EntityKind.PHONE, EntityKind.CEP)
        for span, _ in reading.within(sentence, kind)
    ]
    if len(amounts) == 1 and not any(amounts[0][0][0] < day[1] and day[0] < amounts[0][0][1] for day in days):
        span, value = amounts[0]
        yield claim(reading, sentence, Found(LIMITED_CUE, span[0], span[1], None), "budget", span, value)


def _budget(reading: Reading, sentence: Sentence, hit: Found) -> Claim | None:
    reach = sentence.plain[max(0, hit.start - 25) : hit.end + 60]
    quoted = _QUOTATION.search(reach) and QUOTE_OF_YOURS.search(reach)
    if quoted or OUTSIDE.search(sentence.plain[: hit.start]) or _of_another(sentence, hit):
        return None
    amount = _amount(reading, sentence, hit.end)
    if amount is None:
        return None
    made = claim(reading, sentence, hit, "budget", *amount)
    return made if made.modality is not Modality.ASSERTED or made.polarity > 0 else _limit(made)


def _behind(reading: Reading, sentence: Sentence) -> Iterator[Found]:
    """The amounts that what stands behind them makes a limit."""
    amounts = [span for span, _ in reading.within(sentence, EntityKind.MONEY)]
    amounts += [span for span, _ in bare_amounts(sentence.plain, 0, len(sentence.plain), reading.language)]
    for start, end in amounts:
        if BEHIND.match(sentence.plain, end) and not sentence.by_another(start):
            yield Found(BEHIND_CUE, start, start, None)


def _priced(sentence: Sentence, hit: Found) -> bool:
    return bool(PRICED.search(sentence.plain, sentence.clause(hit.start), min(hit.end + 40, len(sentence.plain))))


def _of_another(sentence: Sentence, hit: Found) -> bool:
    """Whether it is somebody else's budget. What is told by a verb ("I can spend") is told of the writer."""
    return bool(_NOUN.search(sentence.plain, hit.start, hit.end)) and sentence.of_another(hit.start, hit.end)


def _limit(made: Claim) -> Claim:
    """A budget is a limit, and "not more than" is how one says it."""
    return Claim(made.predicate, made.value, made.start, made.end, made.confidence)


def _amount(reading: Reading, sentence: Sentence, start: int) -> tuple[Span, str] | None:
    """The last amount of the clause, in its currency or in that of the language; not what it was before."""
    stop = re.compile(r";| (?:mas|but|pero) (?!now|agora|ahora|hoje)").search(sentence.plain, start)
    end = min(stop.start() if stop else len(sentence.plain), start + 60)
    money = [(span, one.value) for span, one in reading.within(sentence, EntityKind.MONEY) if start <= span[0] < end]
    amounts = [(span, decimal(value)) for span, value in money]
    days = [span for kind in (EntityKind.DATE, EntityKind.TIME) for span, _ in reading.within(sentence, kind)]
    amounts = amounts or [
        (span, value)
        for span, value in bare_amounts(sentence.plain, start, end, reading.language)
        if not any(span[0] < day[1] and day[0] < span[1] for day in days)
    ]
    now = [one for one in amounts if not NOT_THIS.search(sentence.plain[start : one[0][0]])]
    if len(now) > 1 and _one_range(sentence.plain, now):
        return now[-1]
    return now[0] if now else None


def _one_range(plain: str, amounts: list[tuple[Span, str]]) -> bool:
    """Whether the last two are the ends of a range, or what it was and what it is now."""
    between = plain[amounts[-2][0][1] : amounts[-1][0][0]]
    return bool(re.fullmatch(r" ?(?:a|e|to|and|y|ou|or|-|–|ate|pra|para|and now|hasta) ?", between))


def decimal(value: str) -> str:
    """A budget, of what an entity of money says ("BRL 500000")."""
    currency, minor = value.split()
    return f"{Decimal(minor).scaleb(-DECIMALS.get(currency, 2)):.2f} {currency}"


def bare_amounts(plain: str, start: int, end: int, language: str | None) -> Iterator[tuple[Span, str]]:
    """Numbers that are money by what stands before them, in the currency of the language."""
    for match in NUMBER.finditer(plain, start, end):
        yield match.span(), _bare(match, language)


def _bare(match: re.Match[str], language: str | None) -> str:
    written = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", match["amount"]).replace(",", ".")
    whole = Decimal(written) * SCALES.get(match["scale"] or "", 1)
    return f"{whole:.2f} {CURRENCY.get(language or '', 'BRL')}"
