"""Kafka: whether it answers, its topics, what the relay has still to publish, and how far the flows are behind."""

from api.cli.checks import Finding, State, log_of, restart
from api.cli.checks.database import backlog
from contracts.errors import VentrosError
from contracts.settings import Settings
from contracts.topics import all_topic_names
from memory import examine
from memory.core.flow_position import Place
from pipelines.examine import broker as ask
from pipelines.examine import ends
from pipelines.kafka import Broker
from pipelines.lag import FLOWS

BEHIND, FAR_BEHIND = 1_000, 50_000


def broker(settings: Settings) -> list[Finding]:
    """Everything about the broker; when it does not answer, that, and what waits for it."""
    try:
        found = ask(settings)
    except VentrosError as error:
        away = Finding(name="kafka", state="fail", found=str(error), mend=restart(settings, "kafka"))
        return [away, *_outbox(settings, None)]
    answers = Finding(name="kafka", state="ok", found=f"{settings.kafka_brokers}, cluster {found.cluster}")
    return [answers, _topics(settings, found), *_outbox(settings, found.cluster), *_flows(settings, found)]


def _topics(settings: Settings, found: Broker) -> Finding:
    names, count = all_topic_names(), settings.kafka_partitions
    wrong = [f"{name} is missing" for name in names if name not in found.topics]
    wrong += [f"{name} has {found.topics[name]} partitions in place of {count}" for name in names
              if found.topics.get(name, count) != count]  # fmt: skip
    if wrong:
        mend = "ventros up; partitions: kafka-topics.sh --alter --partitions N --topic NAME"
        return Finding(name="topics", state="fail", found="; ".join(wrong), mend=mend)
    return Finding(name="topics", state="ok", found=f"{len(names)}, with their partitions")


def _outbox(settings: Settings, cluster: str | None) -> list[Finding]:
    try:
        waiting = examine.outbox(settings, cluster)
    except VentrosError:
        return []  # Postgres is away, and says so in its own line
    return [backlog("outbox", waiting, "events wait to be published", log_of(settings, "relay"))]


def _flows(settings: Settings, found: Broker) -> list[Finding]:
    try:
        read = examine.read_so_far(settings, found.cluster)
    except VentrosError:
        return []
    places = {flow: _places(topics, found) for flow, topics in FLOWS.items()}
    start = {place: 0 for some in places.values() for place in some}
    start |= {place: min(at for (_, one), at in read.items() if one == place) for _, place in read if place in start}
    reached = ends(settings, start)
    return [
        _flow(settings, flow, {place: _behind(reached.get(place), read.get((flow, place), 0)) for place in some})
        for flow, some in places.items()
    ]


def _behind(end: int | None, read: int) -> int | None:
    """How many are still to be read; None where the broker did not tell the end in time."""
    return None if end is None else max(0, end - read)


def _places(topics: tuple[str, ...], found: Broker) -> list[Place]:
    return [(topic, partition) for topic in topics for partition in range(found.topics.get(topic, 0))]


def _flow(settings: Settings, flow: str, lag: dict[Place, int | None]) -> Finding:
    total = sum(count or 0 for count in lag.values())
    unknown = None in lag.values()
    state: State = "fail" if total > FAR_BEHIND else "warn" if total > BEHIND or unknown else "ok"
    behind = ", ".join(
        f"{topic}/{partition}: {'unknown' if count is None else f'{count:,}'}"
        for (topic, partition), count in lag.items()
        if count != 0
    )
    told = f"{total:,} behind ({behind})" if behind else f"up to date in {len(lag)} partitions"
    return Finding(
        name=f"flow {flow}", state=state, found=told, mend="" if state == "ok" else log_of(settings, "flows")
    )
