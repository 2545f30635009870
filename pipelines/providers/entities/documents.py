"""Brazilian numbers with check digits (CPF, CNPJ) and postal codes (CEP)."""

import re
from collections.abc import Iterator

from contracts.crm.enrichment import Entity, EntityKind
from pipelines.providers.entities.finding import entity
from pipelines.providers.text import Folded

NOT_INSIDE = r"(?<![\w+])(?<!\d[-./])"
NOT_BEFORE = r"(?!\w|[-./]\d)"
CPF = re.compile(rf"{NOT_INSIDE}\d{{3}}[. ]?\d{{3}}[. ]?\d{{3}}[-./ ]?\d{{2}}{NOT_BEFORE}")
CNPJ = re.compile(
    rf"{NOT_INSIDE}[0-9a-z]{{2}}[. ]?[0-9a-z]{{3}}[. ]?[0-9a-z]{{3}}[/ ]?[0-9a-z]{{4}}[- ]?\d{{2}}{NOT_BEFORE}"
)
CEP = re.compile(rf"{NOT_INSIDE}\d{{2}}\.?\d{{3}}-\d{{3}}{NOT_BEFORE}|(?<=\bcep )\d{{8}}\b|(?<=\bcep: )\d{{8}}\b")
PHONE_WORD = re.compile(r"\b(?:tel|fone|telefone|cel|celular|whats|whatsapp|wpp|zap|phone|telefono|movil)\W{0,3}$")
MARK = re.compile(r"[^0-9a-z]")

CPF_WEIGHTS = (11, 10, 9, 8, 7, 6, 5, 4, 3, 2)
CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
CEP_LOWEST = "01000000"


def find_documents(text: Folded) -> Iterator[Entity]:
    """The CPF, CNPJ and CEP of a text. A number whose check digits are wrong is none."""
    for match in CPF.finditer(text.plain):
        digits = _bare(match.group())
        written_bare = match.group() == digits
        if valid_cpf(digits) and not (written_bare and PHONE_WORD.search(text.plain[: match.start()][-14:])):
            yield entity(text, EntityKind.CPF, match.span(), digits, 0.9 if written_bare else 0.99)
    for match in CNPJ.finditer(text.plain):
        code = _bare(match.group()).upper()
        if valid_cnpj(code) and (code.isdigit() or "/" in match.group() or "cnpj" in text.plain[: match.start()][-9:]):
            yield entity(text, EntityKind.CNPJ, match.span(), code, 0.99)
    for match in CEP.finditer(text.plain):
        if _bare(match.group()) >= CEP_LOWEST:
            yield entity(text, EntityKind.CEP, match.span(), _bare(match.group()), 0.9)


def valid_cpf(digits: str) -> bool:
    """Whether 11 digits are a CPF: two check digits, modulus 11; the same digit eleven times is refused."""
    return (
        len(digits) == len(CPF_WEIGHTS) + 1
        and digits.isdecimal()
        and digits.isascii()
        and digits != digits[0] * len(digits)
        and digits[9:] == cpf_check_digits(digits[:9])
    )


def cpf_check_digits(base: str) -> str:
    """The two check digits of the first nine digits of a CPF."""
    return _check_digits(base, CPF_WEIGHTS)


def valid_cnpj(code: str) -> bool:
    """Whether 14 characters are a CNPJ, in digits or in the alphanumeric format of 2026 (upper case)."""
    return (
        len(code) == len(CNPJ_WEIGHTS) + 1
        and code.isalnum()
        and code.isascii()
        and code == code.upper()
        and code[12:].isdecimal()
        and code != code[0] * len(code)
        and code[12:] == cnpj_check_digits(code[:12])
    )


def cnpj_check_digits(base: str) -> str:
    """The two check digits of the first twelve characters of a CNPJ.

    A character counts as its ASCII code less 48, so "0" is 0 and "A" is 17; modulus 11.
    Source: Receita Federal, Instrução Normativa RFB 2.229/2024, cálculo do dígito verificador do CNPJ alfanumérico.
    """
    return _check_digits(base, CNPJ_WEIGHTS)


def _check_digits(base: str, weights: tuple[int, ...]) -> str:
    """Two digits, each over everything before it; the first leaves out the first weight."""
    first = _modulus_11(base, weights[1:])
    return first + _modulus_11(base + first, weights)


def _modulus_11(characters: str, weights: tuple[int, ...]) -> str:
    rest = sum((ord(char) - 48) * weight for char, weight in zip(characters, weights, strict=True)) % 11
    return "0" if rest < 2 else str(11 - rest)


def _bare(written: str) -> str:
    return MARK.sub("", written)
