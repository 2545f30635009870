"""Amounts of money: "R$ 1.234,56", "US$ 1,234.56", "20 euros", "50 mil reais", "quinhentos reais".

Decimals: where "." and "," both stand, the last one opens the decimals; a single one before exactly three digits
parts thousands. So no language is needed to read an amount. "$" and "pesos" mean no one currency: "$" is the dollar in
English, the real in Portuguese, the Mexican peso in Spanish, with a low confidence.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from contracts.crm.enrichment import Entity, EntityKind
from pipelines.providers.entities.finding import entity
from pipelines.providers.entities.numerals import WORDS, number
from pipelines.providers.text import Folded

SYMBOLS = {
    "r$": "BRL", "us$": "USD", "u$s": "USD", "u$": "USD", "€": "EUR", "£": "GBP", "mx$": "MXN", "ar$": "ARS",
    "brl": "BRL", "usd": "USD", "eur": "EUR", "gbp": "GBP", "mxn": "MXN", "ars": "ARS", "clp": "CLP", "cop": "COP",
}  # fmt: skip
NAMES = {
    "reais": "BRL", "real": "BRL", "contos": "BRL", "conto": "BRL", "euros": "EUR", "euro": "EUR", "dolares": "USD",
    "dolar": "USD", "dollars": "USD", "dollar": "USD", "bucks": "USD",
    "pesos argentinos": "ARS", "pesos mexicanos": "MXN", "pesos colombianos": "COP",
    "pesos chilenos": "CLP", "pesos uruguayos": "UYU",
}  # fmt: skip
CENTS = {"centavos": "BRL", "centavo": "BRL", "cents": "USD", "cent": "USD", "centimos": "EUR", "centimo": "EUR"}
BY_LANGUAGE = {"$": {"en": "USD", "es": "MXN"}, "pesos": {"es": "MXN"}, "peso": {"es": "MXN"}}
SPANISH_CENTS = "MXN"
DECIMALS = {"CLP": 0}
"""Digits of the minor unit where they are not two (ISO 4217)."""

SCALES = {
    "mil": 1_000, "k": 1_000, "thousand": 1_000, "mi": 10**6, "milhao": 10**6, "milhoes": 10**6, "million": 10**6,
    "millon": 10**6, "millones": 10**6, "bi": 10**9, "bilhao": 10**9, "bilhoes": 10**9, "billion": 10**9,
}  # fmt: skip


def _any(words: dict[str, object] | dict[str, str] | dict[str, int] | dict[str, dict[str, str]]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_AMOUNT = r"(?P<amount>\d{1,3}(?:[.,]\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?)(?![.,]?\d)"
_SCALE = rf"(?: ?(?P<scale>{_any(SCALES)})\b)?"
_TAIL = rf"(?: (?:e|y|and|con) (?P<cents>\d{{1,2}}) (?:{_any(CENTS)})\b)?"
_NAME = rf"(?P<name>{_any(NAMES)}|pesos?)\b(?! (?:canad|austral))"

BEFORE = re.compile(rf"(?<![\w$])(?P<symbol>{_any(SYMBOLS)}|\$) ?{_AMOUNT}{_SCALE}(?!\w)")
AFTER = re.compile(rf"(?<![\w.,$])(?<![$€£] ){_AMOUNT}{_SCALE} ?(?P<symbol>{_any(SYMBOLS)})(?!\w| ?\d)")
NAMED = re.compile(rf"(?<![\w.,])(?<![$€£] ){_AMOUNT}{_SCALE}(?: de(?= ))? ?{_NAME}{_TAIL}")
WORDED = re.compile(rf"(?<!\w)(?P<words>{WORDS})(?: de)? {_NAME}{_TAIL}")
CENTS_ALONE = re.compile(rf"(?<![\w.,])(?P<cents>\d{{1,2}}) ?(?P<name>{_any(CENTS)})\b")


def find_money(text: Folded, language: str | None) -> Iterator[Entity]:
    """The amounts of money of a text, as "<currency> <minor units>"."""
    for pattern in (BEFORE, AFTER, NAMED, WORDED, CENTS_ALONE):
        for match in pattern.finditer(text.plain):
            currency, confidence = _currency(match, language)
            amount = _amount(match, language)
            if currency and amount is not None:
                minor = int(amount.scaleb(DECIMALS.get(currency, 2)))
                yield entity(text, EntityKind.MONEY, match.span(), f"{currency} {minor}", confidence)


def _currency(match: re.Match[str], language: str | None) -> tuple[str | None, float]:
    found = match.groupdict()
    symbol, name = found.get("symbol"), found.get("name")
    if symbol == "$":
        return BY_LANGUAGE["$"].get(language or "", "BRL"), 0.8 if language == "en" else 0.5
    if symbol:
        return SYMBOLS[symbol], 0.99
    if name in BY_LANGUAGE:
        return BY_LANGUAGE[name].get(language or ""), 0.6
    if name in CENTS:
        return (SPANISH_CENTS if language == "es" and name.startswith("centavo") else CENTS[name]), 0.7
    return NAMES[name or ""], 0.7 if name in {"conto", "contos", "bucks"} else 0.95


def _amount(match: re.Match[str], language: str | None) -> Decimal | None:
    """The amount in whole units."""
    found = match.groupdict()
    cents = Decimal(found.get("cents") or 0) / 100
    if words := found.get("words"):
        whole = number(words, language)
        return None if whole is None else whole + cents
    if written := found.get("amount"):
        return _decimal(written) * SCALES.get(found.get("scale") or "", 1) + cents
    return cents


def _decimal(written: str) -> Decimal:
    """The value of digits with separators, by the rule in the head of this file."""
    last = max(written.rfind("."), written.rfind(","))
    places = len(written) - last - 1
    if last < 0 or places == 3:
        return Decimal(re.sub(r"[.,]", "", written))
    return Decimal(re.sub(r"[.,]", "", written[:last]) + "." + written[last + 1 :])
