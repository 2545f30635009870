"""What a data folder records about its services: `runtime.json`, and a lock that one launcher holds at a time."""

import fcntl
import json
import os
import signal
from pathlib import Path
from typing import IO, TypedDict

from contracts.errors import Conflict, VentrosError

from .process import ProcessId, alive, gone, send

Setting = str | int | bool
LAUNCHER = "launcher"


class AlreadyRunning(Conflict):
    """The services of this data folder already run: use them, or end them with `ventros down`."""


class StillRunning(VentrosError):
    """Services were killed and still do not end: look for a disk that does not answer."""


class State(TypedDict, total=False):
    """What is no setting."""

    processes: dict[str, list[ProcessId]]
    """By service: it and its keeper; under `launcher` the process that holds them. Empty after a clean stop."""
    ports: dict[str, int]
    kept: dict[str, Setting]
    """Settings of all services that ever ran here: their passwords must not change."""
    kafka_cluster_id: str
    postgres_data: str
    """Where the data really are (unprivileged.py)."""


class Record(TypedDict):
    """The content of `runtime.json`; its settings are those of the services started last."""

    settings: dict[str, Setting]
    """By the names of contracts/settings.py."""
    state: State


def read(data_dir: Path) -> Record:
    """What was recorded last; empty when nothing was."""
    try:
        record: Record = json.loads((data_dir / "runtime.json").read_text())
    except FileNotFoundError:
        return {"settings": {}, "state": {}}
    return record


def write(data_dir: Path, record: Record) -> None:
    """Replace the record in one step; only its owner may read it, for it holds passwords."""
    new = data_dir / "runtime.json.new"
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text(json.dumps(record, indent=2) + "\n")
    new.replace(data_dir / "runtime.json")


def lock(data_dir: Path) -> IO[bytes]:
    """Become the launcher of this folder, until the file is closed or this process ends. Raises AlreadyRunning."""
    file = (data_dir / "launcher.lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        launcher = read(data_dir)["state"].get("processes", {}).get(LAUNCHER, [])
        by = "".join(f" by process {process['pid']}" for process in launcher)
        raise AlreadyRunning(f"The services of {data_dir} are held{by}: use them, or `ventros down`") from None
    return file


def running(data_dir: Path) -> Record | None:
    """The record of a folder whose launcher and services all run, else None."""
    record = read(data_dir)
    processes = [process for pair in record["state"].get("processes", {}).values() for process in pair]
    return record if processes and all(alive(process) for process in processes) else None


def end(data_dir: Path) -> list[str]:
    """End whatever the folder records and return the names of what still ran. Raises StillRunning.

    A launcher gets 15 s to do it itself, the keepers 30 s, then everything is killed.
    """
    record = read(data_dir)
    processes = record["state"].get("processes", {})
    ran = [name for name, pair in processes.items() if any(alive(process) for process in pair)]
    launcher = [process for process in processes.get(LAUNCHER, []) if process["pid"] != os.getpid()]
    services = [process for name, pair in processes.items() if name != LAUNCHER for process in pair]
    everything = launcher + services
    steps = [(signal.SIGTERM, services, 30.0), (signal.SIGKILL, everything, 5.0)]
    if any(alive(process) for process in launcher):
        steps.insert(0, (signal.SIGTERM, launcher, 15.0))
    for signum, whom, seconds in steps:
        send(signum, whom)
        if gone(everything, seconds):
            break
    else:
        raise StillRunning
    if processes:
        record = read(data_dir)  # the launcher may have written its last
        record["state"]["processes"] = {}
        write(data_dir, record)
    return ran
