"""P2, sessions: from the events of messages to rows, per second of processor, beside Quix Streams with executemany.

Both read the same records, and must write the same sessions. They work in turn, each on a share of the records, while
the other waits. Counted are the processor seconds of the process, and those of Postgres in that time. The peer does
less: `benchmarks/quix.py` says what is not asked of it. Asked to write the events down as well, it is another peer.
"""

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from benchmarks.contender import Contender, in_turn
from benchmarks.filling import make_topic, record, told
from benchmarks.house import House, opened
from benchmarks.peers import NoPeers, interpreter
from benchmarks.report import Ratio, Report, paired
from benchmarks.server import Server
from benchmarks.webhooks import webhooks

PACE = 0.5
"""Messages a second of event time: a person of 500 writes every quarter of an hour on average, now and then after more
than the half hour that ends a session."""
REPLIES = 4
TOPIC = "crm.message"

_TABLES = """
create schema {0};
create table {0}.messages (like crm.messages including all);
insert into {0}.messages overriding system value select * from crm.messages;
create table {0}.sessions (like crm.sessions including all);
alter table {0}.sessions alter project_id drop not null;
create table {0}.outbox (like core.outbox including all)"""

_PLACED = "select coalesce(sum(message_count), 0) from {}.sessions"

_SESSIONS = """
select tenant_id, contact_id, channel_type, status, end_reason, started_at, ended_at, last_activity_at, timeout_minutes,
  message_count, messages_from_contact, messages_from_agent, duration_seconds, first_contact_message_at,
  first_agent_response_at, agent_response_time_seconds
from {}.sessions"""

PEERS = {"quix": "Quix Streams", "quix_telling": "Quix Streams, with events"}
"""The schema that each of them writes to, and its name."""


def measure(*, quick: bool = False) -> Report:
    """A first share to warm up, then as many as there are rounds, one after the other by all."""
    rounds, share = (1, 500) if quick else (5, 4_000)
    number, notes = (rounds + 1) * share, list[str]()
    with opened() as house, ExitStack() as stack:
        sent = webhooks(house.channels, number, PACE, since=time.time() - number / PACE, replies=REPLIES)
        record(house.settings, sent)
        contenders = [_ours(house)]
        try:
            python = interpreter(make=not quick)
            contenders += [_peer(house, python, schema) for schema in PEERS]
        except NoPeers as error:
            notes.append(str(error))
        for contender in contenders:
            stack.enter_context(contender.servers[0])
        in_turn(contenders, house, told(house.settings, TOPIC), share)
        report = Report("P2 sessions, from topic to rows", [one.row(share) for one in contenders], notes=notes)
        for schema, peer in zip(PEERS, contenders[1:], strict=False):
            _compare(house, report, contenders[0], peer, schema)
    return report


def _ours(house: House) -> Contender:
    server = Server("ours", ["benchmarks.alone", "sessions"], house.settings)
    return Contender("ours", [server], TOPIC, _placed("crm"))


def _peer(house: House, python: Path, schema: str) -> Contender:
    settings, topic = house.settings, f"peer.{schema}"
    make_topic(settings, topic)
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
        connection.execute(_TABLES.format(schema).encode())
    told = {
        "PEER_BROKER": settings.kafka_brokers,
        "PEER_TOPIC": topic,
        "PEER_DSN": settings.dsn("admin"),
        "PEER_SCHEMA": schema,
        "PEER_STATE": str(settings.data_dir / schema),
        "PEER_TELLS": "yes" if schema == "quix_telling" else "",
    }
    program = str(Path(__file__).with_name("quix.py"))
    server = Server(PEERS[schema], [program], settings, stranger=(python, told))
    return Contender(PEERS[schema], [server], topic, _placed(schema))


def _placed(schema: str) -> LiteralString:
    return _PLACED.format(schema)  # type: ignore[return-value]


def _compare(house: House, report: Report, ours: Contender, peer: Contender, schema: str) -> None:
    of = "messages per processor second"
    report.ratios.extend(
        (
            Ratio(f"{of} of the process, over {peer.name}", paired(peer.own, ours.own), 2.0),
            Ratio(f"{of}, Postgres' included, over {peer.name}", paired(peer.whole, ours.whole)),
        )
    )
    here, there = (_sessions(house, one) for one in ("crm", schema))
    different = len(here ^ there)
    report.notes.append(f"{len(here)} sessions here, {len(there)} by {peer.name}: {different} are not in both")


def _sessions(house: House, schema: str) -> set[tuple[Any, ...]]:
    with psycopg.connect(house.settings.dsn("admin")) as connection:
        return set(connection.execute(_SESSIONS.format(schema).encode()).fetchall())
