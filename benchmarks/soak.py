"""Soak: everything runs at a fixed pace for a long time, and is looked at every few seconds. Does anything grow?

All processes of an installation on the embedded services, webhooks by the journal as these need it, 20,000 people. Of
each process memory (PSS: what is shared is divided) and open files, of each flow how far it is behind. The embedded
broker keeps all it ever got in memory, and Postgres fills its buffers: services are shown apart, and not judged.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import curves, gauge
from benchmarks.curves import Sample
from benchmarks.house import House, free_port, opened
from benchmarks.load import Answers, Elsewhere, taken
from benchmarks.p3 import with_model
from benchmarks.report import Report
from benchmarks.server import Server
from benchmarks.webhooks import webhooks
from contracts.errors import VentrosError
from contracts.settings import Settings
from memory.examine import inserted
from pipelines.examine import broker
from pipelines.lag import lags

if TYPE_CHECKING:
    from concurrent.futures import Future

EVERY = 5.0
"""Seconds between two looks, and of the webhooks that are made at a time."""
PEOPLE = 20_000
DRAINED = 300.0
"""Seconds that the flows have to come to the end of everything once nothing more is sent."""
PORTS = {"api": "api_port", "mcp": "mcp_port", "metrics": "metrics_port"}
ROLES = ("relay", "flows", "heavy", "mcp", "metrics", "api")


def measure(
    *, quick: bool = False, minutes: float = 20.0, pace: int = 300, write: Path | None = None, csv: Path | None = None
) -> Report:
    """Send at the pace for so many minutes, wait until all is done, and say what grew.

    `write` is the page whose part between the marks is written anew, `csv` a file for every sample.
    """
    seconds, pace, every = (6.0, 30, 1.0) if quick else (60 * minutes, pace, EVERY)
    with opened() as empty, ExitStack() as stack:
        house = _told(with_model(empty, quick=quick), quick=quick)
        servers = [stack.enter_context(server) for server in _servers(house)]
        load = stack.enter_context(Elsewhere())
        watch = stack.enter_context(_watched(house, servers, every))
        answers = _send(house, load, pace, seconds)
        drained = watch.until_done()
    report = curves.report(watch.samples, answers, pace, drained, [server.name for server in servers])
    if write:
        curves.write(write, curves.markdown(report, watch.samples))
    if csv:
        csv.write_text(curves.table(watch.samples))
    return report


def _told(house: House, *, quick: bool) -> House:
    more: dict[str, object] = (
        {"lake_seconds": 1.0} if quick else {}
    )  # the archive is not done before it wrote its files
    return house.told(kafka_durable=False, **{setting: free_port() for setting in PORTS.values()}, **more)


def _servers(house: House) -> list[Server]:
    settings = house.settings
    return [
        Server(role, ["api.cli", "run", role], settings, getattr(settings, PORTS[role]) if role in PORTS else None)
        for role in ROLES
    ]


def _send(house: House, load: Elsewhere, pace: int, seconds: float) -> list[float]:
    """What each answer took. While webhooks are sent the next ones are made."""
    number = int(pace * min(EVERY, seconds))
    port, due, took = house.settings.api_port, 0.0, list[float]()
    under_way: Future[Answers] | None = None
    for _ in range(max(1, round(pace * seconds / number))):
        requests = [one.request for one in webhooks(house.channels, number, pace, replies=4, people=PEOPLE)]
        due = due or time.monotonic() + 1.0
        following = load.paced(port, requests, [due + turn / pace for turn in range(number)])
        due += number / pace
        took += taken(under_way.result()).took if under_way else []
        under_way = following
    return took + (taken(under_way.result()).took if under_way else [])


class Watch:
    """Looks at everything, from a thread of its own."""

    def __init__(self, house: House, servers: Sequence[Server], every: float) -> None:
        self.samples: list[Sample] = []
        self._settings, self._every, self._began = house.settings, every, time.monotonic()
        self._roots = {server.name: server.process.pid for server in servers} | house.services
        self._ended = threading.Event()
        self._looked = threading.Condition()

    def work(self) -> None:
        """Until it is ended."""
        while not self._ended.wait(max(0.0, self._began + len(self.samples) * self._every - time.monotonic())):
            with self._looked:
                self.samples.append(self._look())
                self._looked.notify_all()

    def until_done(self) -> float | None:
        """Seconds until no flow has anything left to read; None when that does not come to be in time."""
        began = time.monotonic()
        with self._looked:
            while time.monotonic() - began < DRAINED:
                self._looked.wait(2 * self._every)
                if self.samples and self.samples[-1].at + self._began > began and self.samples[-1].done:
                    return time.monotonic() - began
        return None

    def end(self) -> None:
        """No more looks."""
        self._ended.set()

    def _look(self) -> Sample:
        at = time.monotonic() - self._began
        families = {name: gauge.family(root) for name, root in self._roots.items()}
        return Sample(
            at,
            memory={name: gauge.memory(members)["pss"] for name, members in families.items()},
            files={name: gauge.files(members) for name, members in families.items()},
            lag=_lag(self._settings),
            rows=inserted(self._settings),
        )


@contextmanager
def _watched(house: House, servers: Sequence[Server], every: float) -> Iterator[Watch]:
    watch = Watch(house, servers, every)
    thread = threading.Thread(target=watch.work, name="watch", daemon=True)
    thread.start()
    yield watch
    watch.end()
    thread.join(60.0)


def _lag(settings: Settings) -> dict[str, int | None]:
    """Records left to read by flow; None where nobody could tell."""
    try:
        found = lags(settings, broker(settings))
    except VentrosError:
        return {}
    return {
        flow: None if None in lag.values() else sum(count or 0 for count in lag.values()) for flow, lag in found.items()
    }
