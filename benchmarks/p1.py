"""P1, ingest: a signed webhook to its durable 2xx, against the least that durability takes. Paired runs, A B A B.

A closed loop from another process keeps 64 connections busy for a fixed time. Each run is followed by the run of its
peer, and the ratio is the median of the ratios of such pairs.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

import psycopg

from benchmarks import bare
from benchmarks.house import House, free_port, opened
from benchmarks.load import Elsewhere
from benchmarks.report import Ratio, Report, Row, paired, percentile
from benchmarks.server import Server
from benchmarks.webhooks import webhooks

CONNECTIONS = 64


@dataclass
class Contender:
    """A server with the runs that it made: requests a second, p50 and p99 in seconds, processor seconds a request."""

    server: Server
    rates: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def row(self) -> Row:
        """The medians of all runs."""
        values = {
            "requests/s": median(self.rates),
            "p50 ms": median(self.p50) * 1e3,
            "p99 ms": median(self.p99) * 1e3,
            "processor µs/request": median(self.cpu) * 1e6,
        }
        return Row(self.server.name, values)


def measure(*, quick: bool = False) -> Report:
    """All five, in rounds."""
    rounds, seconds = (1, 0.3) if quick else (9, 1.5)
    with opened() as house, Elsewhere() as load, ExitStack() as stack:
        with psycopg.connect(house.settings.dsn("admin"), autocommit=True) as connection:
            connection.execute(bare.SCHEMA)
        contenders = [Contender(stack.enter_context(server)) for server in _servers(house)]
        for contender in contenders:
            _run(contender, house, load, 0.3, expected=2_000)
        warm = {id(one): one.rates.pop() for one in contenders}
        for contender in contenders:
            contender.p50.clear(), contender.p99.clear(), contender.cpu.clear()
        for _ in range(rounds):
            for contender in contenders:
                _run(contender, house, load, seconds, expected=max([warm[id(contender)], *contender.rates]))
    return _report(contenders)


def _servers(house: House) -> list[Server]:
    """Those to compare stand side by side."""
    return [
        _ours("ours, broker", house, durable=True),
        _peer("bare ASGI, broker's ack", "broker", house),
        _ours("ours, journal", house, durable=False),
        _peer("bare ASGI, group-commit INSERT", "journal", house),
        _peer("FastAPI, one INSERT a request", "insert", house),
    ]


def _ours(name: str, house: House, *, durable: bool) -> Server:
    port = free_port()
    settings = house.settings.model_copy(update={"kafka_durable": durable, "api_port": port})
    return Server(name, ["api.cli", "run", "api"], settings, port)


def _peer(name: str, kind: str, house: House) -> Server:
    port = free_port()
    return Server(name, ["benchmarks.bare", kind, str(port)], house.settings, port)


def _run(contender: Contender, house: House, load: Elsewhere, seconds: float, expected: float) -> None:
    requests = [one.request for one in webhooks(house.channels, int(expected * seconds * 1.5) + CONNECTIONS)]
    before = contender.server.cpu()
    answers = load.closed(contender.server.port, requests, CONNECTIONS, seconds)
    answered = len(answers.took)
    contender.cpu.append((contender.server.cpu() - before) / answered)
    contender.rates.append(answered / answers.seconds)
    contender.p50.append(percentile(answers.took, 0.50))
    contender.p99.append(percentile(answers.took, 0.99))


def _report(contenders: Sequence[Contender]) -> Report:
    broker, bare_broker, journal, bare_journal, insert = contenders
    ratios = [
        Ratio("broker path, throughput over the bare handler's", paired(broker.rates, bare_broker.rates), 0.7),
        Ratio("broker path, the bare handler's processor time over ours", paired(bare_broker.cpu, broker.cpu)),
        Ratio("broker path, throughput over one INSERT a request", paired(broker.rates, insert.rates), 4.0),
        Ratio("journal path, throughput over the bare group commit's", paired(journal.rates, bare_journal.rates), 0.5),
        Ratio("journal path, the bare group commit's processor time over ours", paired(bare_journal.cpu, journal.cpu)),
        Ratio("journal path, throughput over one INSERT a request", paired(journal.rates, insert.rates)),
    ]
    return Report(f"P1 ingest, {CONNECTIONS} connections", [one.row() for one in contenders], ratios)
