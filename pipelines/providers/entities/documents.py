"""Brazilian numbers with check digits (CPF, CNPJ) and postal codes (CEP), as people write them."""

import re
from collections.abc import Iterator

from contracts.check_digits import valid_cnpj, valid_cpf
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


def _bare(written: str) -> str:
    return MARK.sub("", written)
