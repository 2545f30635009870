"""/metrics tells what is declared, as it is, and of nobody."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from api import metrics
from api.metrics import create_metrics_app, exposed
from contracts.metrics import METRICS
from contracts.topics import BRIDGE, FLOWS
from memory.core.dead_letter import NO_TENANT
from memory.core.flow_pause import pause, resume
from memory.core.flow_position import move, positions
from memory.core.mart import record_build
from memory.core.quarantine import QualityRun, record_run
from pipelines.examine import broker, ends
from pipelines.kafka import ensure_topics, producer
from pipelines.metrics import Sample, collect


@pytest.fixture
def root():
    return Path(__file__).parents[2]


def values(samples):
    return {(one.metric, *one.labels): one.value for one in samples}


@pytest.fixture
def told(settings):
    ensure_topics(settings)
    return lambda **more: values(collect(settings.model_copy(update=more)))


async def test_what_is_asked_over_http_is_prometheus_text_with_every_metric_declared(settings, told):
    transport = httpx.ASGITransport(create_metrics_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://metrics") as client:
        answer = await client.get("/metrics")
        assert (await client.get("/health")).status_code == 200
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert families.keys() == {name.removesuffix("_total") for name in METRICS}
    for metric in METRICS.values():
        family = families[metric.name.removesuffix("_total")]
        assert (family.type, family.documentation) == (metric.kind, metric.what)
        assert {tuple(sorted(sample.labels)) for sample in family.samples} <= {tuple(sorted(metric.labels))}
    assert {sample.labels["service"]: sample.value for sample in families["ventros_up"].samples} == {
        "kafka": 1, "postgres": 1, "redis": 1,
    }  # fmt: skip
    assert {sample.labels["flow"] for sample in families["ventros_flow_age_seconds"].samples} == set(FLOWS) - {BRIDGE}


@pytest.fixture
async def caught_up(settings, db):
    """Inbound has read what other tests left in the broker of all of them."""
    ensure_topics(settings)
    found = broker(settings)
    start = {("raw.inbound", part): 0 for part in range(found.topics["raw.inbound"])}
    reached = {("inbound", *one): end for one, end in ends(settings, start, 10).items()}
    seen = {("inbound", *one): at for one, at in (await positions(db, "inbound", found.cluster)).items()}
    async with db.tenant(NO_TENANT) as tx:
        await move(tx, found.cluster, seen, reached)


@pytest.mark.usefixtures("caught_up")
async def test_a_flow_that_is_behind_is_told_with_the_age_of_what_it_has_not_read(settings, told):
    client = producer(settings)
    at = [("ce_ingestedtime", "2026-03-02T12:00:00+00:00"), ("ce_id", "1")]
    before = told()["ventros_flow_lag_records", "inbound", "raw.inbound", "0"]
    client.produce("raw.inbound", b"{}", partition=0, headers=at)
    assert client.flush(10) == 0
    found = told()
    assert found["ventros_flow_lag_records", "inbound", "raw.inbound", "0"] == before + 1
    assert found["ventros_flow_age_seconds", "inbound"] > 3600


def test_what_is_away_is_down_and_the_rest_is_told(told):
    found = told(kafka_brokers="127.0.0.1:1")
    assert (found["ventros_up", "kafka"], found["ventros_up", "postgres"]) == (0, 1)
    assert ("ventros_outbox_events",) in found
    assert not [name for name, *_ in found if name == "ventros_flow_lag_records"]
    found = told(database_port=1)
    assert (found["ventros_up", "kafka"], found["ventros_up", "postgres"]) == (1, 0)


async def test_a_paused_flow_is_told(db, told):
    await pause(db, "embed", "mending")
    try:
        found = await asyncio.to_thread(told)
    finally:
        await resume(db, "embed")
    assert (found["ventros_flow_paused", "embed"], found["ventros_flow_paused", "inbound"]) == (1, 0)


async def test_how_the_last_look_at_the_rows_ended_is_told(db, told):
    assert not [name for name, *_ in await asyncio.to_thread(told) if name.startswith("ventros_quality")]
    at = datetime.now(UTC) - timedelta(hours=1)
    await record_run(db, QualityRun(kind="lake", ran_at=at, since=None, looked_at=9, violations=2, seconds=0.5))
    found = await asyncio.to_thread(told)
    assert found["ventros_quality_violations", "lake"] == 2
    assert found["ventros_quality_age_seconds", "lake"] >= 3600


def test_how_old_the_marts_are_and_whether_the_last_build_failed_is_told(settings, told):
    assert not [name for name, *_ in told() if name.startswith("ventros_marts")]
    record_build(settings, failed=True)
    found = told()
    assert found["ventros_marts_failed",] == 1
    assert ("ventros_marts_age_seconds",) not in found
    record_build(settings, failed=False)
    record_build(settings, failed=True)
    found = told()
    assert (found["ventros_marts_failed",], found["ventros_marts_age_seconds",] < 600) == (1, True)
    record_build(settings, failed=False)
    assert told()["ventros_marts_failed",] == 0


async def test_many_who_ask_at_once_are_told_the_same_answer(settings, monkeypatch):
    asked = []

    def collected(_):
        asked.append(1)
        yield Sample("ventros_dead_letters", len(asked))

    monkeypatch.setattr(metrics, "collect", collected)
    told = metrics.Told(settings)
    answers = await asyncio.gather(*(told.text() for _ in range(5)))
    assert (len(set(answers)), len(asked)) == (1, 1)


def test_no_metric_has_a_label_that_tells_of_a_tenant_or_a_person():
    labels = {label for metric in METRICS.values() for label in metric.labels}
    assert labels <= {"service", "flow", "topic", "partition", "table", "suites"}
    assert all(metric.name.endswith("_total") == (metric.kind == "counter") for metric in METRICS.values())
    assert exposed([]).count(b"# HELP") == len(METRICS)


def expressions(root):
    rules = yaml.safe_load((root / "deploy" / "alerts.yml").read_text())
    yield from (rule["expr"] for group in rules["groups"] for rule in group["rules"])
    board = json.loads((root / "deploy" / "dashboard.json").read_text())
    yield from (target["expr"] for panel in board["panels"] for target in panel["targets"])


def test_alerts_and_dashboard_ask_for_metrics_and_labels_that_there_are_and_for_every_metric(root):
    used = set()
    for expression in expressions(root):
        for name, labels in re.findall(r"(ventros_\w+)(?:\{([^}]*)\})?", expression):
            used.add(name)
            assert name in METRICS, expression
            assert set(re.findall(r"(\w+)\s*[!=]", labels)) <= set(METRICS[name].labels), expression
    assert used == METRICS.keys()


def test_every_alert_says_what_to_type(root):
    rules = yaml.safe_load((root / "deploy" / "alerts.yml").read_text())
    for rule in (rule for group in rules["groups"] for rule in group["rules"]):
        assert rule["annotations"]["mend"].startswith("ventros ")
        assert rule["labels"]["severity"] in {"page", "ticket"}
