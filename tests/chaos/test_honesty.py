"""The checker is no rubber stamp: what is written naively, and killed once, it finds out."""

import subprocess
import sys
from collections import Counter
from uuid import UUID, uuid4

import psycopg
import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from api.cli.child import inherited
from api.demo.stage import Stage
from tests.chaos import naive
from tests.chaos.checker import Acknowledged, Found, judge
from tests.chaos.installation import until
from tests.chaos.workload import Workload, conversation, recorded, shops

WEBHOOKS = 2_000


@pytest.fixture(scope="module")
def ledger():
    """What a broker acknowledged: the messages of the workload's first webhooks, each once."""
    stages = {
        shop.key: Stage(shop, uuid4(), uuid4(), uuid4(), secret="s", waha="https://waha.example", token="t")
        for shop in shops()
    }
    workload, messages = Workload(7), dict[UUID, str]()
    for number in range(WEBHOOKS):
        webhook = workload[number]
        if message := recorded(webhook, stages[webhook.shop]):
            messages.setdefault(message, conversation(webhook))
    return [Acknowledged(message, where) for message, where in messages.items()]


@pytest.fixture
def topic(base, ledger):
    """A topic with all of them, each acknowledged."""
    name = f"naive-{uuid4().hex}"
    admin = AdminClient({"bootstrap.servers": base.kafka_brokers})
    admin.create_topics([NewTopic(name, num_partitions=1, replication_factor=1)])[name].result(10)
    append(base, name, ledger)
    return name


def append(base, topic, entries):
    """Put messages into the topic; all are acknowledged."""
    refused, producer = [], Producer({"bootstrap.servers": base.kafka_brokers, "acks": "all"})
    for entry in entries:
        producer.produce(topic, b"", entry.message.bytes, on_delivery=lambda error, _: error and refused.append(error))
    assert producer.flush(20) == 0
    assert refused == []


@pytest.fixture
def table(settings):
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
        connection.execute("drop table if exists naive")
        connection.execute(naive.SCHEMA)
        yield connection


def test_the_checker_finds_nothing_in_a_plain_consumer_that_nobody_disturbs(settings, topic, table, ledger):
    with running(settings, topic, "first"):
        until(lambda: count(table) == len(ledger), "all rows", 30)
    assert judge(ledger, rows(table)).flawless


@pytest.mark.parametrize("commit", ["first", "last"])
def test_the_checker_fails_a_naive_consumer_that_is_killed_once(base, settings, topic, table, ledger, commit):
    with running(settings, topic, commit) as consumer:
        until(lambda: count(table) > 100, "a hundred rows", 30)
        consumer.kill()
    until(lambda: silent(table), "the end of what it was writing", 30)
    written, last = count(table), Acknowledged(uuid4(), "after the kill")
    assert written < len(ledger), "it was killed too late to prove anything"
    append(base, topic, [last])
    with running(settings, topic, commit):
        until(lambda: last.message in rows(table).rows, "what came after the kill", 30)
    verdict = judge([*ledger, last], rows(table))
    assert not verdict.flawless
    assert len(verdict.lost) == (len(ledger) - written if commit == "first" else 0)
    assert len(verdict.doubled) == (0 if commit == "first" else written)


def running(settings, topic, commit):
    command = [sys.executable, "-m", "tests.chaos.naive", settings.kafka_brokers, topic, settings.dsn("admin"), commit]
    return Ended(command, env=inherited())


class Ended(subprocess.Popen):
    """A process that is ended with its block."""

    def __exit__(self, *about):
        self.kill()
        super().__exit__(*about)


def silent(table):
    """Whether nobody else writes any more: what a killed client sent last is still done."""
    asked = (
        "select count(*) from pg_stat_activity where datname = current_database() and query like 'insert into naive%'"
    )
    return table.execute(asked).fetchone()[0] == 0


def count(table):
    return table.execute("select count(*) from naive").fetchone()[0]


def rows(table):
    found = [message for (message,) in table.execute("select message from naive order by at, id")]
    return Found(Counter(found), told=list(dict.fromkeys(found)))
