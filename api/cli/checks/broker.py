"""Kafka: whether it answers, its topics, what the relay has still to publish, and how far the flows are behind."""

from api.cli.checks import Finding, State, log_of, restart
from api.cli.checks.database import backlog
from contracts.errors import VentrosError
from contracts.settings import Settings
from contracts.topics import ARCHIVE, BRIDGE, TALKS, all_topic_names
from memory import examine
from memory.core.flow_pause import Pause
from pipelines.examine import broker as ask
from pipelines.kafka import Broker
from pipelines.lag import Lag, lags

BEHIND, FAR_BEHIND = 1_000, 50_000


def broker(settings: Settings) -> list[Finding]:
    """Everything about the broker; when it does not answer, that, and what waits for it."""
    try:
        found = ask(settings)
    except VentrosError as error:
        away = Finding(name="kafka", state="fail", found=str(error), mend=restart(settings, "kafka"))
        return [away, *_waiting(settings, None)]
    answers = Finding(name="kafka", state="ok", found=f"{settings.kafka_brokers}, cluster {found.cluster}")
    return [answers, _topics(settings, found), *_waiting(settings, found.cluster), *_flows(settings, found)]


def _topics(settings: Settings, found: Broker) -> Finding:
    names, count = all_topic_names(), settings.kafka_partitions
    wrong = [f"{name} is missing" for name in names if name not in found.topics]
    wrong += [f"{name} has {found.topics[name]} partitions in place of {count}" for name in names
              if found.topics.get(name, count) != count]  # fmt: skip
    if wrong:
        mend = (
            "ventros up makes what is missing. Partitions: kafka-topics.sh --alter --partitions N --topic NAME;"
            " there is no way to fewer: set VENTROS_KAFKA_PARTITIONS to what there is"
        )
        return Finding(name="topics", state="fail", found="; ".join(wrong), mend=mend)
    return Finding(name="topics", state="ok", found=f"{len(names)}, with their partitions")


def _waiting(settings: Settings, cluster: str | None) -> list[Finding]:
    try:
        journal, outbox = examine.journal(settings, cluster), examine.outbox(settings, cluster)
    except VentrosError:
        return []  # Postgres is away, and says so in its own line
    mend = log_of(settings, "relay")
    return [
        backlog("journal", journal, "webhooks wait to be published", mend),
        backlog("outbox", outbox, "events wait to be published", mend),
    ]


def _flows(settings: Settings, found: Broker) -> list[Finding]:
    try:
        paused = {one.flow: one for one in examine.paused(settings)}
        lagging = lags(settings, found)
    except VentrosError:
        return []
    return [_paused(paused[flow], lag) if flow in paused else _flow(settings, flow, lag)
            for flow, lag in lagging.items()]  # fmt: skip


def _paused(pause: Pause, lag: Lag) -> Finding:
    waiting = sum(count or 0 for count in lag.values())
    told = f"paused since {pause.since:%Y-%m-%d %H:%M} UTC ({pause.why}), {waiting:,} records wait"
    return Finding(name=f"flow {pause.flow}", state="warn", found=told, mend=f"ventros flows resume {pause.flow}")


def _flow(settings: Settings, flow: str, lag: Lag) -> Finding:
    total = sum(count or 0 for count in lag.values())
    unknown = None in lag.values()
    state: State = "fail" if total > FAR_BEHIND else "warn" if total > BEHIND or unknown else "ok"
    behind = ", ".join(
        f"{topic}/{partition}: {'unknown' if count is None else f'{count:,}'}"
        for (topic, partition), count in lag.items()
        if count != 0
    )
    everywhere = f"{len(lag)} partition" + "s" * (len(lag) != 1)
    told = f"{total:,} behind ({behind})" if behind else f"up to date in {everywhere}"
    role = {BRIDGE: BRIDGE, ARCHIVE: "heavy", TALKS: "heavy"}.get(flow, "flows")
    return Finding(name=f"flow {flow}", state=state, found=told, mend="" if state == "ok" else log_of(settings, role))
