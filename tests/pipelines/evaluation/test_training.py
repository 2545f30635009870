"""What the network learns, and that it learns the same again."""

import numpy as np
import pytest
from scipy.optimize import check_grad

from memory.recall.fusion import FEATURES
from pipelines.evaluation.training import UNITS, Example, _loss, compare, train


def question(rng, candidates=20):
    """One answer: what two features say together, and the plain sum does not."""
    seen = rng.random((candidates, len(FEATURES)))
    right = np.zeros(candidates)
    right[np.argmax(seen[:, 0] * seen[:, 2])] = 1
    return Example(seen, right, 1)


def test_the_network_finds_what_the_plain_sum_misses():
    rng = np.random.default_rng(1)
    dialogues = [[question(rng) for _ in range(10)] for _ in range(18)]
    found = compare(dialogues)
    assert found["learned"] > 0.95 > found["convex"]


def test_the_same_questions_and_seed_make_the_same_network():
    rng = np.random.default_rng(2)
    asked = [question(rng) for _ in range(30)]
    first, second = train(asked), train(asked)
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))


def test_its_logits_are_odds():
    """A question with an answer and one without look alike here: what is said of each is how often it was right."""
    rng = np.random.default_rng(3)
    asked = [question(rng) for _ in range(60)]
    asked += [Example(one.seen, np.zeros(len(one.seen)), 0) for one in asked]
    logits = train(asked, decay=1e-4).logits(np.concatenate([one.seen for one in asked]))
    right = np.concatenate([one.right for one in asked])
    assert (1 / (1 + np.exp(-logits))).mean() == pytest.approx(right.mean(), abs=0.02)


def test_the_gradient_is_that_of_the_loss():
    rng = np.random.default_rng(4)
    seen = rng.normal(size=(30, len(FEATURES)))
    right = (rng.random(30) < 0.2).astype(float)
    right[20:] = 0  # a question whose answers were not among the candidates
    starts = np.array([0, 10, 20])
    packed = rng.normal(0, 0.3, (len(FEATURES) + 2) * UNITS + 2)

    def loss(weights):
        return _loss(seen, seen[:, -1], right, starts, 1e-2, weights)

    assert check_grad(lambda one: loss(one)[0], lambda one: loss(one)[1], packed) < 1e-5


def test_recall_counts_the_answers_that_were_no_candidates():
    one = Example(np.zeros((3, len(FEATURES))), np.array([1.0, 0, 1]), 4)
    assert one.recall(np.array([3.0, 2, 1]), k=2) == 1 / 4
