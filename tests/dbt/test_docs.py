"""The page for analysts says what the contracts and analyses say."""

import re

import pytest
import yaml

from pipelines.analytics import PROJECT, questions

PAGE = (PROJECT.parent / "docs/analysts.md").read_text()
MODELS = yaml.safe_load((PROJECT / "models/marts/conversations/_conversations__models.yml").read_text())["models"]
BLOCKS = re.compile(r"{% docs (\w+) %}\n(.*?)\n{% enddocs %}", re.DOTALL)
SHORT = {"timestamp with time zone": "timestamptz", "double precision": "float8"}


def rendered(description):
    told = dict(BLOCKS.findall((PROJECT / "models/staging/crm/_crm__docs.md").read_text()))
    return " ".join(re.sub(r"{{ doc\('(\w+)'\) }}", lambda found: told[found[1]], description).split())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model["name"])
def test_the_page_has_every_column_with_its_type_and_meaning(model):
    _, _, section = PAGE.partition(f"\n### {model['name']}\n")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*) \|$", section.partition("\n##")[0], re.MULTILINE)
    columns = [
        (one["name"], SHORT.get(one["data_type"], one["data_type"]), rendered(one["description"]))
        for one in model["columns"]
    ]
    assert rows == columns
    assert rendered(model["description"]) in section


def test_every_mart_has_the_tenant_first_in_its_key():
    assert {model["name"]: model["constraints"][0]["columns"][0] for model in MODELS} == {
        "fct_messages": "tenant_id",
        "fct_sessions": "tenant_id",
        "dim_contacts": "tenant_id",
    }


def test_the_page_has_the_five_questions_as_they_are_handed_out():
    section = PAGE.partition("\n## Five questions\n")[2].partition("\n## ")[0]
    asked = re.findall(r"\*\*\d\. (.*?)\*\*\n\n```sql\n(.*?)\n```", section, re.DOTALL)
    assert asked == [(one.title, one.query) for one in questions()]
    assert len(asked) == 5
