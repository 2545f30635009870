"""Puts what was found in order: by sums of what speaks for each, or by a small network that learned what they miss.

The network has one hidden layer over a handful of features, and beside it the sum itself, so that what it learned is a
correction. It was trained on invented dialogues only (`ventros train fusion`), and says of each candidate how probable
it is that it belongs to the answer.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import orjson
from numpy.typing import NDArray

from contracts.crm.search import Fusion

Row = Mapping[str, Any]
"""A candidate as search.sql tells of it."""

Array = NDArray[np.float64]

PARTS = ("lexical", "vector", "spread", "recent", "graph")
SPEAKER, SESSION = 0.15, 0.2
"""What it adds that the question names who said it, and that its session fits best."""

GIVEN = (
    "words",
    "near_words",
    "meaning",
    "near_meaning",
    "similarity",
    "cover",
    "fit",
    "named",
    "asks",
    "length",
)
FEATURES = (*GIVEN, "place_by_words", "place_by_meaning", "sum")
"""What the network sees: the last is `sums`, the places are 1 for the first, 1/2 for the second and so on. How long a
text is counts beside the others, since one channel's talk is shorter than another's."""


class Head(NamedTuple):
    """The network: `logit = bias + skip · sum + outer · tanh(inner · x + offset)`, x brought to mean 0 and spread 1."""

    mean: Array
    spread: Array
    inner: Array
    offset: Array
    outer: Array
    skip: float
    bias: float

    @classmethod
    def read(cls, file: Path) -> Self:
        """The network that a file holds. Raises ValueError when it was made for other features."""
        held = orjson.loads(file.read_bytes())
        if tuple(held["features"]) != FEATURES:
            raise ValueError(f"{file} was trained on other features: run `ventros train fusion` again")
        mean, spread, inner, offset, outer = (np.array(held[name]) for name in cls._fields[:5])
        return cls(mean, spread, inner, offset, outer, held["skip"], held["bias"])

    def write(self, file: Path) -> None:
        """Keep it as JSON, five figures of each weight."""
        rounded = {name: np.round(value, 5).tolist() for name, value in self._asdict().items()}
        file.write_bytes(orjson.dumps({"features": FEATURES, **rounded}, option=orjson.OPT_APPEND_NEWLINE))

    def logits(self, seen: Array) -> Array:
        """The logarithm of the odds that each row of `features` belongs to the answer."""
        hidden = np.tanh((seen - self.mean) / self.spread @ self.inner + self.offset)
        found: Array = self.bias + self.skip * seen[:, -1] + hidden @ self.outer
        return found


@cache
def shipped() -> Head:
    """The network that comes with the code."""
    return Head.read(Path(__file__).with_name("fusion.json"))


def sums(rows: Sequence[Row]) -> Array:
    """All parts added up, with what speaks for who said it and where."""
    return np.array([sum(row[part] for part in PARTS) + prior(row) for row in rows], dtype=np.float64)


def prior(row: Row) -> float:
    """What a candidate has from who said it and how well its session fits."""
    return float(SESSION * row["fit"] + SPEAKER * row["named"])


def features(rows: Sequence[Row]) -> Array:
    """What the network sees of candidates of one question: an array (candidates, FEATURES)."""
    given = np.array([[row[name] for name in GIVEN] for row in rows], dtype=np.float64).reshape(len(rows), len(GIVEN))
    given[:, GIVEN.index("length")] -= given[:, GIVEN.index("length")].mean() if rows else 0.0
    by_words, by_meaning = (_places(given[:, [one, one + 1]].sum(axis=1)) for one in (0, 2))
    return np.column_stack([given, by_words, by_meaning, sums(rows)])


def _places(scores: Array) -> Array:
    """1 for the best, 1/2 for the second; who has nothing has no place."""
    places = np.empty(len(scores))
    places[np.argsort(-scores, kind="stable")] = 1 / np.arange(1, len(scores) + 1)
    return np.where(scores > 0, places, 0.0)


def weigh(rows: Sequence[Row], fusion: Fusion) -> tuple[Array, Array]:
    """The score of each candidate, by which they are ordered, and how probable it is that it belongs to the answer."""
    logits = shipped().logits(features(rows))
    relevance = 1 / (1 + np.exp(-logits))
    return (relevance if fusion is Fusion.LEARNED else sums(rows)), relevance
