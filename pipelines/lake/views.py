"""The views of a lake: one for each topic (`crm_message`), one for each event (`message_created`)."""

from collections.abc import Collection
from typing import Any

from contracts.compatibility import resolved
from contracts.event import Event

_CLEAR = ("id", "type", "time", "ingested", "conversation", "cluster", "partition", "offset", "headers")
_TYPES = {
    "time": "timestamptz", "ingested": "timestamptz", "partition": "integer", "offset": "bigint",
    "headers": "map(varchar, varchar)", "data": "blob",
}  # fmt: skip

_OF_EVENTS = ("id", "time", "ingested", "conversation")
_COLUMNS = {"date-time": "timestamptz", "integer": "bigint", "number": "double", "boolean": "boolean"}


def topic_view(topic: str, paths: Collection[str]) -> str:
    """The records of a topic, each once: what a refilled broker told again may be there twice until it is compacted."""
    clear = ", ".join(f'"{name}"' for name in _CLEAR)
    view = f"create view {_name(topic)} as "
    if not paths:
        empty = ", ".join(f'null::{_TYPES.get(name, "varchar")} as "{name}"' for name in (*_CLEAR, "data"))
        return f"{view} select {empty} where false"
    listed = ", ".join(f"'{quoted(path)}'" for path in sorted(paths))
    return (
        f"{view} select {clear}, opened(topic, id, key_id, data) as data from read_parquet([{listed}])"  # noqa: S608
        ' qualify row_number() over (partition by id order by ingested, cluster, "partition", "offset") = 1'
    )


def event_view(event: type[Event]) -> str:
    """The payload of an event, column by column."""
    schema = event.model_json_schema()
    fields = "".join(
        f", try_cast(json->>'$.{name}' as {_column(part, schema)}) as \"{name}\""
        for name, part in schema["properties"].items()
        if name not in _OF_EVENTS
    )
    name, topic = _name(event.spec.type), _name(event.spec.topic)
    payload = f"(select *, try(decode(data)::json) as json from {topic} where type = '{event.spec.type}')"  # noqa: S608
    return f"create view {name} as select {', '.join(_OF_EVENTS)}{fields} from {payload}"  # noqa: S608


def _column(part: dict[str, Any], schema: dict[str, Any]) -> str:
    """The type of a field's column: of what may be missing, the type that it has where it is there."""
    part = resolved(part, schema)
    part = resolved(next(iter(part.get("anyOf", ())), part), schema)
    return _COLUMNS.get(part.get("format", ""), _COLUMNS.get(part.get("type", ""), "varchar"))


def _name(dotted: str) -> str:
    return f'"{dotted.replace(".", "_")}"'


def quoted(text: str) -> str:
    """A text inside quotes of SQL."""
    return text.replace("'", "''")
