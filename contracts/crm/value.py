"""Value: how what is known is written, predicate by predicate. Whoever reads or puts down a fact writes it so."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from contracts.check_digits import valid_cnpj, valid_cpf
from contracts.crm.fact import PREDICATES
from contracts.errors import Invalid
from contracts.types import e164, email

CHANNELS = ("whatsapp", "email", "phone", "sms", "in_person")
"""What `preferred_channel` may be."""

LONGEST = 120
"""Characters of a value that is written as it was said."""

_AMOUNT = re.compile(r"(\d{1,12}(?:\.\d{1,2})?) ?([A-Za-z]{3})")
_MARKS = re.compile(r"[-./ ]")


def written(predicate: str, value: str) -> str:
    """A value in the form of its predicate. Raises Invalid with that form, or with the predicates that there are.

    >>> written("budget", "5000 brl")
    '5000.00 BRL'
    """
    if predicate not in PREDICATES:
        raise Invalid(f"No such thing can be known: choose from {', '.join(PREDICATES)}.")
    try:
        made = _FORMS.get(predicate, _as_said)(" ".join(value.split()))
    except ValueError:
        made = ""
    if not made:
        raise Invalid(f"{predicate} is written so: {PREDICATES[predicate].form}.")
    return made


def _as_said(value: str) -> str:
    return value if len(value) <= LONGEST else ""


def _budget(value: str) -> str:
    match = _AMOUNT.fullmatch(value)
    return f"{Decimal(match[1]):.2f} {match[2].upper()}" if match else ""


def _deadline(value: str) -> str:
    return date.fromisoformat(value).isoformat()


def _channel(value: str) -> str:
    return value.lower() if value.lower() in CHANNELS else ""


def _cpf(value: str) -> str:
    bare = _MARKS.sub("", value)
    return bare if valid_cpf(bare) else ""


def _cnpj(value: str) -> str:
    bare = _MARKS.sub("", value).upper()
    return bare if valid_cnpj(bare) else ""


def _postal_code(value: str) -> str:
    bare = _MARKS.sub("", value)
    return bare if re.fullmatch(r"[0-9]{8}", bare) else ""


_FORMS: dict[str, Callable[[str], str]] = {
    "budget": _budget, "deadline": _deadline, "preferred_channel": _channel, "phone": e164, "email": email, "cpf": _cpf,
    "cnpj": _cnpj, "postal_code": _postal_code,
}  # fmt: skip
"""Those that have a form; all others are written as they were said."""
