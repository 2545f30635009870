"""How faults strike and are mended: a block each, at whose end the system is left to itself again."""

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aio_pika
import psycopg
import redis

from api.cli.child import environment
from api.cli.run import READY
from contracts.crm.message import MessageCreated
from contracts.topics import DOMAIN_EVENTS
from memory.core.flow_position import PositionMoved
from pipelines.bridge.rabbitmq import arguments
from pipelines.local.process import Process
from tests.chaos.installation import Installation, send, tree, until
from tests.chaos.roads import Road

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
TEN_MINUTES = 600
CLOCK_IS_READ = 1.5
"""Seconds after which every process has seen that its clock is another."""

SLOW_SECONDS = 0.02
SMALL_QUEUE = "chaos.small"
"""A queue that takes five messages, and then no more."""

TURN = 0.15
"""Seconds that a slow service does nothing, and then works for a third of it."""


@contextmanager
def stopped(house: Installation, name: str) -> Iterator[None]:
    """A service is ended cleanly, and started again on the same port."""
    house.services.stop_one(name)
    try:
        yield
    finally:
        house.services.restart(name)


@contextmanager
def crashed(house: Installation, name: str) -> Iterator[None]:
    """A service is gone, as by a power cut, and started again at once."""
    house.services.kill(name)
    house.services.restart(name)
    yield


@contextmanager
def stammering(house: Installation, *names: str) -> Iterator[None]:
    """Services that mostly do nothing: every answer takes its time."""
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            stopped = [one for name in names for one in tree(house.pid(name))]
            send(signal.SIGSTOP, stopped)
            stop.wait(TURN)
            send(signal.SIGCONT, stopped)
            stop.wait(TURN / 3)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def disconnected(house: Installation) -> Iterator[None]:
    """Postgres ends every connection but ours."""
    with psycopg.connect(house.settings.dsn("admin"), autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where backend_type = 'client backend' and pid <> pg_backend_pid()"
        )
    yield


@contextmanager
def flushed(house: Installation) -> Iterator[None]:
    """Redis forgets all it has."""
    with redis.Redis.from_url(house.settings.redis_url.get_secret_value()) as client:
        client.flushall()
    yield


@contextmanager
def queue_full(house: Installation) -> Iterator[None]:
    """A queue that somebody has bound to new messages takes no more of them."""
    asyncio.run(_small_queue(house, there=True))
    try:
        yield
    finally:
        asyncio.run(_small_queue(house, there=False))


async def _small_queue(house: Installation, *, there: bool) -> None:
    async with await aio_pika.connect(house.settings.rabbitmq_url.get_secret_value()) as connection:
        channel = await connection.channel()
        if there:
            queue = await channel.declare_queue(SMALL_QUEUE, durable=True, arguments=arguments("none", length=5))
            await queue.bind(DOMAIN_EVENTS, MessageCreated.spec.type)
        else:
            await channel.queue_delete(SMALL_QUEUE)


@contextmanager
def log_disk_full(house: Installation) -> Iterator[None]:
    """Postgres cannot write its log: it ends itself, and somebody makes room and starts it again."""
    with house.disks["wal"].full():
        until(lambda: _no_room(house), "Postgres always finds room for its log")
        yield
    house.services.restart("postgres")


def _no_room(house: Installation) -> bool:
    """Whether Postgres gave up. It has pieces of its log that it uses again; each look takes it another one."""
    try:
        with psycopg.connect(house.settings.dsn("admin"), autocommit=True, connect_timeout=2) as connection:
            connection.execute("select pg_logical_emit_message(false, 'chaos', 'x'), pg_switch_wal()")
    except psycopg.OperationalError:
        return True
    return False


@contextmanager
def zombie(house: Installation) -> Iterator[None]:
    """The flows stand still and are taken for dead, others begin, and the first wake up: they end, and write nothing."""
    log = house.settings.data_dir / "logs" / "second-flows.log"
    first, log_of_first = house.processes.restarts("flows"), house.child("flows").log.path
    said = log_of_first.stat().st_size
    with ExitStack() as stack:
        with house.frozen("flows"):
            command = [sys.executable, "-P", "-m", "tests.chaos.launcher", "flows"]
            second = Process(
                command, log, (signal.SIGTERM,), environment=environment(house.settings), folder=Path.cwd()
            )
            stack.callback(second.kill)
            until(lambda: READY in log.read_text(), "the second flows are not ready")
            before = _read(house)
            until(lambda: _read(house) > before, "the second flows do not go on")
        until(lambda: house.processes.restarts("flows") > first, "the first flows did not end")
        until(lambda: str(PositionMoved()) in log_of_first.read_text()[said:], "the first flows did not say why")
        yield


