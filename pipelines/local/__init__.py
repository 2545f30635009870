"""The embedded services: Postgres, Kafka, Redis, Temporal out of Python wheels, for `ventros up`, demo and tests.

>>> with local.start(Path(".data")) as services:  # doctest: +SKIP
...     print(services.settings["database_port"])

`<data_dir>/runtime.json` records settings and processes, `<data_dir>/logs/` holds the logs. Services never outlive the
process that started them. No Windows: use WSL there.
"""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from . import record, unprivileged
from .record import AlreadyRunning, Record, Setting, StillRunning
from .service import NotStarted, PackageMissing
from .services import EVERYWHERE, Services
from .unprivileged import NoOpenPlace

__all__ = [
    "AlreadyRunning",
    "NoOpenPlace",
    "NotStarted",
    "PackageMissing",
    "Record",
    "Services",
    "StillRunning",
    "make",
    "remove",
    "running",
    "start",
    "stop_recorded",
]


def start(data_dir: Path, only: Iterable[str] = EVERYWHERE, also: Mapping[str, Setting] | None = None) -> Services:
    """Start these services of the data folder in parallel and wait until all of them answer.

    Same passwords and data as last time, same ports if they are still free. `also` are settings to record beside
    theirs until the next start. Raises AlreadyRunning, NotStarted, PackageMissing, NoOpenPlace; then none of them runs.
    """
    make(data_dir)
    return Services(data_dir.resolve(), only, also or {})


def make(data_dir: Path) -> None:
    """Make a data folder; one that is there stays as it is."""
    if not data_dir.exists():
        data_dir.mkdir(parents=True)
        data_dir.chmod(0o711)  # Postgres' user passes through; the secrets inside have modes of their own


def running(data_dir: Path) -> Record | None:
    """The record (`settings`, `state`) of services that run now, by whoever started them; None unless all do."""
    return record.running(data_dir)


def stop_recorded(data_dir: Path) -> list[str]:
    """End what the folder records, the launcher included; the names of what still ran. Raises StillRunning."""
    return record.end(data_dir)


def remove(data_dir: Path) -> None:
    """End what runs there and delete the folder, with the data that Postgres had to keep elsewhere."""
    if data_dir.exists():
        record.end(data_dir)
        unprivileged.discard(data_dir.resolve())
        shutil.rmtree(data_dir)
