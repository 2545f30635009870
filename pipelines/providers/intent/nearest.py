"""What somebody wants, by the nearest of some examples: no training, no model of its own.

The examples (utterances.json) are invented, in Portuguese, English and Spanish; those of `unknown` are what customers
write who want none of it. How near is near enough differs from model to model, so each one's threshold is found with
the examples themselves: each is routed by the others, and the threshold is the one by which most come out right.
"""

import json
from pathlib import Path
from typing import Self

import numpy as np

from contracts.crm.intent import INTENTS, UNKNOWN, Intent, Routed
from pipelines.providers import Embedder, Vectors

UTTERANCES = Path(__file__).with_name("utterances.json")

TIE = 0.01
"""Intents whose cosines differ by no more are as near: the priority decides."""


class NearestUtterance:
    """The examples as vectors of one embedder."""

    def __init__(self, texts: list[str], intents: list[Intent], vectors: Vectors) -> None:
        self._texts, self._vectors = texts, vectors
        self._intents = [*INTENTS.values(), UNKNOWN]
        self._of = np.array([self._intents.index(one) for one in intents])
        self.threshold = self._found()

    @classmethod
    def of(cls, embedder: Embedder) -> Self:
        """Reads the examples with an embedder, once."""
        languages: dict[str, dict[str, list[str]]] = json.loads(UTTERANCES.read_text())
        known = INTENTS | {UNKNOWN.name: UNKNOWN}
        pairs = [(text, known[name]) for name, by in languages.items() for texts in by.values() for text in texts]
        texts = [text for text, _ in pairs]
        return cls(texts, [intent for _, intent in pairs], embedder.embed(texts))

    def route(self, vector: Vectors) -> Routed:
        """What the text of a vector wants."""
        nearness = self._vectors @ vector
        intent, cosine = self._nearest(nearness)
        if intent is UNKNOWN or cosine < self.threshold:
            return Routed(
                intent=UNKNOWN.name, category=UNKNOWN.category, confidence=0, strategy=UNKNOWN.strategy, nearest=None
            )
        own = np.where(self._of == self._intents.index(intent), nearness, -1)
        return Routed(
            intent=intent.name,
            category=intent.category,
            confidence=round(float(np.clip(cosine, 0, 1)), 4),
            strategy=intent.strategy,
            nearest=self._texts[int(own.argmax())],
        )

    def _nearest(self, nearness: Vectors) -> tuple[Intent, float]:
        """The intent whose best example is nearest, and how near that is."""
        best = [float(nearness[self._of == place].max(initial=-1)) for place in range(len(self._intents))]
        near = [place for place, cosine in enumerate(best) if cosine >= max(best) - TIE]
        place = max(near, key=lambda one: (self._intents[one].priority, best[one]))
        return self._intents[place], best[place]

    def _found(self) -> float:
        """The threshold by which most examples are routed right by the others."""
        nearness = self._vectors @ self._vectors.T
        np.fill_diagonal(nearness, -1)
        routed = [self._nearest(row) for row in nearness]
        own = [self._intents[place] for place in self._of]
        steps = sorted({0.0, *(cosine for _, cosine in routed)})
        return max(steps, key=lambda least: sum(map(_right, routed, own, [least] * len(own))))


def _right(routed: tuple[Intent, float], own: Intent, least: float) -> bool:
    intent, cosine = routed
    return (intent if cosine >= least else UNKNOWN) is own
