"""A text without case and accents, whose positions still lead back to the original."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Folded:
    """`plain` is what the rules read; its character i stands at `places[i]` of `original`."""

    original: str
    plain: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `plain[start:end]` stands in the original, accents that follow as characters of their own included."""
        return self.places[start], self.places[end]


def fold(text: str) -> Folded:
    """Lower case, no accents, compatible forms of letters, digits and spaces made plain ("ª" is "a")."""
    if text.isascii():
        return Folded(text, text.lower(), range(len(text) + 1))
    kept = [(place, plain) for place, char in enumerate(text) if (plain := _plain(char))]
    places = [place for place, _ in kept]
    return Folded(text, "".join(char for _, char in kept), [*places, len(text)])


@lru_cache(4096)
def _plain(char: str) -> str:
    """What the rules read of a character; nothing of a mark, such as an accent on its own."""
    if unicodedata.category(char).startswith("M"):
        return ""
    base = unicodedata.normalize("NFKD", char)[0]
    if not (base.isalpha() or base.isspace() or char.isdecimal()):
        return char  # "½" and "²" are no digits
    lower = base.lower()
    return lower if len(lower) == 1 else base
