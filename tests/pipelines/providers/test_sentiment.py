import json
from pathlib import Path

import numpy as np
import pytest

from contracts.crm.enrichment import SentimentLabel
from pipelines.providers import DIMENSIONS, Embedder, Sentiment, choose_embedder, choose_sentiment

CASES: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("sentiment_cases.json").read_text())
SEEDS: dict[str, dict[str, list[str]]] = json.loads(
    (Path(__file__).parents[3] / "pipelines" / "providers" / "sentiment" / "seeds.json").read_text()
)
# Share of the 36 lines of each language that are read right: what the offline model reaches, less two lines.
FLOOR = {"pt": 0.83, "en": 0.89, "es": 0.89}


@pytest.fixture(scope="session")
def mood(use: Embedder) -> Sentiment:
    return choose_sentiment("centroid", use)


@pytest.mark.parametrize("language", FLOOR)
def test_most_lines_of_customers_are_read_right(mood: Sentiment, use: Embedder, language: str):
    expected = [label for label, texts in CASES[language].items() for _ in texts]
    results = mood.classify(use.embed([text for texts in CASES[language].values() for text in texts]))
    right = sum(result.label == label for result, label in zip(results, expected, strict=True))
    assert right / len(expected) >= FLOOR[language]


@pytest.mark.parametrize("language", FLOOR)
def test_no_praise_is_taken_for_a_complaint_nor_the_other_way_round(mood: Sentiment, use: Embedder, language: str):
    praise = mood.classify(use.embed(CASES[language]["positive"]))
    complaints = mood.classify(use.embed(CASES[language]["negative"]))
    assert SentimentLabel.NEGATIVE not in {result.label for result in praise}
    assert SentimentLabel.POSITIVE not in {result.label for result in complaints}


def test_the_score_goes_with_the_label(mood: Sentiment, use: Embedder):
    for result in mood.classify(use.embed([text for label in CASES["pt"].values() for text in label])):
        assert -1 <= result.score <= 1
        assert result.label != SentimentLabel.POSITIVE or result.score > 0
        assert result.label != SentimentLabel.NEGATIVE or result.score < 0


def test_nothing_said_is_neutral(mood: Sentiment):
    [result] = mood.classify(np.zeros((1, DIMENSIONS), dtype=np.float32))
    assert (result.label, result.score) == (SentimentLabel.NEUTRAL, 0)


def test_no_vectors_have_no_moods(mood: Sentiment, use: Embedder):
    assert mood.classify(use.embed([])) == []


def test_the_version_names_the_seeds_and_the_embedder(mood: Sentiment, use: Embedder, tmp_path: Path):
    other = choose_sentiment("centroid", choose_embedder("hashing", tmp_path))
    assert mood.version.endswith(use.version)
    assert mood.version.split(".")[:2] == other.version.split(".")[:2]
    assert (mood.model, mood.version) != (other.model, other.version)


def test_no_case_is_a_seed():
    seeds = {text.lower() for labels in SEEDS.values() for texts in labels.values() for text in texts}
    cases = {text.lower() for labels in CASES.values() for texts in labels.values() for text in texts}
    assert seeds.isdisjoint(cases)
