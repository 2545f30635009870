"""A sample of every event, made from its schema: for the reference pages, and for whoever writes a reader."""

from typing import Any
from uuid import uuid5

from contracts.compatibility import resolved
from contracts.event import Event
from contracts.types import NAMESPACE

_AT = "2026-03-02T14:05:00Z"
_PLAIN: dict[str, Any] = {"integer": 3, "number": 0.5, "boolean": True, "null": None, "object": {}}
_WORDS = {
    "text": "Bom dia! Meu pedido já saiu?",
    "name": "Maria Silva",
    "old_name": "Maria",
    "new_name": "Maria Silva",
    "phone": "+5531900000001",
    "email": "maria.silva@example.com",
    "language": "pt",
    "old_language": "en",
    "new_language": "pt",
    "timezone": "America/Sao_Paulo",
    "external_id": "5531900000001@c.us",
    "channel_type": "waha",
    "source_channel": "waha",
    "mime_type": "image/jpeg",
    "emoji": "👍",
    "reason": "the session was logged out",
    "new_subject": "Família Silva",
    "prefix": "vtk_3f9a",
}
"""What a field of that name says; any other text says its own name."""


def sample(event: type[Event]) -> dict[str, Any]:
    """A valid payload of an event, the same every time."""
    schema = event.model_json_schema(mode="serialization")
    return {name: _value(name, part, schema) for name, part in schema["properties"].items()}


def _value(name: str, part: dict[str, Any], schema: dict[str, Any]) -> Any:
    part = resolved(part, schema)
    if "anyOf" in part:
        return _value(name, part["anyOf"][0], schema)
    if "enum" in part:
        return part["enum"][0]
    if part.get("type") == "array":
        return [_value(name, part.get("items", {}), schema)]
    return _text(name, part.get("format")) if part.get("type") == "string" else _PLAIN.get(part.get("type", ""), name)


def _text(name: str, form: str | None) -> str:
    if form == "uuid":
        return str(uuid5(NAMESPACE, name))
    if form == "date-time":
        return _AT
    return f"https://example.com/{name}" if name.endswith("_url") else _WORDS.get(name, name.replace("_", " "))
