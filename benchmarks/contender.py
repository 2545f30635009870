"""Who turns the records of a topic into rows, and what that took: shares of the records, done by each in turn."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import LiteralString

import psycopg

from benchmarks import gauge
from benchmarks.filling import Event, produce
from benchmarks.house import House
from benchmarks.report import Row
from benchmarks.server import Server

PATIENCE = 180.0


class NotDone(RuntimeError):
    """Some records did not become rows in time: the logs in the benchmark's folder say why."""


@dataclass
class Contender:
    """Processes, the topic that they read, and how many records are done; then processor seconds and seconds by share.

    `services` are those whose processor time is counted beside that of the processes.
    """

    name: str
    servers: list[Server]
    topic: str
    done: LiteralString
    services: Sequence[str] = ("postgres",)
    own: list[float] = field(default_factory=list)
    shared: list[float] = field(default_factory=list)
    lasted: list[float] = field(default_factory=list)

    @property
    def whole(self) -> list[float]:
        """Processor seconds of processes and services."""
        return [own + shared for own, shared in zip(self.own, self.shared, strict=True)]

    def work(self, house: House, events: Sequence[Event], expected: int) -> None:
        """Have these records done, of which there are so many then; write down what it took."""
        before, began = self._cpu(house), time.monotonic()
        produce(house.settings, self.topic, events)
        self._wait(house, expected)
        self.lasted.append(time.monotonic() - began)
        own, shared = self._cpu(house)
        self.own.append(own - before[0])
        self.shared.append(shared - before[1])

    def forget_first(self) -> None:
        """The first share warmed it up."""
        for counted in (self.own, self.shared, self.lasted):
            del counted[0]

    def row(self, share: int) -> Row:
        """The medians of all shares of so many messages."""
        own, shared = median(self.own), median(self.shared)
        values = {
            "messages/s": share / median(self.lasted),
            "process µs each": own / share * 1e6,
            f"{' + '.join(self.services)} µs each": shared / share * 1e6,
        }
        return Row(self.name, values)

    def _cpu(self, house: House) -> tuple[float, float]:
        services = sum(gauge.cpu(house.services[name]) for name in self.services)
        return sum(server.cpu() for server in self.servers), services

    def _wait(self, house: House, expected: int) -> None:
        pause, deadline = threading.Event(), time.monotonic() + PATIENCE
        with psycopg.connect(house.settings.dsn("admin"), autocommit=True) as connection:
            while (found := connection.execute(self.done).fetchall()[0][0]) < expected:
                if time.monotonic() > deadline:
                    said = "\n".join(server.log.read_text()[-1000:] for server in self.servers)
                    raise NotDone(f"{self.name}: {found} of {expected}. {said}")
                pause.wait(0.1)


def in_turn(contenders: Sequence[Contender], house: House, events: Sequence[Event], share: int) -> None:
    """Each does a share, then the next; the first share does not count."""
    for start in range(0, len(events), share):
        for contender in contenders:
            contender.work(house, events[start : start + share], start + share)
    for contender in contenders:
        contender.forget_first()
