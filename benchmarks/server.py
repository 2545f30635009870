"""A process that is measured: started, ready, and what processor time it took."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from api.cli.child import environment
from benchmarks import gauge
from contracts.settings import Settings
from pipelines.local.process import Process

PATIENCE = 60.0

Stranger = tuple[Path, Mapping[str, str]]
"""An interpreter, and the environment of what it runs."""
OURS: Stranger = (Path(sys.executable), {})


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

    def __init__(
        self,
        name: str,
        module: Sequence[str],
        settings: Settings,
        port: int | None = None,
        *,
        stranger: Stranger = OURS,
    ) -> None:
        """A `stranger` has an interpreter of its own and sees no environment but what it is told."""
        self.name, self.port = name, port or 0
        self.log = settings.data_dir / "logs" / f"bench-{name.replace(' ', '-')}.log"
        self.log.parent.mkdir(exist_ok=True)
        python, told = stranger
        self._command = [str(python), *module] if told else [str(python), "-P", "-m", *module]
        self._environment = {"PATH": os.defpath, **told} if told else environment(settings)

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
        """Seconds of processor that it took so far; 0 where the system does not tell (not Linux)."""
        return gauge.cpu(self.process.pid)

    def _until_open(self) -> None:
        deadline, pause = time.monotonic() + PATIENCE, threading.Event()
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1.0):
                return
            if not self.process.running() or time.monotonic() > deadline:
                raise NotReady(f"{self.name}: {self.log.read_text()[-2000:]}")
            pause.wait(0.05)
