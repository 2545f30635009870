"""P6, replay: a month of a tenant's webhooks recorded anew, beside a bare staged COPY of the same rows.

The lake is filled, the record made of it once with nobody else about, and its rows are brought in by COPY: these two
are compared. Then the same month is replayed by the command of operators while webhooks come in and are searched for;
it is killed twice, goes on, and compares every row with the live one.
"""

import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.cli.child import environment
from benchmarks.house import opened
from benchmarks.load import Elsewhere
from benchmarks.p3 import MEANING, Took, ours, processes, with_model
from benchmarks.past import dump, fill_lake, load
from benchmarks.report import Ratio, Report, Row, percentile, times
from contracts.settings import Settings
from pipelines.lake.store import Store
from pipelines.replay.plan import RecordPlan
from pipelines.replay.recording import record_anew
from pipelines.replay.shadow import shadow

MESSAGES = 30_000
PACE = 50
"""Webhooks a second, while the replay runs, to the tenant that is replayed and to another."""
KILLS = 2
CALM, BESIDE = 15.0, 30.0
"""Seconds for which the live stream is measured, without and with a replay."""


class NotReplayed(RuntimeError):
    """The command ended otherwise than it should have."""


def measure(*, quick: bool = False, messages: int = 0) -> Report:
    """With so many messages, 30,000 by default."""
    number = messages or (1_000 if quick else MESSAGES)
    with tempfile.TemporaryDirectory() as folder, Elsewhere() as sending, opened(tenants=2) as empty:
        house = with_model(empty, quick=quick).told(kafka_durable=True)
        tenant = house.channels[0].tenant_id
        fill_lake(house.settings, house.channels[0], number)
        alone = _made(house.settings, RecordPlan(tenant_id=tenant), Path(folder))
        copied = load(house.settings, Path(folder))
        with processes(house) as servers:
            ours(house, sending, servers, PACE, 2.0 if quick else 10.0)
            calm, _ = ours(house, sending, servers, PACE, 2.0 if quick else CALM)
            with _replayed(house.settings, str(tenant), alone / (KILLS + 2)) as answer:
                beside, _ = ours(house, sending, servers, PACE, 2.0 if quick else BESIDE)
            told, lasted = answer()
    return _report(number, alone, copied, (calm, beside), told, lasted)


def _made(settings: Settings, plan: RecordPlan, folder: Path) -> float:
    """The record made with nobody else about, its rows dumped into the folder; in how many seconds."""
    with shadow(settings, plan) as own:
        began = time.monotonic()
        record_anew(settings, Store.of(settings), own, plan, lambda *_: None)
        took = time.monotonic() - began
        dump(own, folder)
    return took


@contextmanager
def _replayed(settings: Settings, tenant: str, between: float) -> Iterator[Any]:
    """`ventros replay record` beside what goes on, killed now and then; what it said, and how long all of it took."""
    with ThreadPoolExecutor(1) as thread:
        went = thread.submit(_killed_now_and_then, settings, tenant, between)
        yield went.result


def _killed_now_and_then(settings: Settings, tenant: str, between: float) -> tuple[dict[str, Any], float]:
    # From long ago on is all of it, and another plan than the one above, with a shadow of its own.
    command = ["api.cli", "replay", "record", "--tenant", tenant, "--since", "2000-01-01", "--output", "json"]
    began = time.monotonic()
    for turn in range(KILLS + 1):
        process = subprocess.Popen([sys.executable, "-P", "-m", *command], env=environment(settings),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
        if turn < KILLS:
            threading.Event().wait(between)
            process.send_signal(signal.SIGKILL)
        said, wrong = process.communicate()
    if process.returncode:
        raise NotReplayed(wrong[-2000:])
    return json.loads(said), time.monotonic() - began


def _report(
    number: int, alone: float, copied: float, stream: tuple[Took, Took], told: dict[str, Any], lasted: float
) -> Report:
    calm, beside = (percentile(took[MEANING], 0.99) for took in stream)
    differing = sum(sum(table[kind] for kind in ("otherwise", "only_live", "only_replayed"))
                    for table in told["tables"].values())  # fmt: skip
    compared = ", ".join(f"{table['compared']:,} {name}" for name, table in told["tables"].items())
    rows = [
        Row("replay, alone", {"messages/s": number / alone, "s": alone}),
        Row("bare staged COPY of the same rows", {"messages/s": number / copied, "s": copied}),
        Row("replay beside the stream, killed twice, compared", {"messages/s": number / lasted, "s": lasted}),
        times("live, without a replay: found by meaning", stream[0][MEANING]),
        times("live, beside the replay: found by meaning", stream[1][MEANING]),
    ]
    ratios = [
        Ratio("messages/s of the replay over the bare staged COPY's", copied / alone, 0.5),
        Ratio("rows that differ", differing, 0.0, at_most=True),
        Ratio("live p99 beside the replay, over p99 without", beside / calm, 1.5, at_most=True),
    ]
    return Report(f"P6 replay of {number:,} messages of 30 days", rows, ratios, [f"compared: {compared}"])
