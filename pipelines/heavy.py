"""The process of what may take its time, so that it never holds up a text: the archive, talks read by a language model,
erasures, and the vectors of a model that is prepared.
"""

import logging
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.run import cli_main

from contracts.errors import Invalid, told
from contracts.settings import Settings
from memory.db import Database
from memory.sealed import Sealer
from pipelines.apart import Apart
from pipelines.apply import Apply
from pipelines.beside import Aside, Beside
from pipelines.ending import Ending
from pipelines.erasing.work import Eraser
from pipelines.flows import archive, talks
from pipelines.io import KafkaIn
from pipelines.kafka import ensure_topics
from pipelines.lake.compact import compact_forever
from pipelines.lake.store import Store
from pipelines.paused import Paused
from pipelines.switching.catching_up import CatchingUp
from pipelines.turn import Turn

REST = timedelta(seconds=0.5)
"""Between two looks. Questions of who is in no hurry are dear to the embedded broker, as all are."""

_log = logging.getLogger("ventros.heavy")

MANNERS = 5
"""Added to the niceness of the process: whoever answers people goes first, and this one still gets on."""


def heavy_flow(settings: Settings, store: Store, paused: Paused, ending: Ending) -> Dataflow:
    """The archive. It waits a while for more, since a file costs about the same with many records as with few."""
    flow = Dataflow("heavy")
    reading = KafkaIn(settings, {archive.NAME: archive.TOPICS}, rest=REST, ending=ending)
    kept = archive.sink(settings, store, Sealer.from_settings(settings), paused, ending)
    records = op.input("records", flow, reading)
    op.output("archived", records, Beside(kept, gather=settings.lake_seconds, ending=ending))
    return flow


def reading_talks(settings: Settings, paused: Paused, ending: Ending) -> AbstractContextManager[object]:
    """The flow that reads talks: nothing else of this process waits for its model, or ends for want of one."""
    try:
        work = talks.Talks.of(settings, ending)
    except (ImportError, Invalid) as error:
        _log.error("talks wait for a mended VENTROS_PROVIDERS, see ventros doctor: %s", told(error))
        return nullcontext()
    source = KafkaIn(settings, {talks.NAME: talks.TOPICS}, rest=REST, ending=ending)
    sink = Apply(settings, {talks.NAME: work.keep}, ahead=work.prepare, paused=paused, ending=ending)
    return Apart(source, sink, talks.in_batches, ending)


def run(settings: Settings, ready: Callable[[], None], ending: Ending) -> None:
    """Run the heavy flows, in their turn, until the process is asked to end: then the batch in hand is the last.

    `ready` is called when the topics are there.
    """
    os.nice(MANNERS)
    ensure_topics(settings)
    store, paused = Store.of(settings), Paused()

    async def aside() -> None:
        async with Database(settings.dsn("app"), size=2) as db, Database(settings.dsn("app"), size=2) as beside:
            eraser = Eraser(settings, db, store, Sealer.from_settings(settings))
            tidying = compact_forever(db, store), eraser.forever(), CatchingUp(settings, beside).forever()
            await ending.meanwhile(paused.follow(db), *tidying)

    ready()
    with Turn(settings, "heavy", ending) as turn:
        if turn.wait():
            with Aside(aside):
                paused.wait()
                with reading_talks(settings, paused, ending):
                    cli_main(heavy_flow(settings, store, paused, ending))  # type: ignore[no-untyped-call]
