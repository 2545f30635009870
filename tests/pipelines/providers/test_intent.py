import json
from pathlib import Path

import numpy as np
import pytest

from contracts.crm.intent import INTENTS, UNKNOWN
from contracts.crm.strategy import STRATEGIES
from pipelines.providers import DIMENSIONS, Embedder
from pipelines.providers.embedding.hashing import Hashing
from pipelines.providers.intent.nearest import UTTERANCES, NearestUtterance

CASES: dict[str, list[str]] = json.loads(Path(__file__).with_name("intent_cases.json").read_text())
# What the offline model reaches (45 of 54, and 17 of 18 that want none of it), less two lines and one.
FLOOR, FLOOR_OF_NONE = 0.79, 0.88
EXAMPLES: dict[str, dict[str, list[str]]] = json.loads(UTTERANCES.read_text())


@pytest.fixture(scope="session")
def nearest(use: Embedder) -> NearestUtterance:
    return NearestUtterance.of(use)


def towards(degrees):
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    vector[:2] = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return vector


def made(**angles):
    """Examples, each at an angle."""
    known = INTENTS | {UNKNOWN.name: UNKNOWN}
    vectors = np.stack([towards(degrees) for degrees in angles.values()])
    return NearestUtterance(list(angles), [known[name] for name in angles], vectors)


def test_most_of_what_customers_write_is_routed_right(nearest: NearestUtterance, use: Embedder):
    right = {
        name: sum(nearest.route(use.embed([text])[0]).intent == name for text in texts) for name, texts in CASES.items()
    }
    wanted, none = sum(right[name] for name in INTENTS), right[UNKNOWN.name]
    every = {name: len(texts) for name, texts in CASES.items()}
    assert wanted / sum(every[name] for name in INTENTS) >= FLOOR
    assert none / every[UNKNOWN.name] >= FLOOR_OF_NONE


def test_no_case_is_an_example_and_a_quarter_wants_none_of_it():
    examples = {text.lower() for by in EXAMPLES.values() for texts in by.values() for text in texts}
    cases = [text.lower() for texts in CASES.values() for text in texts]
    assert examples.isdisjoint(cases)
    assert len(cases) == len(set(cases)) >= 50
    assert len(CASES[UNKNOWN.name]) / len(cases) >= 0.25


def test_every_intent_has_ten_examples_and_a_strategy():
    assert EXAMPLES.keys() == CASES.keys() == INTENTS.keys() | {UNKNOWN.name}
    assert min(sum(map(len, by.values())) for by in EXAMPLES.values()) >= 10
    assert {one.strategy for one in (*INTENTS.values(), UNKNOWN)} <= STRATEGIES.keys()


def test_of_two_that_are_as_near_the_higher_priority_counts():
    router = made(sales_inquiry=10.0, churn_risk=-10.2)
    router.threshold = 0.0
    assert router.route(towards(0)).intent == "churn_risk"
    assert router.route(towards(5)).intent == "sales_inquiry"


def test_what_is_near_to_nothing_is_unknown_and_so_is_what_is_nearest_to_an_example_of_none():
    router = made(sales_inquiry=0.0, unknown=60.0)
    router.threshold = 0.5
    assert router.route(towards(10)).intent == "sales_inquiry"
    for vector in (towards(55), towards(-80), np.zeros(DIMENSIONS, dtype=np.float32)):
        routed = router.route(vector)
        assert (routed.intent, routed.category, routed.confidence) == ("unknown", "operations_followup", 0)
        assert (routed.strategy, routed.nearest) == ("balanced", None)


def test_an_answer_names_its_category_strategy_and_example():
    router = made(churn_risk=0.0, billing_support=90.0)
    router.threshold = 0.0
    routed = router.route(towards(0))
    assert (routed.category, routed.strategy, routed.confidence) == ("retention_churn", "retention_churn", 1)
    assert routed.nearest == "churn_risk"


def test_any_embedder_has_a_threshold_of_its_own(nearest: NearestUtterance):
    other = NearestUtterance.of(Hashing())
    assert other.threshold != nearest.threshold
    assert other.route(Hashing().embed(["quero cancelar minha assinatura"])[0]).intent == "churn_risk"
