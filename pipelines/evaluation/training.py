"""Trains the network that puts candidates in order (memory/recall/fusion.py), on questions whose answers are known.

Two losses at once: the logarithm of the softmax over the candidates of one question (ListNet, Cao et al. 2007), which
puts them in order, and the cross-entropy of each candidate, which makes the logit a probability that can be compared
between questions. L-BFGS finds the minimum; the same questions and the same seed give the same network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from memory.recall.fusion import FEATURES, Array, Head

UNITS = 16
DECAY = 3e-2
"""How much large weights cost: what was learned from invented talk shall not go far from the plain sum."""

ROUNDS = 300
FOLDS = 6


@dataclass(frozen=True)
class Example:
    """The candidates of one question: their features, an array (candidates, FEATURES), and which are answers (1 or 0).

    `answers` are there in all, found or not.
    """

    seen: Array
    right: Array
    answers: int

    def recall(self, scores: Array, k: int = 10) -> float:
        """The share of the answers that is among the best `k`."""
        best = np.argsort(-scores, kind="stable")[:k]
        return float(self.right[best].sum() / self.answers)


def train(examples: Sequence[Example], seed: int = 0, decay: float = DECAY) -> Head:
    """The network that orders these best. Raises ImportError without scipy (the extra `ml` has it)."""
    from scipy.optimize import minimize

    seen = np.concatenate([one.seen for one in examples])
    mean, spread = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-6)
    starts = np.cumsum([0, *(len(one.seen) for one in examples[:-1])])
    right = np.concatenate([one.right for one in examples])
    loss = partial(_loss, (seen - mean) / spread, seen[:, -1], right, starts, decay)
    begin = np.random.default_rng(seed).normal(0, 0.1, (len(FEATURES) + 2) * UNITS + 2)
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return Head(mean, spread, *_unpacked(found.x))


def compare(dialogues: Sequence[Sequence[Example]], seed: int = 0) -> dict[str, float]:
    """recall@10 of the plain sum and of the network, each dialogue asked of one that was trained on the other folds."""
    found: dict[str, list[float]] = {"convex": [], "learned": []}
    for fold in range(FOLDS):
        rest = [one for place, asked in enumerate(dialogues) if place % FOLDS != fold for one in asked]
        head = train(rest, seed)
        for one in (one for asked in dialogues[fold::FOLDS] for one in asked if one.answers):
            found["convex"].append(one.recall(one.seen[:, -1]))
            found["learned"].append(one.recall(head.logits(one.seen)))
    return {name: float(np.mean(recalls)) for name, recalls in found.items()}


def _unpacked(packed: Array) -> tuple[Array, Array, Array, float, float]:
    wide = len(FEATURES) * UNITS
    inner, rest = packed[:wide].reshape(len(FEATURES), UNITS), packed[wide:]
    return inner, rest[:UNITS], rest[UNITS:-2], float(rest[-2]), float(rest[-1])


def _loss(
    x: Array, total: Array, right: Array, starts: NDArray[np.intp], decay: float, packed: Array
) -> tuple[float, Array]:
    """Both losses with the price of large weights, and its gradient (Rumelhart et al. 1986)."""
    inner, offset, outer, skip, bias = _unpacked(packed)
    hidden = np.tanh(x @ inner + offset)
    logits = bias + skip * total + hidden @ outer
    ordering, by_order = _in_order(logits, right, starts)
    truth, by_truth = _in_truth(logits, right)
    by_logit = by_order + by_truth
    by_hidden = np.outer(by_logit, outer) * (1 - hidden**2)
    slope = [
        (x.T @ by_hidden + decay * inner).ravel(), by_hidden.sum(axis=0), hidden.T @ by_logit + decay * outer,
        [by_logit @ total, by_logit.sum()],
    ]  # fmt: skip
    return float(ordering + truth + decay / 2 * ((inner**2).sum() + (outer**2).sum())), np.concatenate(slope)


def _in_order(logits: Array, right: Array, starts: NDArray[np.intp]) -> tuple[float, Array]:
    """The softmax loss, averaged over the questions that have an answer among their candidates."""
    which = np.repeat(np.arange(len(starts)), np.diff([*starts, len(logits)]))
    shifted = logits - np.maximum.reduceat(logits, starts)[which]
    share = shifted - np.log(np.add.reduceat(np.exp(shifted), starts))[which]
    answers = np.add.reduceat(right, starts)
    asked = max(int((answers > 0).sum()), 1)
    wanted = right / np.maximum(answers, 1)[which]
    return float(-(wanted * share).sum() / asked), (np.exp(share) * (answers > 0)[which] - wanted) / asked


def _in_truth(logits: Array, right: Array) -> tuple[float, Array]:
    """The cross-entropy, averaged over all candidates."""
    loss = np.logaddexp(0, logits) - right * logits
    return float(loss.mean()), (1 / (1 + np.exp(-logits)) - right) / len(logits)
