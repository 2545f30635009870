"""Feature hashing of words and of pieces of words: no model file, no meaning, the same vector on every machine.

For tests, and for an installation that has fetched no model. It is much weaker than a model: it finds words again, with
typing mistakes, endings and missing accents, but no synonym and no other language.
Source: Weinberger et al., Feature Hashing for Large Scale Multitask Learning (2009).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np

from pipelines.providers import DIMENSIONS, Vectors
from pipelines.providers.text import fold

PIECE = 4
MAX_CHARS = 4_000
TOKEN = re.compile(r"\w+|[^\w\s]")


class Hashing:
    """The embedder without a model."""

    name = "hashing"
    model = "hashed-words-and-4-grams"
    version = "1"
    dimensions = DIMENSIONS
    instant = True
    price_micros = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            _add(vector, text)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question: questions and answers are made alike."""
        vector: Vectors = self.embed([text])[0]
        return vector


def _add(vector: Vectors, text: str) -> None:
    for feature, times in Counter(_features(text[:MAX_CHARS])).items():
        code = crc32(feature.encode("utf-8", "replace"))
        sign = 1.0 if code & 0x80000000 else -1.0
        vector[code % DIMENSIONS] += sign * (1 + np.log(times))
    length = np.linalg.norm(vector)
    if length == 0 and text.strip():
        vector[crc32(b"") % DIMENSIONS] = length = np.float32(1)  # features that cancelled each other out
    if length:
        vector /= length


def _features(text: str) -> Iterator[str]:
    for token in TOKEN.findall(fold(text).plain):
        yield token
        padded = f"<{token}>"
        for begin in range(len(padded) - PIECE + 1):
            yield padded[begin : begin + PIECE]
