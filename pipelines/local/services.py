"""The services that one launcher holds."""

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from . import record
from .kafka import Kafka
from .postgres import Postgres
from .process import ProcessId, identify
from .rabbitmq import RabbitMQ
from .record import Setting, State
from .redis import Redis
from .service import Service
from .temporal import Temporal

KINDS: dict[str, type[Service]] = {kind.name: kind for kind in (Postgres, Kafka, Redis, RabbitMQ, Temporal)}
EVERYWHERE = ("postgres", "kafka", "redis")
"""Those that everything stands on; RabbitMQ and Temporal are started where they were asked for, and are installed."""

_held: set["Services"] = set()
"""Keeps what a careless caller drops: its services run on, and its folder stays locked."""


class Services:
    """Running services of a data folder, until `stop` or the end of this process, whichever comes first.

    They belong to the process that started them: start them after becoming a daemon, not before.
    """

    def __init__(self, data_dir: Path, only: Iterable[str], also: Mapping[str, Setting]) -> None:
        """Take the folder and start. Raises AlreadyRunning, NotStarted, PackageMissing."""
        self.data_dir, self._also = data_dir, dict(also)
        self._lock = record.lock(data_dir)
        try:
            record.end(data_dir)  # what a killed launcher left: we hold the lock, so it is gone
            self._state = record.read(data_dir)["state"]
            kept, ports = self._state.get("kept", {}), self._state.get("ports", {})
            self._services = {name: KINDS[name](data_dir, kept, ports.get(name)) for name in only}
            self._write()  # before anything uses the passwords
            self._start()
        except BaseException:
            self._lock.close()
            raise

    def _start(self) -> None:
        try:
            self._each(Service.start)
            self._write()
            _held.add(self)
        except BaseException:
            self.stop()
            raise

    @property
    def settings(self) -> dict[str, Setting]:
        """How to reach them, and what is recorded with that, by the names of contracts/settings.py."""
        return {name: value for one in self._services.values() for name, value in one.settings.items()} | self._also

    @property
    def state(self) -> State:
        """What is recorded beside the settings, such as `kafka_cluster_id`."""
        return self._state

    def stop(self) -> None:
        """End all of them cleanly, at once. A second time does nothing."""
        if not self._lock.closed:
            self._each(Service.stop)
            self._write()
            self._lock.close()
            _held.discard(self)

    def stop_one(self, name: str) -> None:
        """End one of them cleanly; `restart` brings it back."""
        self._services[name].stop()
        self._write()

    def kill(self, name: str) -> None:
        """End one of them as a power cut would (kill -9)."""
        self._services[name].kill()
        self._write()

    def restart(self, name: str) -> None:
        """End it if it runs and start it on the same port and data; Kafka comes back empty, under a new cluster id."""
        self._services[name].stop()
        self._services[name].launch()
        self._write()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _each(self, action: Callable[[Service], None]) -> None:
        """Do it to all in parallel; the first error is raised when all are done."""
        with ThreadPoolExecutor(len(KINDS)) as pool:
            doing = [pool.submit(action, service) for service in self._services.values()]
        for done in doing:
            done.result()

    def _write(self) -> None:
        """Record who runs where."""
        state = self._state
        state["processes"] = self._processes()
        state["ports"] = state.get("ports", {}) | {name: service.port for name, service in self._services.items()}
        state["kept"] = state.get("kept", {}) | self.settings
        for service in self._services.values():
            state.update(service.state())
        record.write(self.data_dir, {"settings": self.settings, "state": state})

    def _processes(self) -> dict[str, list[ProcessId]]:
        running = {name: service.identities() for name, service in self._services.items() if service.running()}
        return running | {record.LAUNCHER: [identify(os.getpid())]} if running else {}
