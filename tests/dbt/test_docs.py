"""What is said of the marts is complete, and the page for analysts says what the contracts and analyses say."""

import re

import pytest

from api.cli.marts import marts, metrics, told
from pipelines.analytics import PROJECT, questions

PAGE = (PROJECT.parent / "docs/analysts.md").read_text()
MODELS = marts()
ASKED = {"first_response_time", "resolution_time", "message_volume", "sentiment", "enrichment_cost"}


def test_every_mart_is_described():
    assert [model["name"] for model in MODELS] == sorted(file.stem for file in (PROJECT / "models/marts").rglob("*.sql"))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model["name"])
def test_a_mart_is_explained_to_the_last_column_and_tested(model):
    assert told(model["description"]).endswith(".")
    assert [one["name"] for one in model["columns"] if not (told(one["description"]) and one["data_type"])] == []
    assert model.get("data_tests") or any(one.get("data_tests") for one in model["columns"])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model["name"])
def test_a_mart_has_a_version_and_the_tenant_first_in_its_key(model):
    """A calendar cannot have one, and be the time spine of the metrics."""
    assert model["constraints"][0]["columns"][0] == model["columns"][0]["name"] == "tenant_id"
    assert model.get("latest_version") == (None if model["name"] == "dim_dates" else 1)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model["name"])
def test_the_page_says_what_a_row_of_it_is(model):
    first = told(model["description"]).partition(":")[0].partition(".")[0].partition(",")[0]
    assert f"| `{model['name']}` | {first.removeprefix('One row per ')}" in PAGE


def test_the_page_names_every_metric():
    named = re.findall(r"`(\w+)`", PAGE.partition("\n## Metrics\n")[2].partition("\n## ")[0])
    known = {one["name"] for one in metrics()}
    assert ASKED <= known <= set(named)


def test_the_page_has_the_five_questions_as_they_are_handed_out():
    section = PAGE.partition("\n## Five questions\n")[2].partition("\n## ")[0]
    asked = re.findall(r"\*\*\d\. (.*?)\*\*\n\n```sql\n(.*?)\n```", section, re.DOTALL)
    assert asked == [(one.title, one.query) for one in questions()]
    assert len(asked) == 5
