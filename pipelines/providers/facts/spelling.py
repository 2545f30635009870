"""Hurried typing: a word by which a fact is known, with one letter too many, missing, wrong or swapped, is that word.

The first and the last letter must be right: in Portuguese and Spanish the last says who does it (trabalho, trabalha).
"""

import re
from functools import cache

from pipelines.providers.facts.cues import words
from pipelines.providers.text import Folded

WORDS = words("""
    orcamento presupuesto budget trabalho trabalhando trabajo trabajando working endereco direccion address
    prefiro prefer prefiero objetivo problema problem dificuldade dificultad challenge deadline concorrente
    competitor competencia decisao decision mudei mudamos moramos resido telefone telefono celular cellphone
    whatsapp mensalidade chamar orcamentos investir gastar precisamos preciso necesito
    """)  # fmt: skip
"""Words worth mending, folded. Shorter ones have too many neighbours that mean something else."""

NEIGHBOURS = words("prefere prefira preciso precioso decido gastei gostar chegar chamou chegou problemas")
"""Words of their own that lie one letter away from one of WORDS."""

_WORD = re.compile(r"[a-z]{5,14}")


@cache
def _holes() -> dict[str, str]:
    """Every word with one letter left out, between its first and last, to the word."""
    return {word[:i] + word[i + 1 :]: word for word in sorted(WORDS) for i in range(1, len(word) - 1)}


def mended(text: Folded) -> Folded:
    """The text with its misspelt words put right; every letter still leads back to where the word stands."""
    wrong = [(match, word) for match in _WORD.finditer(text.plain) if (word := meant(match.group()))]
    if not wrong:
        return text
    plain, places, at = [], list[int](), 0
    for match, word in wrong:
        plain += [text.plain[at : match.start()], word]
        places += text.places[at : match.start()]
        places += [text.places[min(match.start() + i, match.end() - 1)] for i in range(len(word))]
        at = match.end()
    return Folded(text.original, "".join([*plain, text.plain[at:]]), [*places, *text.places[at:]])


def meant(word: str) -> str | None:
    """The word that a misspelt one was to be; None where it is right, or nothing that we know."""
    if word in WORDS or word in NEIGHBOURS:
        return None
    holes = _holes()
    if (found := holes.get(word)) is not None:  # a letter is missing
        return found
    for i in range(1, len(word) - 1):
        without = word[:i] + word[i + 1 :]
        if without in WORDS:  # one too many
            return without
        candidate = holes.get(without)
        if candidate and len(candidate) == len(word) and _near(word, candidate):  # one is wrong, or two are swapped
            return candidate
    return None


def _near(word: str, other: str) -> bool:
    differing = [i for i, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
    if len(differing) == 2:
        i, j = differing
        return j == i + 1 and word[i] == other[j] and word[j] == other[i]
    return len(differing) == 1