def _read(house: Installation) -> int:
    """How much the flow of the messages has read. What the first flows hold in a transaction Postgres ends after 10 s."""
    with psycopg.connect(house.settings.dsn("admin"), connect_timeout=5) as connection:
        rows = connection.execute("select sum(next_offset) from core.flow_position where flow = 'inbound'").fetchall()
    return int(rows[0][0] or 0)


@contextmanager
def clock_wrong(house: Installation, seconds: int) -> Iterator[None]:
    """The clocks of all processes jump, while they work, and jump back; they have to go on after either.

    Then they are started anew with the clock of the machine: a clock that can jump makes them slow.
    """
    clock = house.orders / "clock"
    clock.write_text("+0")
    house.renew(
        LD_PRELOAD=str(FAKETIME),
        FAKETIME_TIMESTAMP_FILE=str(clock),
        FAKETIME_CACHE_DURATION="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
        DONT_FAKE_MONOTONIC="1",
    )
    _jump(house, clock, seconds)
    yield
    _jump(house, clock, 0)
    house.renew()


def _jump(house: Installation, clock: Path, seconds: int) -> None:
    """Set the clocks, and return when the flows have gone on since."""
    clock.write_text(f"{seconds:+d}")
    threading.Event().wait(CLOCK_IS_READ)
    before = _read(house)
    until(lambda: _read(house) > before, f"the flows do not go on with clocks {seconds} s off", 30.0)


@contextmanager
def slow_network(house: Installation) -> Iterator[None]:
    """Between the processes and Postgres, Redis and RabbitMQ every piece takes 20 ms, either way.

    The broker says itself where it is to be reached, so that no proxy can stand before it: it stammers.
    """
    with ExitStack() as stack:
        roads = {
            name: stack.enter_context(Road(service.port))
            for name, service in house.services._services.items()
            if name != "kafka"
        }
        told = environment(house.settings)
        told["VENTROS_DATABASE_PORT"] = str(roads["postgres"].port)
        for name in ("redis", "rabbitmq"):
            if name in roads:
                url = told[f"VENTROS_{name.upper()}_URL"]
                port = house.services._services[name].port
                told[f"VENTROS_{name.upper()}_URL"] = url.replace(f":{port}/", f":{roads[name].port}/")
        for road in roads.values():
            road.delay = SLOW_SECONDS
        with detour(house, told), stammering(house, "kafka"):
            yield


@contextmanager
def detour(house: Installation, told: dict[str, str]) -> Iterator[None]:
    """All processes are started anew with these settings, and at the end with their own again."""
    names = ("VENTROS_DATABASE_PORT", "VENTROS_REDIS_URL", "VENTROS_RABBITMQ_URL")
    before = house.settings.model_copy()
    changed = house.settings.model_copy(
        update={
            "database_port": int(told["VENTROS_DATABASE_PORT"]),
            "redis_url": type(before.redis_url)(told[names[1]]),
            "rabbitmq_url": type(before.rabbitmq_url)(told[names[2]]),
        }
    )
    for role in house.roles:
        house.child(role)._settings = changed
    house.renew()
    try:
        yield
    finally:
        for role in house.roles:
            house.child(role)._settings = before
        house.renew()


@contextmanager
def two_replays(house: Installation) -> Iterator[None]:
    """Two replays of what came in so far, beside what is live, for two tenants."""
    since = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    command = [sys.executable, "-P", "-m", "api.cli", "replay", "enrich", "--since", since, "--sentiment", "cautious"]
    log = house.settings.data_dir / "logs" / "replays.log"
    with log.open("ab") as out:
        running = [
            subprocess.Popen([*command, "--tenant", str(stage.tenant_id)], env=environment(house.settings),
                             stdout=out, stderr=out)
            for stage in house.stages[:2]
        ]  # fmt: skip
        yield
        until(lambda: all(one.poll() is not None for one in running), "the replays did not end", 120.0)
    if any(one.returncode for one in running):
        raise RuntimeError(f"a replay failed: {log.read_text()[-2000:]}")
