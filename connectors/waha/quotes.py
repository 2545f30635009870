"""Whom a webhook names, and what it repeats of an earlier message: an answer holds the words that it answers."""

import json
import re
from collections.abc import Collection
from typing import Any

import orjson

from connectors.waha.ids import PERSON, jid
from connectors.waha.payload import decoded

QUOTING = {
    "participant": ("body", "text", "caption", "media", "_data", "quotedmessage", "quotedmsg"),
    "author": ("body", "text", "caption", "media", "_data"),
    "quotedparticipant": ("quotedmessage", "quotedmsg"),
}
"""Where the author of a quoted message stands, by engine, and beside it what was said; in small letters."""


NAME = re.compile(rb"[0-9]{5,20}(?:[._:][0-9]{1,6})*@[a-z.]{3,16}")


def names_in(body: bytes) -> set[str]:
    """The names of people that stand anywhere in a webhook, in their one form."""
    found = (jid(name.decode()) for name in set(NAME.findall(body)))
    return {str(name) for name in found if name and name.server in PERSON}


def without_quotes(body: bytes, names: Collection[str]) -> bytes:
    """A webhook without the words of the people of these names. Raises Unparsable when it is no JSON object."""
    value = _without(decoded(body), frozenset(names))
    try:
        return orjson.dumps(value)
    except TypeError:  # half of a surrogate pair
        return json.dumps(value).encode()


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_without(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    gone = {field for name, item in value.items() if _is(item, names) for field in QUOTING.get(name.lower(), ())}
    return {name: type(item)() if name.lower() in gone else _without(item, names) for name, item in value.items()}


def _is(item: Any, names: frozenset[str]) -> bool:
    """Whether a value is one of the names, in whatever spelling."""
    name = item.get("_serialized") if isinstance(item, dict) else item
    return isinstance(name, str) and str(jid(name)) in names
