import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

import contracts.core.project
import contracts.core.user
import contracts.crm.channel
import contracts.crm.chat
import contracts.crm.contact
import contracts.crm.message
import contracts.crm.session  # noqa: F401 - each declares its events
from contracts.crm.message import MessageRead
from contracts.envelope import Envelope
from contracts.event import CATALOGUE, Event, catalogue
from contracts.topics import BRIDGE, TOPICS, all_topic_names, event_queues, taken_queues, topics_of

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
TENANT = UUID(int=1)
PAST = re.compile(r"(ed|sent|read|set|rewritten)$")
NOT_OURS_TO_NAME = {"tracking.message.meta_ads"}


def envelope() -> Envelope:
    event = MessageRead(message_id=UUID(int=7), read_at=AT)
    return Envelope.of(event, TENANT, time=AT, origin="door", version=3, conversation="chat")


def test_an_envelope_survives_the_wire():
    sent = envelope()
    received = Envelope.receive(sent.topic, sent.key, dict(sent.headers()), sent.data)
    assert received == sent
    assert received.open() == MessageRead(message_id=UUID(int=7), read_at=AT)


def test_the_headers_are_cloud_events_and_say_tenant_origin_and_version():
    headers = dict(envelope().headers())
    assert (headers["ce_specversion"], headers["ce_type"], headers["ce_time"]) == (
        "1.0",
        "message.read",
        AT.isoformat(),
    )
    assert (headers["ce_tenantid"], headers["ce_origin"], headers["ce_aggregateversion"]) == (str(TENANT), "door", "3")


def test_the_key_is_the_tenant_with_the_conversation_or_the_aggregate():
    event = MessageRead(message_id=UUID(int=7), read_at=AT)
    assert envelope().key == f"{TENANT}:chat"
    alone = Envelope.of(event, TENANT, time=AT, origin="flow", version=1, conversation=None)
    assert alone.key == f"{TENANT}:{UUID(int=7)}"


def test_a_field_that_a_reader_does_not_know_yet_is_ignored():
    data = json.loads(envelope().data) | {"mood": "new"}
    assert MessageRead.read(data).message_id == UUID(int=7)


def test_a_type_is_declared_once_and_with_a_meaning():
    with pytest.raises(TypeError, match=r"message\.read"):

        class Again(Event, type="message.read", topic="crm.message", key="message_id"):
            """Twice."""

    with pytest.raises(TypeError, match="no docstring"):

        class Silent(Event, type="message.hushed", topic="crm.message", key="message_id"):
            message_id: UUID


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_event_has_a_topic_its_key_and_a_name_in_the_past(name):
    kind = CATALOGUE[name]
    assert kind.spec.topic in TOPICS
    assert kind.spec.key in kind.model_fields
    assert name in NOT_OURS_TO_NAME or PAST.search(name.replace("_", ".").split(".")[-1])
    assert kind.spec.doc.endswith(".")


def test_every_topic_has_a_dead_letter_twin_and_every_event_topic_an_event():
    assert len(all_topic_names()) == 2 * len(TOPICS)
    told = {kind.spec.topic for kind in CATALOGUE.values()}
    assert set(TOPICS) - told == {"raw.inbound"}
    assert {topic.dead_letters for topic in TOPICS.values()} <= set(all_topic_names())


def test_every_event_is_bridged_and_waits_in_a_queue_only_where_its_topic_says_so():
    assert set(topics_of(BRIDGE)) == {kind.spec.topic for kind in CATALOGUE.values()}
    queued = [(topic.name, event) for topic in TOPICS.values() for event in topic.queued]
    assert [event for topic, event in queued if CATALOGUE[event].spec.topic != topic] == []
    assert event_queues() == {event: f"domain.events.{event}" for _, event in queued}


def test_what_comes_in_over_the_bridge_never_goes_out_over_it():
    """Prevents a webhook that goes round for ever."""
    assert taken_queues() == ("waha.events.raw",)
    assert not {topic.name for topic in TOPICS.values() if topic.taken_from} & set(topics_of(BRIDGE))
    assert not set(event_queues().values()) & set(taken_queues())


def test_ids_and_times_are_given_when_nobody_says_otherwise():
    first, second = envelope(), envelope()
    assert first.id != second.id
    assert first.ingested.utcoffset() is not None
    assert isinstance(uuid4(), UUID)


def test_a_process_that_imported_no_event_knows_them_all():
    """Prevents a lake without the views of the events that its reader happens not to import."""
    asked = "from contracts.event import catalogue; print(*sorted(catalogue()))"
    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == sorted(catalogue())
