"""What the checker has to see through: a consumer as one writes it at first.

It inserts plain rows under random ids, keeps no positions, and lets the broker remember how far it has come: before
the effect (`first`), so that a crash loses, or after it (`last`), so that a crash doubles.

`python -m tests.chaos.naive BROKERS TOPIC DSN first|last`
"""

import sys
from uuid import UUID, uuid4

import psycopg
from confluent_kafka import Consumer

SCHEMA = "create table naive (id uuid primary key, message uuid not null, at timestamptz not null default now())"
INSERT = "insert into naive (id, message) values (%s, %s)"
BATCH = 10_000


def consume(brokers: str, topic: str, dsn: str, commit: str) -> None:
    """Read and insert until somebody ends it."""
    told = {
        "bootstrap.servers": brokers,
        "group.id": f"naive-{commit}",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "session.timeout.ms": 6_000,
        "fetch.wait.max.ms": 10,
    }
    reader = Consumer(told)
    reader.subscribe([topic])
    with psycopg.connect(dsn, autocommit=True) as connection:
        while True:
            messages = [one for one in reader.consume(BATCH, 1.0) if not one.error()]
            if messages and commit == "first":
                reader.commit(asynchronous=False)
            for one in messages:
                connection.execute(INSERT, (uuid4(), UUID(bytes=one.key())))
            if messages and commit == "last":
                reader.commit(asynchronous=False)


if __name__ == "__main__":
    consume(*sys.argv[1:])
