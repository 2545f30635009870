"""Whether a schema may take the place of another: whether its readers can still read what the other side writes.

One question, asked in both directions. What was written before must be readable now, or a replay breaks; what is
written now must be readable as before, or whoever built against the last release breaks. Readers ignore fields that
they do not know. The schemas are those of our events: the part of JSON Schema 2020-12 that pydantic writes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Schema = dict[str, Any]
Sufferer = Literal["readers", "replays"]
"""Who breaks: whoever reads the topic with the last release's schema, or whoever reads the past with today's."""

_AT_MOST = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")
_AT_LEAST = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")
_EXACT = ("format", "pattern", "multipleOf", "uniqueItems")


@dataclass(frozen=True)
class Break:
    """What a change breaks: the schema (`type.vN`), whom, and why."""

    schema: str
    sufferer: Sufferer
    why: str


def breaks(released: Mapping[str, Schema], present: Mapping[str, Schema]) -> list[Break]:
    """What breaks when the present schemas take the place of the released ones, both by name (`type.vN`).

    A type whose version was raised is a new promise to its readers; replays must still read the old one with it.
    """
    return [found for name, old in sorted(released.items()) for found in _breaks(name, old, present)]


def _breaks(name: str, old: Schema, present: Mapping[str, Schema]) -> Iterator[Break]:
    kind, _, _ = name.rpartition(".v")
    new = present.get(name)
    latest = (
        new
        or max(
            (other for other in present.items() if other[0].rpartition(".v")[0] == kind),
            key=lambda other: int(other[0].rpartition(".v")[2]),
            default=("", None),
        )[1]
    )
    if latest is None:
        yield Break(name, "readers", "is told no more")
        yield Break(name, "replays", "is known no more: what was told is lost on a replay")
        return
    if new is not None:
        yield from (Break(name, "readers", why) for why in refusals(written=new, read=old))
    yield from (Break(name, "replays", why) for why in refusals(written=old, read=latest))


def refusals(written: Schema, read: Schema) -> list[str]:
    """Why a reader with the schema `read` may refuse what is valid for `written`; nothing when it never will."""
    return _Comparison(written, read).refusals(written, read, "", ())


class _Comparison:
    """Two whole schemas, in which their parts find what they refer to."""

    def __init__(self, written: Schema, read: Schema) -> None:
        self._written, self._read = written, read

    def refusals(self, written: Schema, read: Schema, at: str, within: tuple[tuple[str, str], ...]) -> list[str]:
        """Of a part at the path `at`, inside the pairs of references `within`, which may lead back to themselves."""
        pair = (written.get("$ref", ""), read.get("$ref", ""))
        if all(pair):
            if pair in within:
                return []
            within = (*within, pair)
        written, read = resolved(written, self._written), resolved(read, self._read)
        if kinds := _alternatives(written):
            return [why for kind in kinds for why in self.refusals(kind, read, at, within)]
        if kinds := _alternatives(read):
            tried = [self.refusals(written, kind, at, within) for kind in kinds]
            names = " or ".join(_named(resolved(kind, self._read)) for kind in kinds)
            return [] if [] in tried else [f"{at or 'it'} may be {_named(written)}, where {names} is read"]
        return _different(written, read, at) or [*_limits(written, read, at), *self._inside(written, read, at, within)]

    def _inside(self, written: Schema, read: Schema, at: str, within: tuple[tuple[str, str], ...]) -> Iterator[str]:
        needed = set(read.get("required", ())) - set(written.get("required", ()))
        yield from (f"{_path(at, name)} may be missing" for name in sorted(needed))
        ours, theirs = written.get("properties", {}), read.get("properties", {})
        for name in sorted(ours.keys() & theirs.keys()):
            yield from self.refusals(ours[name], theirs[name], _path(at, name), within)
        for name, each in (("items", "[]"), ("additionalProperties", ".*")):
            if isinstance(wanted := read.get(name), dict):
                given = written.get(name)
                yield from self.refusals(given if isinstance(given, dict) else {}, wanted, at + each, within)


def resolved(part: Schema, whole: Schema) -> Schema:
    """The part of a schema that another part refers to, or the part itself where it does not."""
    while "$ref" in part:
        target: Any = whole
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        part = target
    return part


def _alternatives(part: Schema) -> Sequence[Schema]:
    """Of what a part may be one; nothing where there is no choice."""
    if isinstance(kinds := part.get("type"), list):
        return [{**part, "type": kind} for kind in kinds]
    return part.get("anyOf") or part.get("oneOf") or []


def _different(written: Schema, read: Schema, at: str) -> list[str]:
    """What is of another kind altogether, or has values that the reader does not know."""
    wanted, given = read.get("type"), written.get("type")
    if wanted and wanted != given and (given, wanted) != ("integer", "number"):
        return [f"{at or 'it'} may be {_named(written)}, where {wanted} is read"]
    known, possible = _values(read), _values(written)
    if known is None:
        return []
    if possible is None:
        return [f"{at or 'it'} may have any value, where only {_listed(known)} are read"]
    return [f"{at or 'it'} may be {_listed(new)}"] if (new := [one for one in possible if one not in known]) else []


def _limits(written: Schema, read: Schema, at: str) -> Iterator[str]:
    for name in _AT_MOST:
        if name in read and written.get(name, float("inf")) > read[name]:
            yield f"{at or 'it'} may exceed {name} {read[name]}"
    for name in _AT_LEAST:
        if name in read and written.get(name, float("-inf")) < read[name]:
            yield f"{at or 'it'} may stay below {name} {read[name]}"
    for name in _EXACT:
        if name in read and written.get(name) != read[name]:
            yield f"{at or 'it'} may have {name} {written.get(name, 'of any kind')}, where {read[name]} is read"


def _values(part: Schema) -> list[Any] | None:
    return [part["const"]] if "const" in part else part.get("enum")


def _named(part: Schema) -> str:
    return str(part.get("format") or part.get("type") or "anything")


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(json.dumps(value) for value in values)


def _path(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
