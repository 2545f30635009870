"""What is made from code is what the code would make now."""

import json

import pytest
from jsonschema import Draft202012Validator

from api.cli.docs import generated, schema, strays
from contracts.event import CATALOGUE


@pytest.fixture(scope="module")
def pages():
    return generated()


def test_generated_files_are_fresh(pages, root):
    """Prevents a page that describes the endpoint of last month. `make docs` writes them."""
    stale = [name for name, text in pages.items() if not (root / name).is_file() or (root / name).read_text() != text]
    assert stale == []


def test_nothing_is_left_of_what_is_no_longer_made(pages, root):
    """Prevents the schema of an event that nobody sends any more from being built against."""
    assert list(strays(root, pages)) == []


def test_generating_twice_gives_the_same(pages):
    """Prevents a check that fails on every other machine."""
    assert generated() == pages


def test_every_event_has_a_valid_schema_that_ignores_new_fields(pages):
    """Prevents a reader from refusing an event because a field was added to it."""
    for event in CATALOGUE.values():
        told = json.loads(schema(event))
        Draft202012Validator.check_schema(told)
        assert told["$id"].endswith(event.spec.schema)
        assert "additionalProperties" not in told
        assert f"contracts/schemas/{event.spec.schema}.json" in pages
