"""One process of an installation: how it is started, when it is ready, and when it is started anew."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import httpx
from pydantic import BaseModel, SecretStr

from api.cli.logs import Log, readable
from api.cli.run import READY
from api.cli.running import Role
from contracts.settings import Settings
from pipelines.local.process import Process, ProcessId

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0
STEADY = 10.0
"""Seconds after which a process has proved itself: when it ends, the pauses begin with the shortest again."""


def inherited() -> dict[str, str]:
    """Our environment and import path, for a process of ours."""
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    return {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def environment(settings: Settings) -> dict[str, str]:
    """The same with our settings, whatever told us of them."""
    told: dict[str, str] = {}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        plain = _plain(value) if isinstance(value, SecretStr) else value
        told[f"VENTROS_{name.upper()}"] = (
            json.dumps(plain, default=_plain) if isinstance(plain, list | dict) else str(plain)
        )
    return inherited() | told


def _plain(value: SecretStr | BaseModel) -> Any:
    """What a process of ours may know: secrets too."""
    return value.get_secret_value() if isinstance(value, SecretStr) else value.model_dump(exclude_unset=True)


def address(settings: Settings, role: str) -> str | None:
    """Where the role answers over HTTP; None for one that has no port."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.api_host, settings.api_host)  # noqa: S104
    port = {"api": settings.api_port, "mcp": settings.mcp_port, "metrics": settings.metrics_port}.get(role)
    return f"http://{host}:{port}/health" if port else None


def status(url: str, seconds: float = 1.0) -> int | None:
    """The HTTP status that an address answers with; None when nobody answers."""
    try:
        return httpx.get(url, timeout=seconds, trust_env=False).status_code
    except httpx.HTTPError:
        return None


class Child:
    """A process, its log, and its pauses."""

    program: ClassVar = ("api.cli", "run")
    """The module that is started, and what comes before the role."""

    def __init__(self, role: str, settings: Settings) -> None:
        self.role, self.ready, self.restarts = role, False, 0
        self.log = Log(settings.data_dir / "logs" / f"{role}.log")
        self._settings = settings
        self._process: Process | None = None
        self._identities: list[ProcessId] = []
        self._began = self._due = self._pause = 0.0

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        return self._process is not None and self._process.running()

    def start(self) -> None:
        """Start it; `look` tells when it is ready."""
        command = [sys.executable, "-P", "-m", *self.program, self.role]
        self._process = Process(
            command, self.log.path, (signal.SIGTERM,), environment=environment(self._settings), folder=Path.cwd()
        )
        self._identities = self._process.identities()
        self._began, self._due, self.ready = time.monotonic(), 0.0, False

    def look(self, say: Callable[[str, str], None]) -> None:
        """Pass on what it wrote, ask whether it is ready, and start it anew when it ended and its pause is over."""
        for line in self.log.lines():
            self.ready = self.ready or READY in line
            say(self.role, readable(line))
        if self.running:
            self.ready = self.ready or self._answers()
        elif not self._due:
            self._rest()
        elif time.monotonic() >= self._due:
            self.restarts += 1
            self.stop()  # its keeper and the pipe to it
            self.start()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()
            self._pause = 0.0  # it did not fail by itself

    def stop(self) -> None:
        """End it cleanly; no harm if it does not run."""
        if self._process:
            self._process.stop()

    def recorded(self) -> Role:
        """Who it is now."""
        return {"processes": self._identities, "restarts": self.restarts}

    def _answers(self) -> bool:
        url = address(self._settings, self.role)
        return url is not None and status(url) == httpx.codes.OK

    def _rest(self) -> None:
        steady = time.monotonic() - self._began > STEADY
        self._pause = FIRST_PAUSE if steady or not self._pause else min(LONGEST_PAUSE, 2 * self._pause)
        self._due, self.ready = time.monotonic() + self._pause, False
        self.log.note(f"{self.role} ended, and is started anew in {self._pause:g} s")
