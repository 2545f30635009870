"""A process that is measured: started, ready, and what processor time it took."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from api.cli.child import environment
from contracts.settings import Settings
from pipelines.local.process import Process

PATIENCE = 60.0


def busy() -> float:
    """Seconds of processor that the whole machine has worked so far; 0 where it does not tell (not Linux)."""
    with suppress(OSError):
        user, nice, system, _, _, irq, softirq, *_ = map(int, Path("/proc/stat").read_text().split()[1:11])
        return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")  # proc(5)
    return 0.0


class NotReady(RuntimeError):
    """The process ended, or its port did not open in a minute; its log says why."""


class Server:
    """One of our processes or of their bare peers, from `with` on until its end."""

    def __init__(self, name: str, module: Sequence[str], settings: Settings, port: int | None = None) -> None:
        self.name, self.port = name, port or 0
        self.log = settings.data_dir / "logs" / f"bench-{name.replace(' ', '-')}.log"
        self.log.parent.mkdir(exist_ok=True)
        self._command = [sys.executable, "-P", "-m", *module]
        self._environment = environment(settings)

    def __enter__(self) -> Self:
        self.process = Process(
            self._command, self.log, (signal.SIGTERM,), environment=self._environment, folder=Path.cwd()
        )
        if self.port:
            self._until_open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.stop()

    def cpu(self) -> float:
        """Seconds of processor that it took so far, all its threads; 0 where the system does not tell (not Linux)."""
        with suppress(OSError):
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # proc(5): utime and stime
        return 0.0

    def _until_open(self) -> None:
        deadline, pause = time.monotonic() + PATIENCE, threading.Event()
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1.0):
                return
            if not self.process.running() or time.monotonic() > deadline:
                raise NotReady(f"{self.name}: {self.log.read_text()[-2000:]}")
            pause.wait(0.05)
