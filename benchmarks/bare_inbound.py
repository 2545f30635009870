"""The inbound path's peer: a bare consumer that parses as we do and writes people, chats and messages by executemany.

`python -m benchmarks.bare_inbound TOPIC` writes tables of the same shape in the schema `bare`, and knows in memory who
is there already. Names that turn out to be one person's, repetition, tenants' fences, positions, events, sessions: none
of these is asked of it.
"""

import sys
from typing import Any

import psycopg
from confluent_kafka import Consumer, TopicPartition
from psycopg.types.json import Jsonb

from connectors import CONNECTORS
from contracts.connector import Raw
from contracts.crm.message import ObservedMessage
from contracts.settings import Settings
from contracts.types import derived_id
from pipelines.io import BATCH, IDLE, raw_of, record_of
from pipelines.kafka import consumer

SCHEMA = """
create schema bare;
create table bare.contacts (like crm.contacts including all);
create table bare.chats (like crm.chats including all);
create table bare.messages (like crm.messages including all)"""

_CONTACT = """
insert into bare.contacts (tenant_id, id, project_id, name, phone, first_interaction_at, last_interaction_at)
values (%s, %s, %s, %s, %s, %s, %s)"""
_CHAT = """
insert into bare.chats (tenant_id, id, project_id, channel_id, type, external_id, contact_id)
values (%s, %s, %s, %s, %s, %s, %s)"""
_MESSAGE = """
insert into bare.messages (tenant_id, id, project_id, channel_id, channel_type, chat_id, contact_id, provider_id,
  from_me, content_type, text, status, source, metadata, timeout_minutes, at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'webhook', %s, 30, %s)"""

Row = tuple[Any, ...]


class Batch:
    """Rows to write. `known` are the contacts and chats that are there."""

    def __init__(self, known: set[Any]) -> None:
        self._known = known
        self.contacts, self.chats, self.messages = list[Row](), list[Row](), list[Row]()

    def add(self, raw: Raw, seen: ObservedMessage) -> None:
        """A message with its person and its chat."""
        whose, best = (raw.tenant_id, raw.project_id), min(seen.who)
        contact = derived_id(raw.tenant_id, *best, "contact")
        chat = derived_id(raw.tenant_id, raw.channel_id, seen.chat, "chat")
        if contact not in self._known:
            self.contacts.append((raw.tenant_id, contact, raw.project_id, best.value, best.value, seen.at, seen.at))
        if chat not in self._known:
            place = (raw.channel_id, seen.chat_type, seen.chat, contact)
            self.chats.append((raw.tenant_id, chat, raw.project_id, *place))
        self._known |= {contact, chat}
        message = derived_id(raw.tenant_id, raw.channel_id, seen.provider_id, "message")
        said = (seen.from_me, seen.content_type, seen.text, seen.status, Jsonb(seen.metadata), seen.at)
        where = (raw.channel_id, raw.channel_type, chat, contact, seen.provider_id)
        self.messages.append((whose[0], message, whose[1], *where, *said))

    def write(self, connection: psycopg.Connection[Any]) -> None:
        """In one transaction."""
        with connection.transaction(), connection.cursor() as cursor:
            for statement, rows in ((_CONTACT, self.contacts), (_CHAT, self.chats), (_MESSAGE, self.messages)):
                if rows:
                    cursor.executemany(statement, rows)


def main(topic: str) -> None:
    """Read until the process is ended."""
    settings, known = Settings(), set[Any]()
    client = consumer(settings)
    client.assign([TopicPartition(topic, 0, 0)])
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
        while True:
            _step(client, connection, Batch(known))


def _step(client: Consumer, connection: psycopg.Connection[Any], batch: Batch) -> None:
    first = client.poll(IDLE)
    for message in [first, *client.consume(BATCH, 0.0)] if first else []:
        if not message.error():
            raw = raw_of(record_of(message, ""))
            for seen in CONNECTORS[raw.channel_type].parse(raw):
                if isinstance(seen, ObservedMessage):
                    batch.add(raw, seen)
    if batch.messages:
        batch.write(connection)


if __name__ == "__main__":
    main(sys.argv[1])
