"""A long text in pieces that a model reads whole, each of which leads back to its place. Pure.

Tokens are counted without a tokenizer: five letters or digits, or one other sign. That is about what the models' own
tokenizers make of Portuguese, Spanish and English.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

SIZE, OVERLAP = 512, 50
"""Tokens of a piece at most, and those that it repeats of the one before."""

MOST = 100
"""Pieces of a message: some 200,000 characters, which take a second. What comes after them is found by words."""

_WORD = re.compile(r"\S+")
_TOKEN = re.compile(r"\w{1,5}|[^\w\s]")
_HEADING = re.compile(r"(?:^|(?<=\f))#{1,6}[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n\s*\n|\f|\n(?=#{1,6}[ \t])")
_SENTENCE = re.compile(r"[.!?…:;][\"'”’)\]]*$")


class Chunk(NamedTuple):
    """A piece of a text: from which character to which, under which heading, and on which page where it has pages."""

    start: int
    end: int
    heading: str = ""
    page: int | None = None

    def said(self, text: str) -> str:
        """The piece of its text, behind its heading where it does not begin with it: what a model is to read."""
        part = text[self.start : self.end]
        return f"{self.heading}\n{part}" if self.heading and not part.startswith("#") else part


class _Unit(NamedTuple):
    start: int
    end: int
    tokens: int


def chunk(text: str, size: int = SIZE, overlap: int = OVERLAP) -> list[Chunk]:
    """The pieces of a text in their order: nothing but white space is in none of them.

    A piece ends with a paragraph or a sentence where one ends in its second half, else with a word; only what is longer
    than a piece is cut in the middle. Headings are lines that begin with `#`, pages are parted by form feeds. Raises
    ValueError unless 0 <= overlap < size / 2.
    """
    if not 0 <= overlap < size / 2:
        raise ValueError("pieces must overlap by less than half of their size")
    units = list(_units(text, size))
    headings = [(found.start(), found[1]) for found in _HEADING.finditer(text)]
    pieces, first = list[Chunk](), 0
    while first < len(units):
        last = _last(text, units, first, size)
        start = units[first].start
        heading = next((name for at, name in reversed(headings) if at <= start), "")
        page = text.count("\f", 0, start) + 1 if "\f" in text else None
        pieces.append(Chunk(start, units[last].end, heading, page))
        first = len(units) if last == len(units) - 1 else _again(units, first, last, size, overlap)
    return pieces


def pieces(text: str) -> list[Chunk]:
    """The pieces of a long text, at most MOST; none of one that is read whole."""
    if len(text) <= SIZE:  # no sign is less than a token
        return []
    found = chunk(text)
    return found[:MOST] if len(found) > 1 else []


def tokens(text: str) -> int:
    """About how many tokens a text has."""
    return sum(1 for _ in _TOKEN.finditer(text))


def _units(text: str, size: int) -> Iterator[_Unit]:
    """Words, and parts of those that are longer than a piece."""
    for word in _WORD.finditer(text):
        found = [token.end() + word.start() for token in _TOKEN.finditer(word[0])]
        ends = [*found[size - 1 : -1 : size], word.end()]
        starts = [word.start(), *ends[:-1]]
        left = len(found)
        for start, end in zip(starts, ends, strict=True):
            yield _Unit(start, end, min(size, left))
            left -= size


def _last(text: str, units: list[_Unit], first: int, size: int) -> int:
    """The unit with which a piece ends that begins with another: the best place, of equal ones the last."""
    total, best = 0, (-1, first)
    for place in range(first, len(units)):
        total += units[place].tokens
        if total > size and place > first:
            return best[1]
        if place == len(units) - 1:
            return place
        if total >= size / 2 or best[0] < 0:
            best = max(best, (_worth(text, units, place) if total >= size / 2 else -1, place))
    return best[1]


def _worth(text: str, units: list[_Unit], place: int) -> int:
    """How good it is to end with a unit: 2 for a paragraph, 1 for a line or sentence, 0 for a word, -1 within one."""
    between = text[units[place].end : units[place + 1].start]
    if not between:
        return -1
    if _PARAGRAPH.search(text, units[place].end, units[place + 1].start + 1) or "\f" in between:
        return 2
    return int("\n" in between or bool(_SENTENCE.search(text[units[place].start : units[place].end])))


def _again(units: list[_Unit], first: int, last: int, size: int, overlap: int) -> int:
    """The unit with which the next piece begins: the last ones of this piece once more, as far as they leave room."""
    begin, left = last + 1, min(overlap, size - units[last + 1].tokens)
    while begin - 1 > first and units[begin - 1].tokens <= left:
        begin -= 1
        left -= units[begin].tokens
    return begin
