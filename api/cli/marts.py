"""The page about the marts and their metrics, made from what the dbt project says of them."""

import re
from collections.abc import Iterator
from typing import Any

from api.cli.markdown import table
from pipelines.analytics import PROJECT

SHORT = {"timestamp with time zone": "timestamptz", "double precision": "float8"}
_BLOCK = re.compile(r"{% docs (\w+) %}\n(.*?)\n{% enddocs %}", re.DOTALL)
_USE = re.compile(r"{{ doc\('(\w+)'\) }}")
MODELS = PROJECT / "models"

Described = dict[str, Any]


def page() -> list[str]:
    """Every mart with its columns, then every metric with how it is counted."""
    note = "Every mart has `tenant_id`, and an analyst sees the rows of one. How to ask: [analysts.md](../analysts.md)."
    return [note, "", *(line for mart in marts() for line in _mart(mart)), "## Metrics", "", *_metrics()]


def marts() -> list[Described]:
    """What is said of the marts, by name."""
    return sorted(_said("models", "marts"), key=lambda one: str(one["name"]))


def metrics() -> list[Described]:
    """What is said of the metrics, by name."""
    return sorted(_said("metrics", "marts"), key=lambda one: str(one["name"]))


def semantic_models() -> list[Described]:
    """What is said of what can be measured."""
    return list(_said("semantic_models", "marts"))


def told(description: str) -> str:
    """A description in one line, with the texts that it shares with others."""
    texts = "\n".join(file.read_text() for file in sorted(MODELS.rglob("*.md")))
    shared = dict(_BLOCK.findall(texts))
    return " ".join(_USE.sub(lambda found: shared[found[1]], description).split())


def _said(what: str, folder: str) -> Iterator[Described]:
    import yaml

    for file in sorted((MODELS / folder).rglob("*.yml")):
        yield from yaml.safe_load(file.read_text()).get(what, [])


def _mart(mart: Described) -> list[str]:
    key = ", ".join(f"`{name}`" for name in mart["constraints"][0]["columns"])
    rows = [
        [f"`{one['name']}`", SHORT.get(one["data_type"], one["data_type"]), told(one["description"])]
        for one in mart["columns"]
    ]
    head = [f"## {mart['name']}", "", told(mart["description"]), "", f"Key: {key}.", ""]
    return [*head, *table(["column", "type", "what it says"], rows)]


def _metrics() -> list[str]:
    measures = {
        one["name"]: (model["model"].split("'")[1], one) for model in semantic_models() for one in model["measures"]
    }
    rows = [
        [f"`{one['name']}`", one["label"], told(one["description"]), _counted(one["type_params"], measures)]
        for one in metrics()
    ]
    return table(["metric", "label", "what it says", "how it is counted"], rows)


def _counted(how: dict[str, str], measures: dict[str, tuple[str, Described]]) -> str:
    if "measure" not in how:
        return f"`{how['numerator']}` / `{how['denominator']}`"
    mart, measure = measures[how["measure"]]
    return f"{measure['agg']} of `{measure.get('expr', measure['name'])}` in {mart}"
