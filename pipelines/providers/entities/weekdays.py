"""Weekdays: segunda-feira, próxima terça, sexta passada, el próximo lunes, last Friday.

"Next Monday" and a bare "Monday" are the first Monday after today, "this Monday" may be today, "last Monday" is the one
before today. In Portuguese "segunda" to "sexta" are also ordinals ("segunda via", "quarta parcela"): without "-feira"
they are weekdays only where the words around them allow it. Days that repeat ("de segunda a sexta", "los lunes", "every
Monday") are no dates.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pipelines.providers.entities.modifiers import AFTER, BEFORE, Which, which
from pipelines.providers.entities.spans import Day, Form, weekday_after, weekday_before

WEEKDAYS = {
    "lunes": 0, "monday": 0, "martes": 1, "tuesday": 1, "miercoles": 2, "wednesday": 2, "jueves": 3, "thursday": 3,
    "viernes": 4, "friday": 4, "sabado": 5, "saturday": 5, "domingo": 6, "sunday": 6,
    "segunda": 0, "terca": 1, "quarta": 2, "quinta": 3, "sexta": 4, "2a": 0, "3a": 1, "4a": 2, "5a": 3, "6a": 4,
}  # fmt: skip
ORDINALS = frozenset({"segunda", "terca", "quarta", "quinta", "sexta"})

_NAME = r"(?:(?P<ordinal>segunda|terca|quarta|quinta|sexta)|[2-6]a(?=[- ]?feira))(?P<feira>[- ]?feira)?"
_OTHER = "|".join(name for name in WEEKDAYS if name not in ORDINALS and name.isalpha())
WEEKDAY = re.compile(rf"(?<![\w-]){BEFORE}(?P<name>{_NAME}|{_OTHER}){AFTER}(?!\w)(?!-\w)")

_ANY = rf"(?:{'|'.join(WEEKDAYS)})(?:[- ]?feira)?"
REPEATED_BEFORE = re.compile(
    rf"\b(?:tod[oa]s?(?: [ao]s?)?|todos los|cada|every|each|los|primeir[ao]|primer|first|second|third"
    rf"|{_ANY} (?:a|ate(?: a)?|al?|to|through|until)|{_ANY} ?-) ?$"
)
REPEATED_AFTER = re.compile(rf" ?(?:-|–) ?{_ANY}\b| (?:a|ate|ate a|al?|to|through) {_ANY}\b")

CUE_BEFORE = re.compile(r"\b(?:na|nesta|nessa|ate|ate a|pra|para|desde|depois de|antes de|partir de|de)\s$")
ARTICLE_BEFORE = re.compile(r"\b(?:a|as|da|uma|minha|sua|tua|nossa|pela|por|outra|the|la|una|su|mi)\s$")
# What may follow "segunda" the weekday when nothing before says so: the end, a time, a word that is no noun.
FREE_AFTER = re.compile(
    r"\s*(?:$|[.,;:!?)\n…/]|as? |\d{1,2}(?:h|:|/)"
    r"|(?:e|ou|ate|de (?:manha|tarde|noite)|pela|cedo|eu|voces?|vcs?|el[ea]s?|nos"
    r"|vou|vai|vamos|posso|pode|podemos|tem|nao|sim|por|se|mas|so|mesmo|agora|dia|entre|depois|antes|cheg[ao]|quero|consigo|ta|esta"
    r"|com|sem|para|pra|estou|estarei|seria|fica|melhor|obrigad[oa]|pfv|blz|ok|ja|ainda|teremos|tenho|passo|ligo|abrem?|fecham?"
    r"|funciona|no (?:almoco|fim)|d[ae] (?:proxima )?semana|desta semana|que)\b)"
)
_NOUN = (
    r"(?:vias?|vez|vezes|parcelas?|prestac\w+|opcao|tentativa|compra|linha|pessoa|mao|casa|parte|etapa|fase|rodada|edicao"
    r"|unidade|loja|turma|cor|foto|imagem|mensagem|pergunta|duvida|conta|fatura|cobranca|entrega|remessa|semana|quinzena"
    r"|serie|aula|dose|peca|caixa|camada|geracao|guerra|chance|chamada|maior|melhor|nota|pagina|temporada|reuniao|visita"
    r"|versao|ligacao|filha|esposa|instancia|placa|categoria|classe|divisao|ordem|do mes|da fila|da lista)\b"
)
ORDINAL_NOUN_AFTER = re.compile(
    rf"\s{_NOUN}|,? (?:e|ou) (?:a )?(?:ultima\b|terceira\b|(?:{'|'.join(sorted(ORDINALS))}) {_NOUN})"
)


def find_weekdays(plain: str, language: str | None, today: date) -> Iterator[Day]:
    """The days that a folded text names by their weekday."""
    for match in WEEKDAY.finditer(plain):
        kind = which(match)
        if not _repeated(plain, match) and (not _doubtful(match) or _is_weekday(plain, match, kind, language)):
            name = match["ordinal"] or match["name"].replace("-", " ").split("feira")[0].strip()
            day = _resolve(kind, WEEKDAYS[name], today)
            yield Day(match.start(), match.end(), day, day, Form.WEEKDAY, 0.75 if kind is Which.BARE else 0.9)


def _resolve(kind: Which, weekday: int, today: date) -> date:
    match kind:
        case Which.LAST:
            return weekday_before(today, weekday)
        case Which.LAST_BUT_ONE:
            return weekday_before(today, weekday) - timedelta(days=7)
        case Which.THIS if today.weekday() == weekday:
            return today
        case _:
            return weekday_after(today, weekday)


def _doubtful(match: re.Match[str]) -> bool:
    """Whether the name is also an ordinal, and nothing in the match makes it a weekday."""
    return bool(match["ordinal"]) and not (
        match["feira"] or match["next_after"] or match["last_after"] or match["earlier"]
    )


def _is_weekday(plain: str, match: re.Match[str], kind: Which, language: str | None) -> bool:
    if language == "es" or ORDINAL_NOUN_AFTER.match(plain, match.end()):
        return False
    before = _before(plain, match)
    if kind is not Which.BARE or CUE_BEFORE.search(before):
        return True
    return not ARTICLE_BEFORE.search(before) and bool(FREE_AFTER.match(plain, match.end()))


def _repeated(plain: str, match: re.Match[str]) -> bool:
    return bool(REPEATED_BEFORE.search(_before(plain, match)) or REPEATED_AFTER.match(plain, match.end()))


def _before(plain: str, match: re.Match[str]) -> str:
    return plain[max(0, match.start() - 24) : match.start()]
