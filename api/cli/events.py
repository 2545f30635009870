"""The pages about events: all of them in short, and each topic's with fields, samples and readers."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from api.cli.markdown import table
from api.cli.samples import sample
from contracts.compatibility import resolved
from contracts.event import CATALOGUE, Event
from contracts.topics import TOPICS


def overview() -> list[str]:
    """All events in one table a topic."""
    lines = [
        "What happened, as CloudEvents 1.0 in Kafka's binary mode: the envelope is in the `ce_*` headers, the value is",
        "the payload. The JSON schema of each is in `contracts/schemas`, all together are an AsyncAPI document:",
        "[asyncapi.json](asyncapi.json). `ventros contracts check` says what a change of them would break.",
        "",
    ]
    for topic, told in _topics():
        lines += [f"## [{topic}](events/{topic}.md)", "", *table(["event", "what", "payload"], map(_event, told))]
    return lines


def _event(event: type[Event]) -> tuple[str, str, str]:
    fields = ", ".join(name if field.is_required() else f"{name}?" for name, field in event.model_fields.items())
    return f"`{event.spec.type}` v{event.spec.version}", event.spec.doc.split("\n\n")[0], fields


def by_topic() -> Iterator[tuple[str, list[str]]]:
    """A page for each topic with events."""
    for name, told in _topics():
        topic = TOPICS[name]
        lines = [
            f"{topic.what}. Key: {topic.key}. Written by {_listed(topic.writers)}; read by {_listed(topic.readers)}.",
            "",
        ]
        yield name, lines + [line for event in told for line in _whole(event)]


def _topics() -> Iterator[tuple[str, list[type[Event]]]]:
    ordered = sorted(CATALOGUE.values(), key=lambda event: (event.spec.topic, event.spec.type))
    for topic, events in groupby(ordered, key=lambda event: event.spec.topic):
        yield topic, list(events)


def _whole(event: type[Event]) -> list[str]:
    schema = event.model_json_schema(mode="serialization")
    needed = schema.get("required", [])
    rows = [
        (f"`{name}`", _kind(part, schema), part.get("description", "") if name in needed else "may be missing")
        for name, part in schema["properties"].items()
    ]
    return [
        *(f"## {event.spec.type} v{event.spec.version}", "", event.spec.doc, ""),
        *table(["field", "type", ""], rows),
        *("```json", json.dumps(sample(event), indent=2, ensure_ascii=False), "```", ""),
    ]


def _kind(part: dict[str, Any], schema: dict[str, Any]) -> str:
    part = resolved(part, schema)
    if "anyOf" in part:
        return " or ".join(_kind(each, schema) for each in part["anyOf"])
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    if part.get("type") == "array":
        return f"list of {_kind(part.get('items', {}), schema)}"
    return str(part.get("format") or part.get("type") or "anything")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nobody of ours"
