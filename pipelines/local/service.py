"""What the embedded services have in common: a port, a log, a process, and a moment when they are ready."""

import importlib.util
import random
import signal
import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from contracts.errors import VentrosError

from .process import ENVIRONMENT, Account, Process, ProcessId
from .record import Setting, State

HOST = "127.0.0.1"
PORTS = range(20_000, 32_000)  # below what Linux and macOS give to outgoing connections
LOG_KEPT_BYTES = 10_000_000


class NotStarted(VentrosError):
    """A local service did not start."""


class PackageMissing(VentrosError):
    """Local services are not installed: run `pip install 'ventros-crm[local]'`."""


def installed(package: str) -> Path:
    """The folder of an installed package, found without importing it. Raises PackageMissing."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise PackageMissing(f"The package {package.replace('_', '-')} is missing: pip install 'ventros-crm[local]'")
    return Path(found.origin).parent


def free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(wanted: int | None) -> int:
    """The wanted port when it is free, otherwise any free one, at random."""
    if wanted and free(wanted):
        return wanted
    return next(port for port in random.sample(PORTS, len(PORTS)) if free(port))


class Service(ABC):
    """One embedded service: start, ready, stop."""

    name: ClassVar[str]
    title: ClassVar[str]
    signals: ClassVar[tuple[int, ...]] = (signal.SIGTERM,)
    patience: ClassVar[float] = 60.0
    """Seconds until a service that runs but does not answer counts as not started."""

    account: Account | None = None

    def __init__(self, data_dir: Path, kept: Mapping[str, Setting], port: int | None) -> None:
        """`kept` are the settings and `port` the port that the data folder recorded earlier."""
        self.folder = data_dir / self.name
        self.log = data_dir / "logs" / f"{self.name}.log"
        self.port = free_port(port)
        self.settings = self.describe(kept)
        self.process: Process | None = None

    @abstractmethod
    def describe(self, kept: Mapping[str, Setting]) -> dict[str, Setting]:
        """The settings by which clients reach it; passwords are made once and kept."""

    @abstractmethod
    def prepare(self) -> None:
        """Whatever has to be in place before each start."""

    @abstractmethod
    def command(self) -> list[str]:
        """What to run, as an absolute path with its arguments."""

    @abstractmethod
    def ready(self) -> bool:
        """Whether this very process, and no other on its port, answers."""

    def state(self) -> State:
        """What the data folder records beside the settings."""
        return {}

    def environment(self) -> Mapping[str, str]:
        """All that it sees of an environment."""
        return ENVIRONMENT

    def running(self) -> bool:
        return self.process is not None and self.process.running()

    def identities(self) -> list[ProcessId]:
        return self.process.identities() if self.process else []

    def start(self) -> None:
        """Start and wait until ready, on another port if somebody took ours meanwhile. Raises NotStarted."""
        try:
            self.launch()
        except NotStarted:
            if free(self.port):
                raise
            self.port = free_port(None)
            self.settings = self.describe(self.settings)
            self.launch()

    def launch(self) -> None:
        """Start on this port and wait until ready. Raises NotStarted."""
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_KEPT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        before = self.log.stat().st_size if self.log.exists() else 0
        self.prepare()
        process = self.process = Process(
            self.command(), self.log, self.signals, self.account, environment=self.environment()
        )
        deadline = time.monotonic() + self.patience
        while not self.ready():
            if not process.running() or time.monotonic() > deadline:
                process.stop()
                raise self.not_started(before)
            time.sleep(0.01)

    def not_started(self, before: int) -> NotStarted:
        """The error that quotes what its log says since position `before`."""
        written = self.log.read_bytes()[before:].decode(errors="replace") if self.log.exists() else ""
        lines = "\n".join(written.splitlines()[-15:]) or "(nothing)"
        return NotStarted(f"{self.title} did not start: last lines of its log:\n{lines}\nsee {self.log}")

    def stop(self) -> None:
        """End it cleanly; no harm if it does not run."""
        if self.process:
            self.process.stop()

    def kill(self) -> None:
        """End it as a power cut would (kill -9)."""
        if self.process:
            self.process.kill()
