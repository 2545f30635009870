"""The process of what may take its time: the archive, so that a large file never holds up a text."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.run import cli_main

from contracts.settings import Settings
from memory.db import Database
from memory.sealed import Sealer
from pipelines.beside import Aside, Beside
from pipelines.flows import archive
from pipelines.io import KafkaIn
from pipelines.kafka import ensure_topics
from pipelines.lake.compact import compact_forever
from pipelines.lake.store import Store
from pipelines.paused import Paused

REST = timedelta(seconds=0.5)
"""Between two looks. Questions of who is in no hurry are dear to the embedded broker, as all are."""


def heavy_flow(settings: Settings, store: Store, paused: Paused) -> Dataflow:
    """The archive. It waits a while for more, since a file costs about the same with many records as with few."""
    flow = Dataflow("heavy")
    records = op.input("records", flow, KafkaIn(settings, {archive.NAME: archive.TOPICS}, rest=REST))
    kept = archive.sink(settings, store, Sealer.from_settings(settings), paused)
    op.output("archived", records, Beside(kept, gather=settings.lake_seconds))
    return flow


def run(settings: Settings, ready: Callable[[], None]) -> None:
    """Run the heavy flows until the process is ended; SIGTERM ends it at once, which is as safe as a crash.

    `ready` is called when the topics are there.
    """
    ensure_topics(settings)
    store, paused = Store.of(settings), Paused()

    async def aside() -> None:
        async with Database(settings.dsn("app"), size=2) as db, asyncio.TaskGroup() as tasks:
            tasks.create_task(paused.follow(db))
            tasks.create_task(compact_forever(db, store))

    Aside(aside).start()
    paused.wait()
    ready()
    cli_main(heavy_flow(settings, store, paused))  # type: ignore[no-untyped-call]
