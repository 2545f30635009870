"""Sentiment by the nearest of three centroids over the vectors of the search: no model of its own, no second reading.

The seeds (seeds.json) are invented lines of customers in Portuguese, English and Spanish. Their mean is taken off every
vector first, which leaves the mood and drops what all such lines share. Where two moods are as near, it is neutral.
"""

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from contracts.crm.enrichment import NEUTRAL, SentimentLabel, SentimentResult
from pipelines.providers import DIMENSIONS, Embedder, Vectors

SEEDS = Path(__file__).with_name("seeds.json")
MARGIN, CAUTIOUS = 0.05, 0.15
"""Least lead, in cosine, of a mood over the next one; below it the text is neutral."""
LABELS = (SentimentLabel.POSITIVE, SentimentLabel.NEUTRAL, SentimentLabel.NEGATIVE)


class NearestCentroid:
    """The offline sentiment provider. It understands the vectors of the one embedder that it was made from."""

    price_micros = 0

    def __init__(self, embedder: Embedder, *, cautious: bool = False) -> None:
        """A `cautious` one says neutral unless the mood is plain."""
        self.provider = "cautious" if cautious else "centroid"
        self.model = f"centroid-{embedder.model}"
        self.version = f"1.{hashlib.sha256(SEEDS.read_bytes()).hexdigest()[:12]}.{embedder.version}"
        self._embedder = embedder
        self._margin = CAUTIOUS if cautious else MARGIN

    @classmethod
    def of(cls, embedder: Embedder, *, cautious: bool = False) -> Self:
        """Reads the seeds with an embedder, once: at once with an instant one. Any other may be away when a process
        starts, and is asked when the first mood is wanted.
        """
        made = cls(embedder, cautious=cautious)
        if embedder.instant:
            made.classify(np.zeros((1, DIMENSIONS), dtype=np.float32))
        return made

    @cached_property
    def _seeds(self) -> tuple[Vectors, Vectors]:
        """The mean of all seeds, and the centroids of the moods around it."""
        languages: dict[str, dict[str, list[str]]] = json.loads(SEEDS.read_bytes())
        seeds = [self._embedder.embed([text for by in languages.values() for text in by[label]]) for label in LABELS]
        mean: Vectors = np.concatenate(seeds).mean(axis=0)
        return mean, _unit(np.stack([_unit(vectors - mean).mean(axis=0) for vectors in seeds]))

    def classify(self, vectors: Vectors) -> list[SentimentResult]:
        """The mood of each row; the score is its cosine to the positive centroid less that to the negative one."""
        mean, centroids = self._seeds
        nearness = _unit(vectors - mean) @ centroids.T
        return [
            _result(row, self._margin) if vector.any() else NEUTRAL  # nothing was said
            for vector, row in zip(vectors, nearness, strict=True)
        ]


def _result(nearness: Vectors, margin: float) -> SentimentResult:
    second, first = np.sort(nearness)[-2:]
    label = LABELS[int(nearness.argmax())] if first - second >= margin else SentimentLabel.NEUTRAL
    score = float(np.clip(nearness[0] - nearness[2], -1, 1))
    return SentimentResult(label=label, score=round(score, 4))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return unit
