"""P3, end to end: from the due time of a webhook until search finds its message. An open loop at a fixed pace.

The processes are those of production (api, relay, flows, heavy), the services the embedded ones. Webhooks go straight
to the broker, as to one that survives a restart, and by the journal, as the embedded one needs. Five tenants, 500
people who each write in Portuguese, English or Spanish; the offline model embeds.
"""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from benchmarks import bare
from benchmarks.house import House, free_port, opened
from benchmarks.load import Elsewhere, taken
from benchmarks.report import Ratio, Report, Row, percentile, times
from benchmarks.server import Server, busy
from benchmarks.watch import Awaited, watch
from benchmarks.webhooks import webhooks
from pipelines import models

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ventros-tests"
PATIENCE = 60.0

RECORDED, WORDS, MEANING = "recorded", "found by words, in its session", "found by meaning"
GOALS = {RECORDED: 0.040, WORDS: 0.080, MEANING: 0.080}
"""Seconds within which 99 of 100 messages are to be there."""

Took = dict[str, list[float]]
"""Seconds from the due time of each message to each stage."""


def measure(*, quick: bool = False) -> Report:
    """At 50 and at 200 messages a second, by both ways in, and the bare chain at 200."""
    paces = ((50, 1.0), (200, 1.0)) if quick else ((50, 15.0), (200, 30.0))
    rows, notes, ratios = list[Row](), list[str](), list[Ratio]()
    with Elsewhere() as load:
        with opened() as empty:
            peer = _bare(with_model(empty, quick=quick), load, *paces[-1])
        for way, durable in (("by broker", True), ("by journal", False)):
            with opened() as empty, processes(house := _through(empty, durable=durable, quick=quick)) as servers:
                ours(house, load, servers, 50, 2.0 if quick else 10.0)
                for pace, seconds in paces:
                    took, shares = ours(house, load, servers, pace, seconds)
                    rows += [times(f"{way}, {pace}/s: {stage}", took[stage]) for stage in GOALS]
                    notes.append(f"{way}, {pace}/s: cores taken by {shares}")
                ratios += _ratios(way, took, peer)
        rows.append(times(f"bare chain, {paces[-1][0]}/s: all of it", peer))
    return Report("P3 end to end, from the due time of the webhook", rows, ratios, notes)


def _through(empty: House, *, durable: bool, quick: bool) -> House:
    """A house of its own for each way in: the embedded broker gets slower with the length of its log."""
    return with_model(empty, quick=quick).told(kafka_durable=durable)


def with_model(house: House, *, quick: bool) -> House:
    """The house with the offline model; with one that takes no time where nothing is to be kept."""
    if quick:
        return house.told(embedder="hashing")
    models.fetch(CACHE)
    (house.settings.data_dir / "models").symlink_to(CACHE / "models")
    return house


@contextmanager
def processes(house: House) -> Iterator[list[Server]]:
    """Those of production, the API last."""
    port = free_port()
    settings = house.settings.model_copy(update={"api_port": port})
    with ExitStack() as stack:
        others = [Server(role, ["api.cli", "run", role], settings) for role in ("relay", "flows", "heavy")]
        api = Server("api", ["api.cli", "run", "api"], settings, port)
        yield [stack.enter_context(server) for server in (*others, api)]


def ours(house: House, load: Elsewhere, servers: list[Server], pace: int, seconds: float) -> tuple[Took, str]:
    """Send, and look out for every message; what each process took of the processors."""
    sent = webhooks(house.channels, int(pace * seconds), pace)
    due = _due(pace, len(sent))
    before = [server.cpu() for server in servers], busy()
    answers = load.paced(servers[-1].port, [one.request for one in sent], due)
    awaited = [Awaited(one.tenant_id, one.message_id, at) for one, at in zip(sent, due, strict=True)]
    seen = watch(house.settings, awaited, PATIENCE)
    taken(answers.result())
    lasted = time.monotonic() - due[0]
    shares = [f"{one.name} {(one.cpu() - cpu) / lasted:.2f}" for one, cpu in zip(servers, before[0], strict=True)]
    took = {
        RECORDED: [one["recorded"] for one in seen],
        WORDS: [max(one["in its session"], one["by words"]) for one in seen],
        MEANING: [one["by meaning"] for one in seen],
    }
    return took, f"{', '.join(shares)}, all there is {(busy() - before[1]) / lasted:.2f}"


def _bare(house: House, load: Elsewhere, pace: int, seconds: float) -> list[float]:
    with psycopg.connect(house.settings.dsn("admin"), autocommit=True) as connection:
        connection.execute(bare.SCHEMA)
    port = free_port()
    with Server("bare chain", ["benchmarks.bare", "chain", str(port)], house.settings, port):
        for lasts in (2.0, seconds):  # the first warms it
            requests = [one.request for one in webhooks(house.channels, int(pace * lasts), pace)]
            answers = taken(load.paced(port, requests, _due(pace, len(requests))).result())
    return answers.took


def _due(pace: int, number: int) -> list[float]:
    began = time.monotonic() + 0.5
    return [began + n / pace for n in range(number)]


def _ratios(way: str, ours: Took, peer: list[float]) -> list[Ratio]:
    limits = [
        Ratio(f"{way}, {stage}: p99 over {goal * 1e3:.0f} ms", percentile(ours[stage], 0.99) / goal, 1.0, at_most=True)
        for stage, goal in GOALS.items()
    ]
    theirs = percentile(peer, 0.99)
    return [*limits, Ratio(f"{way}, {MEANING}: p99 over the bare chain's", percentile(ours[MEANING], 0.99) / theirs)]
