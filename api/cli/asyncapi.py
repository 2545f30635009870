"""What travels on Kafka as an AsyncAPI 3.0 document (https://www.asyncapi.com/docs/reference/specification/v3.0.0)."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.cli.samples import sample
from contracts.connector import Raw
from contracts.envelope import CODE_VERSION, Envelope
from contracts.event import CATALOGUE, Event
from contracts.topics import TOPICS, Topic
from contracts.types import NAMESPACE
from pipelines.kafka import raw_headers

_RAW = "raw.received"


def document() -> str:
    """The document, as JSON."""
    told: dict[str, Any] = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Ventros CRM",
            "version": CODE_VERSION,
            "description": "Every webhook as it came, and everything that happened, as CloudEvents 1.0 in binary mode.",
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS.values()},
        "operations": {
            f"{who}.{action}.{topic.name}": {"action": action, "channel": {"$ref": f"#/channels/{topic.name}"},
                                             "title": f"{who} {does} {topic.name}"}
            for topic in TOPICS.values()
            for action, does, parties in (("send", "writes", topic.writers), ("receive", "reads", topic.readers))
            for who in parties
        },
        "components": {
            "messages": {_RAW: _raw(), **{event.spec.schema: _message(event) for event in _events()}},
            "schemas": {"envelope": _headers([name for name, _ in _envelope().headers()]),
                        "rawEnvelope": _headers([name for name, _ in raw_headers(_webhook())])},
        },
    }  # fmt: skip
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _events() -> list[type[Event]]:
    return [CATALOGUE[name] for name in sorted(CATALOGUE)]


def _channel(topic: Topic) -> dict[str, Any]:
    names = [event.spec.schema for event in _events() if event.spec.topic == topic.name] or [_RAW]
    return {
        "address": topic.name,
        "description": f"{topic.what}. Key: {topic.key}. `{topic.dead_letters}` takes what cannot be digested.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {"kafka": {"topic": topic.name, "topicConfiguration": {"retention.ms": topic.retention * 1000}}},
    }


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.spec.type,
        "title": event.spec.schema,
        "summary": event.spec.doc.split("\n\n")[0],
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/envelope"},
        "payload": {"$ref": f"../../contracts/schemas/{event.spec.schema}.json"},
        "examples": [{"payload": sample(event)}],
    }


def _raw() -> dict[str, Any]:
    return {
        "name": _RAW,
        "title": "A webhook",
        "summary": "The body of a webhook, byte for byte as the provider sent it.",
        "contentType": "application/octet-stream",
        "headers": {"$ref": "#/components/schemas/rawEnvelope"},
    }


def _headers(names: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": "string"} for name in names}, "required": names}


def _envelope() -> Envelope:
    event, at = CATALOGUE["message.read"], _webhook().received_at
    payload = event.read(sample(event))
    return Envelope.of(payload, NAMESPACE, time=at, origin="flow", version=1, conversation=None)


def _webhook() -> Raw:
    nobody = UUID(int=0)
    return Raw(nobody, nobody, nobody, "waha", b"{}", datetime(2026, 3, 2, tzinfo=UTC))
