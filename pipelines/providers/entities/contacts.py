"""How to reach somebody: e-mail addresses, web addresses, phone numbers."""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatch, PhoneNumberMatcher

from contracts.crm.enrichment import Entity, EntityKind
from contracts.types import email
from pipelines.providers.text import fold

EMAIL = re.compile(
    r"(?<![\w.%+-])[a-z0-9_%+][a-z0-9._%+-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?![\w-])",
    re.IGNORECASE,
)
URL = re.compile(
    r"(?<![\w@.-])(?:https?://[^\s<>\"'`|\\^{}]{3,2000}"
    r"|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}(?:com|net|org|gov|edu|io|app|dev|br)(?:\.[a-z]{2})?"
    r"(?![\w-])(?!\.\w)(?:[/?#][^\s<>\"'`|\\^{}]{0,2000})?)",
    re.IGNORECASE,
)
CLOSING = ".,;:!?)]}*_~…"

REGIONS = {"pt": ("BR", "PT"), "es": ("ES", "MX", "AR", "BR"), "en": ("US", "BR")}
ALL_REGIONS = ("BR", "PT", "ES", "MX", "AR", "US")
PHONE_LIKE = re.compile(r"\d(?:[\Wxー]{0,6}\d){7}")
"""Eight digits with only punctuation between them: a text without has no phone, and most are without."""

MAX_EMAIL = 254
MAX_FAILURES = 200
"""Numbers that are no phones after which the rest of a text is not searched for them."""

_ANNOUNCING = """
pedido compra order orden protocolo nota nf nfe boleto codigo cod code rastreio rastreamento tracking chamado ticket
contrato matricula fatura factura invoice conta cuenta account agencia cartao tarjeta card serie serial imei referencia
ref id rg pis cep cpf cnpj nif dni sku
"""
_BETWEEN = "numero number num n no nr nro o a de do da del e is es meu minha my mi the el la seu su"
OTHER_NUMBERS = frozenset(_ANNOUNCING.split())
"""A number that one of these announces is not a phone, however much it looks like one."""
FILLERS = frozenset(_BETWEEN.split())


def find_contacts(text: str, language: str | None) -> Iterator[Entity]:
    """The e-mail addresses, web addresses and phone numbers of a text.

    A number without country code is read in the countries of the language, first match first (REGIONS).
    """
    for match in EMAIL.finditer(text):
        if len(match.group()) <= MAX_EMAIL:
            yield _entity(EntityKind.EMAIL, text, match.start(), match.group(), email(match.group()), 0.99)
    for match in URL.finditer(text):
        address = match.group().rstrip(CLOSING if "(" not in match.group() else CLOSING.replace(")", ""))
        yield _entity(EntityKind.URL, text, match.start(), address, _normal_url(address), 0.95)
    yield from _phones(text, language)


def _normal_url(address: str) -> str:
    """With scheme; scheme and host in lower case, the path as it was written."""
    scheme, separator, rest = address.partition("://")
    if not separator:
        scheme, rest = "https", address
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    return f"{scheme.lower()}://{host.lower()}{rest[len(host) :]}"


def _phones(text: str, language: str | None) -> Iterator[Entity]:
    if not PHONE_LIKE.search(text):
        return
    readable = text.replace("/", "|")  # "1/1/1" are no groups of a number, and trying them is slow
    taken: set[int] = set()
    for rank, region in enumerate(REGIONS.get(language or "", ALL_REGIONS)):
        for match in PhoneNumberMatcher(readable, region, Leniency.VALID, MAX_FAILURES):
            if taken.isdisjoint(range(match.start, match.end)) and not _other_number(text, match):
                taken.update(range(match.start, match.end))
                value = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
                yield _entity(EntityKind.PHONE, text, match.start, match.raw_string, value, _confidence(match, rank))


def _confidence(match: PhoneNumberMatch, rank: int) -> float:
    if match.raw_string.startswith("+"):
        return 0.99
    return (0.8 if match.raw_string.isdecimal() else 0.9) - (0.2 if rank else 0)


def _other_number(text: str, match: PhoneNumberMatch) -> bool:
    """Whether the words before say that this is an order, an invoice, an account."""
    if match.raw_string.startswith("+"):
        return False
    before = fold(text[max(0, match.start - 40) : match.start]).plain
    if before.endswith("#"):
        return True
    words = [word for word in re.findall(r"[a-z]+", before) if word not in FILLERS]
    return bool(words) and words[-1] in OTHER_NUMBERS


def _entity(kind: EntityKind, text: str, start: int, found: str, value: str, confidence: float) -> Entity:
    end = start + len(found)
    return Entity(kind=kind, text=text[start:end], value=value, start=start, end=end, confidence=round(confidence, 2))
