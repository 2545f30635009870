"""Reading JSON that somebody else wrote: nothing is taken unless it has the type that is expected."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from contracts.errors import Unparsable

MAX_ID = 255
"""Longest id, in characters; a longer one would not fit into an index."""

SURROGATE = re.compile("[\ud800-\udfff]")
LAST_SECOND = 32_503_680_000
"""The year 3000: what lies behind is no time."""


class Fields:
    """An object out of JSON. What is missing or of another type reads as empty, and never raises.

    Names match whatever their case: GOWS writes what Go calls it (`PTT`, `stanzaID`), NOWEB `ptt` and `stanzaId`.
    """

    __slots__ = ("_values",)

    def __init__(self, value: object) -> None:
        self._values = {name.lower(): item for name, item in value.items()} if isinstance(value, dict) else {}

    def __bool__(self) -> bool:
        return bool(self._values)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def get(self, name: str) -> Any:
        """The value as it came, None when missing."""
        return self._values.get(name.lower())

    def fields(self, *path: str) -> "Fields":
        """The object at the end of a path of names, empty when there is none."""
        found = self
        for name in path:
            inner = found.get(name)
            if isinstance(inner, dict):
                inner = found._values[name.lower()] = Fields(inner)  # asked for again and again: read it once
            found = inner if isinstance(inner, Fields) else NOTHING
        return found

    def listed(self, name: str) -> list[Any]:
        """The list of that name, empty when there is none."""
        value = self.get(name)
        return value if isinstance(value, list) else []

    def text(self, *names: str) -> str | None:
        """The first text under one of these names that is not empty, fit for the database."""
        for name in names:
            value = self.get(name)
            if isinstance(value, str) and (found := clean(value)):
                return found
        return None

    def flag(self, name: str) -> bool:
        """Whether the value is true."""
        return self.get(name) is True

    def integer(self, name: str) -> int | None:
        """The value as a whole number, None when it is none; a number in a text counts."""
        value = self.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return int(value) if -1e15 < value < 1e15 else None


NOTHING = Fields(None)
"""An object without anything in it."""


def decode(body: bytes) -> Fields:
    """The object in a webhook's body. Raises Unparsable when there is none."""
    return Fields(decoded(body))


def decoded(body: bytes) -> dict[str, Any]:
    """The same as it came."""
    try:
        value = _loads(body)
    except (ValueError, RecursionError) as error:
        raise Unparsable("The body is not JSON") from error
    if not isinstance(value, dict):
        raise Unparsable("The body is not a JSON object")
    return value


def _loads(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body.decode())  # an emoji cut in half: half a surrogate pair is no text, yet WAHA sends it


def clean(text: str) -> str:
    """A text as the database can hold it: no null character, no half of a surrogate pair."""
    if text.isascii():
        return text.replace("\x00", "")
    return SURROGATE.sub("\ufffd", text.replace("\x00", ""))


def need(value: str | None, name: str) -> str:
    """An id that must be there. Raises Unparsable when it is missing or too long."""
    if not value:
        raise Unparsable(f"{name} is missing")
    if len(value) > MAX_ID:
        raise Unparsable(f"{name} is longer than {MAX_ID} characters")
    return value


def moment(value: object) -> datetime | None:
    """A time: seconds (below 10^11) or milliseconds since 1970, or ISO 8601. None when there is none.

    WAHA gives messages in seconds and envelopes in milliseconds. Raises Unparsable when it is something else.
    """
    if value is None or value in (0, ""):
        return None
    if isinstance(value, str) and not value.isdigit():
        return _iso(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unparsable(f"A {type(value).__name__} stands where a time should be")
    return _since_1970(value)


def _since_1970(value: float | str) -> datetime:
    try:
        number = float(value)
    except (ValueError, OverflowError) as error:
        raise Unparsable("A number stands where a time should be, and is none") from error
    seconds = number if abs(number) < 1e11 else number / 1000
    if not 0 < seconds < LAST_SECOND:
        raise Unparsable(f"{number} is no time")
    return datetime.fromtimestamp(seconds, UTC)


def _iso(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unparsable("A text stands where a time should be, and is none") from error
    return found if found.year > 1 else None  # Go's zero time
