"""What is made of a ranked answer when it is known what should have been in it. Pure.

The measures are those of information retrieval (Manning, Raghavan, Schütze 2008, chapter 8), with relevance yes or no.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, log2

import numpy as np

RESAMPLED = 1_000
"""Samples that an interval is made of."""
LEVEL = 0.95


@dataclass(frozen=True)
class Answered:
    """A question with the ids that belong to its answer, and those that were found, best first, with their scores.

    Nothing belongs to a question that cannot be answered; of those only `abstention_auc` is to be asked.
    """

    kind: str
    relevant: frozenset[str]
    found: tuple[str, ...]
    seconds: float = 0.0
    scores: tuple[float, ...] = ()
    suite: str = ""


def recall(one: Answered, k: int) -> float:
    """The share of what belongs to the answer that is among the first `k`."""
    return len(one.relevant.intersection(one.found[:k])) / len(one.relevant)


def whole(one: Answered, k: int) -> float:
    """1 when all that belongs to the answer is among the first `k`."""
    return float(one.relevant.issubset(one.found[:k]))


def ndcg(one: Answered, k: int) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002): what stands higher counts more."""
    gain = sum(1 / log2(place + 2) for place, found in enumerate(one.found[:k]) if found in one.relevant)
    return gain / sum(1 / log2(place + 2) for place in range(min(k, len(one.relevant))))


def reciprocal_rank(one: Answered) -> float:
    """1 / the place of the first that belongs to the answer; 0 when there is none."""
    return next((1 / place for place, found in enumerate(one.found, 1) if found in one.relevant), 0.0)


MEASURES: Mapping[str, Callable[[Answered], float]] = {
    **{f"recall@{k}": lambda one, k=k: recall(one, k) for k in (5, 10, 20)},  # type: ignore[misc]
    "all@10": lambda one: whole(one, 10),
    "ndcg@10": lambda one: ndcg(one, 10),
    "mrr": reciprocal_rank,
}


def means(answered: Sequence[Answered]) -> dict[str, float]:
    """Every measure, averaged over the questions; nothing of none."""
    if not answered:
        return {}
    return {name: float(np.mean([measure(one) for one in answered])) for name, measure in MEASURES.items()}


def abstention_auc(answered: Sequence[Answered]) -> float | None:
    """How well the score of the best hit tells what can be answered from what cannot; 0.5 is chance. None without both.

    The probability that a question with an answer scores higher than one without, ties counting half: the area under
    the ROC curve (Hanley and McNeil 1982).
    """
    with_answer = np.array([_best(one) for one in answered if one.relevant])
    without = np.array([_best(one) for one in answered if not one.relevant])
    if not (len(with_answer) and len(without)):
        return None
    higher, equal = (sign(with_answer[:, None], without).mean() for sign in (np.greater, np.equal))
    return float(higher + equal / 2)


def _best(one: Answered) -> float:
    """What found nothing is below whatever found something."""
    return max(one.scores, default=-inf)


def intervals(answered: Sequence[Answered], seed: int = 0) -> dict[str, tuple[float, float]]:
    """Between what and what each mean lies with a probability of 0.95, by the bootstrap over questions (Efron 1979)."""
    if not answered:
        return {}
    chosen = np.random.default_rng(seed).integers(0, len(answered), (RESAMPLED, len(answered)))
    ends = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    found = {}
    for name, measure in MEASURES.items():
        low, high = np.quantile(np.array([measure(one) for one in answered])[chosen].mean(axis=1), ends)
        found[name] = float(low), float(high)
    return found
