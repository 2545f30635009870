"""Which processes `ventros up` holds: `<data_dir>/processes.json`."""

import json
import os
import signal
from pathlib import Path
from typing import TypedDict

from pipelines.local import StillRunning
from pipelines.local.process import ProcessId, alive, gone, identify, send

FILE = "processes.json"
GRACE = 40.0
"""Seconds in which a launcher ends its processes and services by itself."""


class Role(TypedDict):
    """One process: it and its keeper, and how often it had to be started anew."""

    processes: list[ProcessId]
    restarts: int


class Running(TypedDict):
    """What the file says. `ready` is whether all of them were ready once."""

    launcher: ProcessId
    ready: bool
    roles: dict[str, Role]


def write(data_dir: Path, roles: dict[str, Role], *, ready: bool) -> None:
    """Record what this process holds, in one step."""
    new = data_dir / f"{FILE}.new"
    running: Running = {"launcher": identify(os.getpid()), "ready": ready, "roles": roles}
    new.write_text(json.dumps(running, indent=2) + "\n")
    new.replace(data_dir / FILE)


def forget(data_dir: Path) -> None:
    """Nothing runs any more."""
    (data_dir / FILE).unlink(missing_ok=True)


def read(data_dir: Path) -> Running | None:
    """What runs, as its launcher recorded it; None when there is no launcher any more."""
    try:
        running: Running = json.loads((data_dir / FILE).read_text())
    except FileNotFoundError:
        return None
    return running if alive(running["launcher"]) else None


def end(data_dir: Path) -> list[str]:
    """End the launcher with all that it holds; the roles that ran. Raises StillRunning."""
    running = read(data_dir)
    if running is None:
        return []
    everything = [running["launcher"], *(one for role in running["roles"].values() for one in role["processes"])]
    send(signal.SIGTERM, [running["launcher"]])
    if not gone(everything, GRACE):
        send(signal.SIGKILL, everything)
        if not gone(everything, 5.0):
            raise StillRunning
    forget(data_dir)
    return list(running["roles"])
