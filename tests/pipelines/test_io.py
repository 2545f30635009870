"""The source: every partition that the broker has is read by somebody, and a log that changed is not read on."""

from datetime import UTC, datetime, timedelta
from time import monotonic
from uuid import uuid4

import pytest
from confluent_kafka import Producer

from pipelines.io import KafkaIn, LogLost, MorePartitions
from pipelines.kafka import ensure_topics, producer

TOPIC = "crm.message"
PARTITIONS = 4


@pytest.fixture
def parts(settings):
    """Opens parts of a source, for a setting that says another number of partitions than the broker has."""
    ensure_topics(settings)
    one = settings.model_copy(update={"kafka_partitions": 1})
    opened = []

    def make(group=0, groups=1, **more):
        source = KafkaIn(one, {f"flow-{uuid4().hex[:6]}": [TOPIC]}, groups, **more)
        assert source.list_parts() == [str(n) for n in range(groups)]
        opened.append(source.build_part("s", str(group), None))
        return opened[-1]

    yield make
    for part in opened:
        part.close()


def put_one_on_each(client: Producer) -> set[str]:
    names = {str(uuid4()): partition for partition in range(PARTITIONS)}
    for name, partition in names.items():
        client.produce(TOPIC, name.encode(), headers=[("ce_id", name)], partition=partition)
    assert client.flush(10) == 0
    return set(names)


def read(part, wanted):
    """What came, until all that is wanted has come."""
    records = []
    for _ in range(200):
        records += part.next_batch()
        if wanted <= {record.value.decode() for record in records}:
            return [record for record in records if record.value.decode() in wanted]
    raise AssertionError(f"{len(wanted)} were wanted, this came: {records}")


def test_every_partition_of_the_broker_is_read_whatever_the_setting_says(settings, parts):
    wanted = put_one_on_each(producer(settings))
    assert sorted(record.partition for record in read(parts(), wanted)) == list(range(PARTITIONS))


def test_groups_share_the_partitions_without_a_gap(parts):
    shares = [set(parts(group, 3)._next) for group in range(3)]
    assert sorted(place for share in shares for place in share) == [(TOPIC, n) for n in range(PARTITIONS)]


def test_partitions_that_came_later_are_noticed_and_the_flow_starts_anew(parts):
    part = parts()
    part._check()
    del part._next[TOPIC, 2]  # the embedded broker cannot add partitions
    with pytest.raises(MorePartitions):
        part._check()


def test_another_life_of_the_log_is_read_from_where_the_flow_is_in_it(settings, parts):
    part = parts()
    first = put_one_on_each(producer(settings))
    read(part, first)
    part._cluster = "another"
    part._check()
    records = read(part, first | put_one_on_each(producer(settings)))
    assert {record.cluster for record in records} == {part._cluster} != {"another"}


def test_a_log_that_ends_before_what_was_read_is_not_read_on(parts):
    part = parts()
    part.next_batch()
    place = (TOPIC, 0)
    part._next[place] += 1_000_000

    def look():
        until = monotonic() + 30
        while monotonic() < until:  # until the broker has said where the log ends
            part.next_batch()
            part._check()

    with pytest.raises(LogLost):
        look()


class Rest:
    """Remembers for how many seconds a source would have rested."""

    def __init__(self):
        self.seconds = []

    def wait(self, seconds):
        self.seconds.append(seconds)


def test_who_is_in_no_hurry_rests_after_what_came_and_misses_nothing(settings, parts):
    client, part = producer(settings), parts(rest=timedelta(seconds=60))
    part._rested = Rest()
    read(part, put_one_on_each(client))
    part.next_batch()
    assert 50 < part._rested.seconds[-1] <= 60
    read(part, put_one_on_each(client) | put_one_on_each(client))
    while part.next_batch():
        pass
    part.next_batch()
    assert part._rested.seconds[-1] == 0


def test_who_is_in_no_hurry_does_not_rest_while_more_waits_than_is_taken_at_once(settings, parts, monkeypatch):
    monkeypatch.setattr("pipelines.io.BATCH", 2)
    client, part = producer(settings), parts(rest=timedelta(milliseconds=400))
    part._rested = Rest()
    for _ in range(3):
        put_one_on_each(client)
    taken = [len(part.next_batch()) for _ in range(20)]
    rests = part._rested.seconds[1:]
    assert {rest for number, rest in zip(taken, rests, strict=False) if number > 2} == {0}


def test_who_is_in_a_hurry_looks_again_at_once(settings, parts):
    part = parts()
    part._rested = Rest()
    read(part, put_one_on_each(producer(settings)))
    part.next_batch()
    assert set(part._rested.seconds) == {0}


def test_a_source_is_due_whatever_the_clock_says(settings, parts):
    part = parts()
    part.next_batch()
    assert part.next_awake() <= datetime.fromtimestamp(0, UTC)
