"""The suites of the lake: one for each event, made from its class, and one for each topic."""

from collections.abc import Iterator
from datetime import datetime
from typing import get_args

from contracts.envelope import Origin
from contracts.event import Event, catalogue
from contracts.topics import TOPICS
from pipelines.quality.additions import AHEAD, BEGINNING, BETWEEN, IN_ORDER
from pipelines.quality.field import Field, fields
from pipelines.quality.suite import (
    KIND,
    NUMBER,
    ROW,
    TENANT,
    Expectation,
    Suite,
    counted,
    each,
    formed,
    in_order,
    one_of,
    past,
    same,
    there,
    unique,
    within,
)  # fmt: skip

RAW = "raw.inbound"

_HEADER = "headers['{}']"
_KIND = (
    "case json_type(json, '$.{0}') when 'VARCHAR' then 'string' when 'NULL' then 'null' when 'UBIGINT' then 'integer'"
    " when 'DOUBLE' then 'number' when 'BIGINT' then 'integer' else lower(json_type(json, '$.{0}')) end"
)
_VALUE = "json->>'$.{}'"
_NUMBER = "try_cast(json->>'$.{}' as double)"
_TIME = "epoch(try_cast(json->>'$.{}' as timestamptz))"


def event_suites(now: datetime) -> dict[str, Suite]:
    """A suite for every event that there is, by its type."""
    return {name: event_suite(event, now) for name, event in catalogue().items()}


def topic_suites(now: datetime) -> dict[str, Suite]:
    """A suite for what all records of a topic have in common, by the topic's name."""
    return {name: _topic_suite(name, now) for name in TOPICS}


def event_suite(event: type[Event], now: datetime) -> Suite:
    """What is promised of an event: by its envelope, by its class, and by what is added by hand."""
    suite = Suite("lake", event.spec.type)
    _envelope(suite, event, now)
    known = {field.name: field for field in fields(event)}
    for field in known.values():
        _field(suite, field)
    for pair in IN_ORDER.get(suite.name, ()):
        suite.expect(in_order(*(_number(suite, known[name]) for name in pair)))
    for name, (low, high) in BETWEEN.get(suite.name, {}).items():
        suite.expect(within(_number(suite, known[name]), low, high))
    return suite


def _envelope(suite: Suite, event: type[Event], now: datetime) -> None:
    spec = event.spec
    suite.columns |= dict(_headers("ce_subject", "ce_origin", "ce_dataschema", "ce_aggregateversion"))
    suite.columns |= {
        "ce_time": "epoch(time)",
        "ce_ingestedtime": "epoch(ingested)",
        "ce_aggregateversion": f"try_cast({_HEADER.format('ce_aggregateversion')} as double)",
        f"the payload{KIND}": "lower(json_type(json))",
        spec.key: _VALUE.format(spec.key),
    }
    schemas = [f"{spec.type}.v{version}" for version in range(1, spec.version + 1)]
    suite.expect(
        formed(ROW, "uuid"), unique([TENANT, ROW], "an id has one content"),
        *_times(now),
        there("ce_subject"), formed("ce_subject", "uuid"), same("ce_subject", spec.key),
        there("ce_origin"), one_of("ce_origin", get_args(Origin)),
        there("ce_dataschema"), one_of("ce_dataschema", schemas),
        there("ce_aggregateversion"), within("ce_aggregateversion", 1, None),
        there(f"the payload{KIND}", "the payload opens and is JSON"),
        one_of(f"the payload{KIND}", ["object"], "the payload is an object"),
    )  # fmt: skip


def _times(now: datetime) -> list[Expectation]:
    latest = now + AHEAD
    came = within("ce_ingestedtime", BEGINNING, latest.timestamp(), "ce_ingestedtime is there and not in the future")
    return [there("ce_time"), past("ce_time", latest), came]


def _headers(*names: str) -> Iterator[tuple[str, str]]:
    yield from ((name, _HEADER.format(name)) for name in names)


def _field(suite: Suite, field: Field) -> None:
    """Of a text that may say anything only its kind is read: what it says is no business of a suite."""
    name, kind = field.name, f"{field.name}{KIND}"
    suite.columns[kind] = _KIND.format(name)
    if field.required:
        suite.expect(there(kind, f"{name} is there"))
    if field.kinds:
        suite.expect(one_of(kind, field.kinds, f"{name} is of type {' or '.join(sorted(field.kinds))}"))
    if field.choices or field.format or field.items is not None:
        suite.columns[name] = _VALUE.format(name)
    if field.choices:
        suite.expect(one_of(name, field.choices))
    if field.format:
        suite.expect(formed(name, field.format))
    if field.items is not None:
        suite.expect(each(name, field.items))
    if "integer" in field.kinds and "number" not in field.kinds:
        suite.expect(counted(_number(suite, field)))


def _number(suite: Suite, field: Field) -> str:
    """The column with the field's value as a number."""
    column = f"{field.name}{NUMBER}"
    suite.columns[column] = (_TIME if field.format else _NUMBER).format(field.name)
    return column


def _topic_suite(topic: str, now: datetime) -> Suite:
    """What the envelope says, in clear. Of webhooks there is no more: what is in them, a provider decides."""
    suite = Suite("lake", topic, {"tenant_id": "tenant_id", "type": "type", **dict(_headers("ce_tenantid"))})
    types = {name for name, event in catalogue().items() if event.spec.topic == topic}
    suite.expect(there("ce_tenantid"), same("ce_tenantid", TENANT, "ce_tenantid is the tenant in whose lake it is"))
    suite.expect(same("tenant_id", TENANT, "it lies where its tenant is"))
    suite.expect(one_of("type", types or ["raw.received"], f"its type is one that {topic} has"))
    if topic == RAW:
        suite.columns |= {"ce_time": "epoch(time)", "ce_ingestedtime": "epoch(ingested)"}
        suite.columns |= dict(_headers("projectid", "channelid", "channeltype"))
        suite.expect(formed(ROW, "uuid"), *_times(now), there("channeltype"))
        suite.expect(*(make for name in ("projectid", "channelid") for make in (there(name), formed(name, "uuid"))))
    return suite
