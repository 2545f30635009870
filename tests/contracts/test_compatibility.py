"""What a change of an event breaks, and whom; and that a schema said to be safe really is."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from contracts.compatibility import Break, breaks, refusals

DEFS = {"Level": {"type": "string", "enum": ["low", "high"]}}
OLD = {
    "type": "object",
    "$defs": DEFS,
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "level": {"$ref": "#/$defs/Level"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "count": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "more": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
    "required": ["id", "level", "count"],
}


def changed(change):
    new = copy.deepcopy(OLD)
    change(new)
    return new


def put(name, part, *, required=False):
    def change(schema):
        schema["properties"][name] = part
        if required:
            schema["required"].append(name)

    return change


def take(name):
    def change(schema):
        del schema["properties"][name]
        schema["required"] = [one for one in schema["required"] if one != name]

    return change


def require(*names):
    def change(schema):
        schema["required"] = list(names)

    return change


def levels(*names):
    def change(schema):
        schema["$defs"] = {"Level": {"type": "string", "enum": list(names)}}

    return change


CASES = [
    (put("new", {"type": "string"}), [], []),
    (put("new", {"type": "string"}, required=True), [], ["new may be missing"]),
    (take("count"), ["count may be missing"], []),
    (take("note"), [], []),
    (require("id", "level"), ["count may be missing"], []),
    (require("id", "level", "count", "tags"), [], ["tags may be missing"]),
    (levels("low", "high", "top"), ['level may be "top"'], []),
    (levels("low"), [], ['level may be "high"']),
    (put("count", {"type": "number"}), ["count may be number, where integer is read"], []),
    (put("count", {"type": "string"}), ["count may be string, where integer is read"],
     ["count may be integer, where string is read"]),
    (put("note", {"type": "string"}), [], ["note may be null, where string is read"]),
    (put("id", {"type": "string"}), ["id may have format of any kind, where uuid is read"], []),
    (put("id", {"type": "string", "format": "uuid", "maxLength": 36}), [], ["id may exceed maxLength 36"]),
    (put("tags", {"type": "array", "items": {"type": "integer"}}), ["tags[] may be integer, where string is read"],
     ["tags[] may be string, where integer is read"]),
    (put("more", {"type": "object"}), ["more.* may be anything, where integer is read"], []),
    (put("level", {"type": "string"}), ['level may have any value, where only "low", "high" are read'], []),
]  # fmt: skip


@pytest.mark.parametrize("change, readers, replays", CASES)
def test_a_change_breaks_whoever_cannot_read_it(change, readers, replays):
    found = breaks({"thing.done.v1": OLD}, {"thing.done.v1": changed(change)})
    assert [one.why for one in found if one.sufferer == "readers"] == readers
    assert [one.why for one in found if one.sufferer == "replays"] == replays


def test_an_event_that_is_told_no_more_breaks_readers_and_replays():
    assert {one.sufferer for one in breaks({"thing.done.v1": OLD}, {})} == {"readers", "replays"}


def test_a_raised_version_is_a_new_promise_but_a_replay_must_read_the_old_one():
    optional = changed(put("count", {"type": "number"}))
    assert breaks({"thing.done.v1": OLD}, {"thing.done.v2": optional}) == []
    stricter = changed(put("who", {"type": "string"}, required=True))
    assert breaks({"thing.done.v9": OLD}, {"thing.done.v10": stricter, "thing.done.v2": OLD}) == [
        Break("thing.done.v9", "replays", "who may be missing")
    ]


def test_a_schema_that_contains_itself_comes_to_an_end():
    tree = {"$ref": "#/$defs/Tree", "$defs": {"Tree": {"type": "object", "properties": {
        "inside": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}, "name": {"type": "string"}}}}}  # fmt: skip
    other = copy.deepcopy(tree)
    other["$defs"]["Tree"]["properties"]["name"] = {"type": "integer"}
    assert refusals(tree, tree) == []
    assert refusals(tree, other) == ["name may be string, where integer is read"]


WORDS = st.sampled_from(["a", "b", "abc"])
LEAVES = st.one_of(
    st.just({"type": "null"}),
    st.just({"type": "boolean"}),
    st.builds(lambda low: {"type": "integer", **low}, st.one_of(st.just({}), st.just({"minimum": 1}))),
    st.just({"type": "number"}),
    st.builds(lambda most: {"type": "string", **most}, st.one_of(st.just({}), st.just({"maxLength": 1}))),
    st.builds(lambda values: {"enum": values}, st.lists(WORDS, min_size=1, unique=True)),
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda kinds: {"anyOf": kinds}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda items: {"type": "array", "items": items}, inner),
        st.builds(
            lambda parts, needed: {"type": "object", "properties": parts, "required": sorted(parts.keys() & needed)},
            st.dictionaries(WORDS, inner, max_size=3),
            st.sets(WORDS),
        ),
    ),
    max_leaves=6,
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-2, 3), st.just(0.5), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)


def closed(schema):
    """The same for one who writes: nothing but what is declared."""
    if not isinstance(schema, dict):
        return schema
    inside = {name: [closed(one) for one in part] if name == "anyOf" else closed(part) for name, part in schema.items()}
    if "properties" in schema:
        parts = {name: closed(part) for name, part in schema["properties"].items()}
        inside |= {"properties": parts, "additionalProperties": False}
    return inside


def relatives(schema):
    """Schemas that are often, but not always, safe in the place of this one."""
    return st.one_of(
        st.just({**schema, "required": []}),
        st.just({name: part for name, part in schema.items() if name not in ("maxLength", "minimum", "items")}),
        st.builds(lambda other: {"anyOf": [other, schema]}, SCHEMAS),
        SCHEMAS,
    )


PAIRS = SCHEMAS.flatmap(lambda schema: st.tuples(st.just(schema), relatives(schema)))


@given(PAIRS, st.lists(VALUES, min_size=10, max_size=40))
@settings(max_examples=300, deadline=None)
def test_what_is_said_to_be_readable_is_readable(pair, values):
    """Whatever is valid for the writer is valid for the reader, or the comparison has said no."""
    written, read = pair
    if refusals(written, read):
        return
    writer, reader = Draft202012Validator(closed(written)), Draft202012Validator(read)
    for value in values:
        if writer.is_valid(value):
            assert reader.is_valid(value), value


@given(SCHEMAS)
def test_every_schema_can_take_its_own_place(schema):
    assert refusals(schema, schema) == []
