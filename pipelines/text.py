"""The process of the text flows: one dataflow whose branches share their inputs, and beside it, on a thread of its own,
what goes by the clock: sending replies, ending silent sessions, letting go of what is old.
"""

import asyncio
import logging
import sys
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.run import cli_main

from connectors import connectors
from contracts.errors import Unavailable, told
from contracts.settings import Settings
from contracts.types import Clock, wall_clock
from memory.core.expiry import expire
from memory.crm.erasing.tombstone import Graves
from memory.crm.sessionize import end_silent_sessions
from memory.db import Database, Tx
from memory.recall.items import fold_terms, grow_graph
from memory.sealed import Sealer
from pipelines.apply import Apply
from pipelines.beside import Aside, Beside, Through
from pipelines.ending import Ending
from pipelines.flows import embed, enrich, facts, inbound, outbound, sessions
from pipelines.io import KafkaIn
from pipelines.kafka import ensure_topics
from pipelines.paused import Paused
from pipelines.providers import identity
from pipelines.sender import Sender
from pipelines.switching.present import follow, present
from pipelines.turn import Turn
from pipelines.understanding import Understanding

SWEEP_SECONDS = 15.0
TURN = 0.0005
"""Seconds that a thread may compute while others wait for Python. Sinks wait for Postgres more than they compute: the
default of 5 ms after every answer made each batch a third slower."""

FOLDED, GROWN = 250, 10
"""Items whose words are counted, and vectors that are taken into the graph, in one transaction: some 20 ms each, for
which the relay waits."""

GROWTH = 200
"""Vectors of a tenant that are taken into the graph in one sweep: half a second of a core."""

FLOWS = (inbound, sessions, embed, enrich, facts, outbound)
_log = logging.getLogger("ventros.text")


def text_flow(
    settings: Settings, understanding: Understanding, wake: Callable[[UUID], None], paused: Paused, ending: Ending
) -> Dataflow:
    """All text flows on one input, since every consumer costs: webhooks, and what happened to messages and people."""
    flow = Dataflow("text")
    records = op.input("records", flow, KafkaIn(settings, {each.NAME: each.TOPICS for each in FLOWS}, ending=ending))
    branches = op.branch("raw", records, lambda record: record.topic in inbound.TOPICS)
    applied, beside = partial(Apply, settings, paused=paused, ending=ending), partial(Beside, ending=ending)
    parsed = op.map("parse", branches.trues, inbound.parse)
    operations = {flow.NAME: flow.apply(understanding) for flow in (embed, enrich, facts)}

    def wanted() -> bool:
        return not paused.flows >= operations.keys()

    graves = Graves(Sealer.from_settings(settings))
    recorded = applied({inbound.NAME: inbound.apply(paused=paused, understanding=understanding, graves=graves)})
    op.output("recorded", parsed, beside(Through(embed.foreseer(understanding, wanted), recorded)))
    settling = {sessions.NAME: sessions.apply(), outbound.NAME: outbound.apply(wake)}
    op.output("settled", branches.falses, beside(applied(settling)))
    kept = beside(applied(operations, synced=False))
    reading = embed.reader(understanding, wanted, embed.unless_away(understanding))
    op.output("understood", branches.falses, beside(Through(reading, kept)))
    return flow


class Timed:
    """What goes by the clock, beside the stream, so that a slow provider never holds up a text."""

    def __init__(
        self, settings: Settings, model: str, paused: Paused, ending: Ending, clock: Clock = wall_clock
    ) -> None:
        self._settings, self._model, self._paused = settings, model, paused
        self._ending, self._clock = ending, clock
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sender: Sender | None = None

    def wake(self, tenant_id: UUID) -> None:
        """A reply of this tenant waits. Called from the dataflow's thread."""
        self._ready.wait()
        if self._loop and self._sender:
            self._loop.call_soon_threadsafe(self._sender.wake, tenant_id)

    async def work(self) -> None:
        """Work until the process is to end, and all that is being sent has its result. Raises Resumed, Flipped."""
        async with Database(self._settings.dsn("app"), size=4) as db:
            known = connectors(tuple(self._settings.outbound_allow))
            sealer = Sealer.from_settings(self._settings)
            self._sender = Sender(db, known, sealer, self._clock, paused=lambda: outbound.NAME in self._paused.flows)
            self._loop = asyncio.get_running_loop()
            self._ready.set()
            sending = asyncio.create_task(self._sender.run())
            following = self._paused.follow(db), follow(db, self._model)
            await self._ending.meanwhile(asyncio.shield(sending), self._sweep(db), *following)
            self._sender.end()
            await sending

    async def _sweep(self, db: Database) -> None:
        while True:
            try:
                for tenant_id in await db.tenants():
                    await self._sweep_tenant(db, tenant_id)
            except Unavailable as error:
                _log.warning("the sweep waits: %s", told(error))
            await asyncio.sleep(SWEEP_SECONDS)

    async def _sweep_tenant(self, db: Database, tenant_id: UUID) -> None:
        async with db.tenant(tenant_id, origin="flow") as tx:
            await end_silent_sessions(tx, self._clock())
            await expire(tx, self._clock())
        while await _did(db, tenant_id, partial(fold_terms, most=FOLDED)) == FOLDED:
            pass
        for _ in range(GROWTH // GROWN):
            if await _did(db, tenant_id, partial(grow_graph, model=self._model, most=GROWN)) < GROWN:
                break


async def _did(db: Database, tenant_id: UUID, work: Callable[[Tx], Awaitable[int]]) -> int:
    """How much a piece of work did, in a transaction of its own."""
    async with db.tenant(tenant_id, origin="flow") as tx:
        return await work(tx)


def run(settings: Settings, ready: Callable[[], None], ending: Ending) -> None:
    """Run the text flows, in their turn, until the process is asked to end: then the batch in hand is the last.

    `ready` is called when the models are loaded and the topics are there.
    """
    sys.setswitchinterval(TURN)
    ensure_topics(settings)
    understanding = Understanding.of(settings, present(settings))
    paused = Paused()
    timed = Timed(settings, identity(understanding.embedder), paused, ending)
    ready()
    with Turn(settings, "flows", ending) as turn:
        if turn.wait():
            with Aside(timed.work):
                paused.wait()
                cli_main(text_flow(settings, understanding, timed.wake, paused, ending))  # type: ignore[no-untyped-call]
