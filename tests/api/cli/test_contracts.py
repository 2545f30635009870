"""Events as others build against them: samples, the AsyncAPI document, and what `ventros contracts check` says."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from typer.testing import CliRunner

from api.cli import asyncapi
from api.cli.contracts import RELEASED, app
from api.cli.docs import ROOT, schema, schemas
from api.cli.samples import sample
from contracts.event import CATALOGUE
from contracts.topics import TOPICS

SCHEMAS = {name: json.loads(text) for name, text in schemas().items()}
EVENTS = sorted(CATALOGUE.values(), key=lambda event: event.spec.type)


def called(event):
    return event.spec.type


@pytest.fixture
def told():
    return json.loads(asyncapi.document())


def run(*args):
    return CliRunner().invoke(app, list(args))


@pytest.mark.parametrize("event", EVENTS, ids=called)
def test_the_sample_of_every_event_is_valid_and_can_be_read(event):
    payload = sample(event)
    checker = Draft202012Validator.FORMAT_CHECKER
    Draft202012Validator(json.loads(schema(event)), format_checker=checker).validate(payload)
    assert json.loads(event.read(payload).model_dump_json()).keys() == payload.keys()


@pytest.mark.parametrize("event", EVENTS, ids=called)
def test_every_event_is_read_with_fields_that_came_later_and_without_those_it_may_lack(event):
    needed = json.loads(schema(event)).get("required", [])
    least = {name: value for name, value in sample(event).items() if name in needed}
    assert event.read({**least, "came_later": {"any": 1}}) == event.read(least)


def test_the_asyncapi_document_keeps_to_its_specification(told):
    """The schema is that of AsyncAPI 3.0.0 (npm: @asyncapi/specs, Apache-2.0)."""
    specification = json.loads((Path(__file__).parent / "asyncapi-3.0.0.json").read_text())
    errors = [error.message[:200] for error in Draft7Validator(specification).iter_errors(told)]
    assert errors == []


def test_the_asyncapi_document_names_every_topic_event_writer_and_reader(told):
    assert told["channels"].keys() == TOPICS.keys()
    listed = {name for channel in told["channels"].values() for name in channel["messages"]}
    assert listed == SCHEMAS.keys() | {"raw.received"}
    for topic in TOPICS.values():
        parties = {(who, "send") for who in topic.writers} | {(who, "receive") for who in topic.readers}
        assert {f"{who}.{action}.{topic.name}" for who, action in parties} <= told["operations"].keys()
    for message in told["components"]["messages"].values():
        if payload := message.get("payload"):
            assert (ROOT / "docs" / "reference" / payload["$ref"]).resolve().is_file()


def test_the_events_of_the_last_release_are_kept():
    """The check that CI runs: a change that breaks somebody raises the version, or is not made."""
    result = run("check")
    assert result.exit_code == 0, result.output


def test_what_was_promised_otherwise_is_told_with_whom_it_breaks(tmp_path):
    for name, one in SCHEMAS.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(one))
    promised = dict(SCHEMAS["message.created.v1"])
    promised["properties"] = promised["properties"] | {"mood": {"type": "string"}}
    promised["required"] = [*(one for one in promised["required"] if one != "chat_id"), "mood"]
    (tmp_path / "message.created.v1.json").write_text(json.dumps(promised))
    result = run("check", "--against", str(tmp_path), "--output", "json")
    assert result.exit_code == 1
    found = {(one["schema"], one["sufferer"], one["why"]): one["whom"] for one in json.loads(result.output)}
    assert set(found) == {
        ("message.created.v1", "readers", "mood may be missing"),
        ("message.created.v1", "replays", "chat_id may be missing"),
    }
    assert "sessions" in found["message.created.v1", "readers", "mood may be missing"]
    assert "whoever replays what was written before" in found["message.created.v1", "replays", "chat_id may be missing"]
    shown = run("check", "--against", str(tmp_path))
    assert "mood may be missing" in shown.output


def test_a_folder_without_schemas_is_no_release(tmp_path):
    result = run("check", "--against", str(tmp_path))
    assert "ventros contracts release" in str(result.exception)


def test_every_promised_schema_names_itself_as_its_file_does():
    """A file under another name would be checked against the wrong event."""
    for path in RELEASED.glob("*.json"):
        assert json.loads(path.read_text())["$id"].endswith(path.stem)


@pytest.mark.parametrize("command", ["check", "release"])
def test_where_only_the_packages_are_installed_there_is_nothing_to_promise(command, tmp_path, monkeypatch):
    monkeypatch.setattr("api.cli.docs.ROOT", tmp_path)
    assert "This is no checkout" in str(run(command).exception)
