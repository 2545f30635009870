"""What a contract says of its fields, in the words of JSON."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from contracts.compatibility import resolved

_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)"
FORMS = {"uuid": rf"^{_UUID}$", "date-time": rf"^{_DAY}T{_CLOCK}$"}
"""How what has a format is written. A moment names its offset: without one nobody knows when it was."""


@dataclass(frozen=True)
class Field:
    """A field of a contract: of which of JSON's kinds it is, from which values, in which format, with which items."""

    name: str
    kinds: frozenset[str]
    choices: tuple[Any, ...]
    format: str
    items: dict[str, Any] | None
    required: bool

    @property
    def nullable(self) -> bool:
        """Whether it may be null."""
        return "null" in self.kinds or not self.kinds


def fields(model: type[BaseModel]) -> list[Field]:
    """The fields of a contract."""
    whole = model.model_json_schema()
    needed = set(whole.get("required", ()))
    return [_field(name, part, whole, name in needed) for name, part in whole["properties"].items()]


def _field(name: str, part: dict[str, Any], whole: dict[str, Any], required: bool) -> Field:  # noqa: FBT001
    part = resolved(part, whole)
    kinds = [resolved(one, whole) for one in part.get("anyOf", [part])]
    values = [value for kind in kinds for value in kind.get("enum", ())]
    items = next((_items(kind["items"], whole) for kind in kinds if "items" in kind), None)
    form = next((kind["format"] for kind in kinds if kind.get("format") in FORMS), "")
    return Field(name, frozenset(_kinds(kinds)), tuple(values), form, items, required)


def _kinds(kinds: list[dict[str, Any]]) -> list[str]:
    """None, where any will do."""
    named = [kind["type"] for kind in kinds if "type" in kind]
    return [*named, *(["integer"] if "number" in named else [])] if len(named) == len(kinds) else []


def _items(part: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any] | None:
    """What each item of a list is, with its format as a pattern: formats are nothing that JSON Schema checks."""
    part = resolved(part, whole)
    wanted = {name: part[name] for name in ("type", "enum") if name in part}
    return {**wanted, "pattern": FORMS[part["format"]]} if part.get("format") in FORMS else wanted
