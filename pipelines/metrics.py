"""What the metrics are now: asked of Postgres, the broker and Redis. No tenant and no person is in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import NamedTuple

from confluent_kafka import TopicPartition

from contracts.errors import VentrosError
from contracts.settings import Settings
from contracts.topics import FLOWS
from memory import examine
from memory.core.flow_position import Place
from memory.core.mart_build import MartBuild
from memory.core.quarantine import QualityRun
from memory.examine import Waiting
from pipelines.examine import broker
from pipelines.io import record_of
from pipelines.kafka import Broker, consumer
from pipelines.lag import lags

SECONDS = 2.0
"""How long the broker may take to hand out the oldest records."""


class Sample(NamedTuple):
    """A value of a metric, with the values of its labels in their order."""

    metric: str
    value: float
    labels: tuple[str, ...] = ()


def collect(settings: Settings) -> Iterator[Sample]:
    """Everything that can be told now. A service that does not answer is down, and what it knows is left out."""
    found, up = _of_kafka(settings)
    yield from up
    for service, ask in {"postgres": _of_postgres, "redis": _of_redis}.items():
        try:
            yield from [*ask(settings, found), Sample("ventros_up", 1, (service,))]
        except VentrosError:
            yield Sample("ventros_up", 0, (service,))


def _of_kafka(settings: Settings) -> tuple[Broker | None, list[Sample]]:
    try:
        return broker(settings), [Sample("ventros_up", 1, ("kafka",))]
    except VentrosError:
        return None, [Sample("ventros_up", 0, ("kafka",))]


def _of_postgres(settings: Settings, found: Broker | None) -> Iterator[Sample]:
    cluster = found.cluster if found else None
    yield from _waiting("outbox", "events", examine.outbox(settings, cluster))
    yield from _waiting("journal", "webhooks", examine.journal(settings, cluster))
    yield Sample("ventros_dead_letters", examine.dead_letters(settings))
    now = datetime.now(UTC)
    yield from _quality(examine.quality(settings), now)
    yield from _marts(examine.mart_builds(settings), now)
    yield from (Sample("ventros_rows_inserted_total", n, (name,)) for name, n in examine.inserted(settings).items())
    read, paused = examine.read_ever(settings), {one.flow for one in examine.paused(settings)}
    for flow in FLOWS:
        yield Sample("ventros_flow_records_total", read.get(flow, 0), (flow,))
        yield Sample("ventros_flow_paused", flow in paused, (flow,))
    if found:
        yield from _flows(settings, found)


def _of_redis(settings: Settings, _: Broker | None) -> Iterator[Sample]:
    yield Sample("ventros_webhooks_refused_large", examine.refused_large(settings))
    yield Sample("ventros_claims_dropped", examine.claims_dropped(settings))


def _quality(runs: Sequence[QualityRun], now: datetime) -> Iterator[Sample]:
    for run in runs:
        yield Sample("ventros_quality_violations", run.violations, (run.kind,))
        yield Sample("ventros_quality_age_seconds", max(0.0, (now - run.ran_at).total_seconds()), (run.kind,))


def _marts(builds: Sequence[MartBuild], now: datetime) -> Iterator[Sample]:
    for build in builds:
        yield Sample("ventros_marts_failed", build.failed)
        if build.built_at:
            yield Sample("ventros_marts_age_seconds", max(0.0, (now - build.built_at).total_seconds()))


def _waiting(what: str, unit: str, waiting: Waiting) -> Iterator[Sample]:
    yield Sample(f"ventros_{what}_{unit}", waiting.count)
    yield Sample(f"ventros_{what}_age_seconds", max(0.0, waiting.age.total_seconds()) if waiting.age else 0.0)


def _flows(settings: Settings, found: Broker) -> Iterator[Sample]:
    behind, read = lags(settings, found), examine.read_so_far(settings, found.cluster)
    for flow, its in behind.items():
        for (topic, partition), count in its.items():
            if count is not None:
                yield Sample("ventros_flow_lag_records", count, (flow, topic, str(partition)))
    unread = {flow: {place: read.get((flow, place), 0) for place, count in its.items() if count}
              for flow, its in behind.items()}  # fmt: skip
    with ThreadPoolExecutor(len(unread)) as threads:  # the broker may make each of them wait
        ages = threads.map(partial(_age, settings), unread.values())
        yield from (Sample("ventros_flow_age_seconds", age, (flow,)) for flow, age in zip(unread, ages, strict=True))


def _age(settings: Settings, unread: Mapping[Place, int]) -> float:
    """How long ago the oldest record that a flow has not read came in."""
    moments = oldest(settings, unread)
    return max(((datetime.now(UTC) - at).total_seconds() for at in moments), default=0.0)


def oldest(settings: Settings, places: Mapping[Place, int], clock: Callable[[], float] = monotonic) -> list[datetime]:
    """When the records at these places came in, of those that the broker handed out in time."""
    if not places:
        return []
    found: dict[Place, datetime] = {}
    with closing(consumer(settings)) as client:
        client.assign([TopicPartition(topic, partition, at) for (topic, partition), at in places.items()])
        deadline = clock() + SECONDS
        while len(found) < len(places) and clock() < deadline:
            for message in client.consume(100, 0.05):
                if not message.error():
                    record = record_of(message, "")
                    found.setdefault((record.topic, record.partition), _ingested(record.headers))
    return list(found.values())


def _ingested(headers: Mapping[str, str]) -> datetime:
    try:
        return datetime.fromisoformat(headers["ce_ingestedtime"])
    except (KeyError, ValueError):
        return datetime.now(UTC)
