"""The processes of an installation: started together, watched, and started anew when one ends.

They die with whoever started them, even by kill -9 (pipelines/local/keeper.py). `<data_dir>/processes.json` says who
runs, `<data_dir>/logs/<role>.log` what each of them says.
"""

import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from api.cli import running
from api.cli.child import Child
from contracts.errors import VentrosError
from contracts.settings import Settings
from contracts.topics import BRIDGE

ROLES = ("relay", "flows", "heavy", "bridge", "workers", "api", "mcp", "metrics")
"""In the order in which they start; the doors close first."""

PATIENCE = 90.0
"""Seconds until processes that run but are not ready count as not started."""

TICK = 0.2
Say = Callable[[str, str], None]
"""Is told who says what, a line at a time."""


def roles_of(settings: Settings) -> tuple[str, ...]:
    """All of them, without those for which there is nothing in the settings."""
    asked = {BRIDGE: settings.bridged, "workers": settings.scheduled, "metrics": settings.metrics_port}
    return tuple(role for role in ROLES if asked.get(role, True))


class NotReady(VentrosError):
    """A process did not start."""


def silent(role: str, line: str) -> None:
    """Nobody listens: the lines are in the log files."""


class Processes:
    """The processes, from `start` to `stop`. A thread watches them."""

    def __init__(self, settings: Settings, roles: Sequence[str] | None = None, say: Say = silent) -> None:
        """`roles` are all that these settings ask for, unless somebody says which."""
        self._data_dir, self._say = settings.data_dir, say
        self._children = {role: Child(role, settings) for role in roles or roles_of(settings)}
        self._recorded: tuple[bool, dict[str, running.Role]] | None = None
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="processes", daemon=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Start all and wait until they are ready. Raises NotReady with the end of a log; then none of them runs."""
        try:
            for child in self._children.values():
                child.start()
            self._until_ready()
        except BaseException:
            self.stop()
            raise
        self._watcher.start()

    def stop(self) -> None:
        """End all of them cleanly, those with a door first. A second time does nothing."""
        self._stopping.set()
        if self._watcher.is_alive():
            self._watcher.join()
        for child in reversed(self._children.values()):
            child.stop()
        running.forget(self._data_dir)

    def kill(self, role: str) -> None:
        """End one as a power cut would (kill -9); after its pause it is started anew."""
        self._children[role].kill()

    def ready(self, role: str) -> bool:
        """Whether it runs and has all that it needs."""
        child = self._children[role]
        return child.running and child.ready

    def restarts(self, role: str) -> int:
        """How often it had to be started anew."""
        return self._children[role].restarts

    def wait_ready(self, role: str, restarts: int = 0, seconds: float = PATIENCE) -> None:
        """Wait until it is ready, having been started anew at least so often. Raises NotReady."""
        deadline = time.monotonic() + seconds
        while not (self.ready(role) and self.restarts(role) >= restarts):
            if self._stopping.wait(TICK) or time.monotonic() > deadline:
                raise self._not_ready(self._children[role])

    def _until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while waiting := [child for child in self._children.values() if not (child.running and child.ready)]:
            self._turn(ready=False)
            ended = [child for child in waiting if not child.running]
            if ended or time.monotonic() > deadline:
                raise self._not_ready((ended or waiting)[0])
            self._stopping.wait(TICK)
        self._turn(ready=True)

    def _watch(self) -> None:
        while not self._stopping.wait(TICK):
            try:
                self._turn(ready=True)
            except OSError as error:  # a full disk must not end the watch
                self._say("up", f"ERROR {error}")

    def _turn(self, *, ready: bool) -> None:
        for child in self._children.values():
            child.look(self._say)
        state = ready, {role: child.recorded() for role, child in self._children.items()}
        if state != self._recorded:
            self._recorded = state
            running.write(self._data_dir, state[1], ready=ready)

    def _not_ready(self, child: Child) -> NotReady:
        return NotReady(f"{child.role} did not start: the end of its log:\n{child.log.last()}\nsee {child.log.path}")
