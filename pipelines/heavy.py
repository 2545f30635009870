"""The process of what may take its time, so that it never holds up a text: the archive, and erasures."""

import os
from collections.abc import Callable
from datetime import timedelta

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.run import cli_main

from contracts.settings import Settings
from memory.db import Database
from memory.sealed import Sealer
from pipelines.beside import Aside, Beside
from pipelines.ending import Ending
from pipelines.erasing.work import Eraser
from pipelines.flows import archive
from pipelines.io import KafkaIn
from pipelines.kafka import ensure_topics
from pipelines.lake.compact import compact_forever
from pipelines.lake.store import Store
from pipelines.paused import Paused
from pipelines.turn import Turn

REST = timedelta(seconds=0.5)
"""Between two looks. Questions of who is in no hurry are dear to the embedded broker, as all are."""

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


def run(settings: Settings, ready: Callable[[], None], ending: Ending) -> None:
    """Run the heavy flows, in their turn, until the process is asked to end: then the batch in hand is the last.

    `ready` is called when the topics are there.
    """
    os.nice(MANNERS)
    ensure_topics(settings)
    store, paused = Store.of(settings), Paused()

    async def aside() -> None:
        async with Database(settings.dsn("app"), size=2) as db:
            eraser = Eraser(settings, db, store, Sealer.from_settings(settings))
            await ending.meanwhile(paused.follow(db), compact_forever(db, store), eraser.forever())

    ready()
    with Turn(settings, "heavy", ending) as turn:
        if turn.wait():
            with Aside(aside):
                paused.wait()
                cli_main(heavy_flow(settings, store, paused, ending))  # type: ignore[no-untyped-call]
