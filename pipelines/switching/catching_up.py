"""Makes the vectors that are missing, beside the stream: those of a model that is prepared, and what a switch or a
crash has left without one. Nothing is remembered of how far it came; what is missing is looked for.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.errors import VentrosError, told
from contracts.settings import Settings
from contracts.types import wall_clock
from memory.db import Database
from memory.recall.items import Turn, Unembedded, add_vectors, grow_graph
from memory.recall.models import (
    EmbeddingModel,
    State,
    current,
    flip,
    in_turn,
    models,
    named,
    note_comparison,
    note_dropped,
    prepare,
)
from memory.recall.reembedding import drop_vectors, items, newest, step
from pipelines.providers import choose_embedder, identity
from pipelines.switching.comparing import Comparison, compare
from pipelines.switching.present import opened
from pipelines.understanding import Text, Understanding

EVERY = 15.0
"""Seconds between two rounds."""

REST = 1.0
"""Seconds of rest for each second of work, so that the stream has its cores."""

STEP, PIECE = 200, 64
"""Items that are looked at together, and texts that are embedded and written together."""

GROWN = 10
"""Vectors that are taken into a graph in one transaction: some 20 ms, for which the relay waits."""

DROPPED = 1_000

Bar = Callable[[int, int], None]
"""Hears how much is done of how much."""

_log = logging.getLogger("ventros.models")


class GivenUp(VentrosError):
    """Somebody gave the model up meanwhile."""

    quotes = False


@dataclass
class Done:
    """What was embedded: texts and their characters, and the seconds that the model took for them."""

    texts: int = 0
    characters: int = 0
    seconds: float = 0.0


class CatchingUp:
    """What goes on beside the stream. Several may: one embeds at a time, and each step finds what another has left."""

    def __init__(self, settings: Settings, db: Database, *, rest: float = REST) -> None:
        """`db` needs two connections."""
        self.done = Done()
        self._settings, self._db, self._rest = settings, db, rest
        self._reading: dict[str, Understanding] = {}
        self._read: dict[tuple[str, UUID], tuple[int, int]] = {}

    async def forever(self) -> None:
        """Go round again and again. What is away is waited for."""
        while True:
            for work in (self.propose, self.go_on):
                try:
                    await work()
                except Exception as error:  # noqa: BLE001 - whatever a model raises, the archive goes on
                    _log.warning("vectors wait: %s", told(error))
            await asyncio.sleep(EVERY)

    async def propose(self) -> None:
        """Prepare the model that the settings newly name. One that was there before comes back by command alone: else
        the settings of yesterday would undo what somebody has switched today.
        """
        known, wanted = await models(self._db), self._settings.embedder
        if any(one.state is State.CURRENT for one in known) and wanted not in {one.embedder for one in known}:
            embedder = await asyncio.to_thread(choose_embedder, wanted, self._settings.data_dir)
            of = await asyncio.to_thread(identity, embedder)
            if await prepare(self._db, of, wanted, embedder.dimensions, "settings"):
                _log.warning("%s is prepared: its vectors are made beside those that answer", wanted)

    async def go_on(self) -> None:
        """One round: remove what was given up, fill gaps of the model that answers, and bring the next one on.

        That one takes its place when it is complete and does not find less. Raises Unavailable when something is away.
        """
        before = self.done.texts
        await self.make_room()
        for model in await models(self._db):
            if model.state is State.CURRENT:
                await self.fill(model)
            elif model.state is State.PREPARING:
                await self.bring_on(model)
        if self.done.texts == before:
            self._reading.clear()  # a quarter of a gigabyte and more, for the next time

    async def bring_on(self, model: EmbeddingModel) -> None:
        """Bring a model that is prepared up to the present, compare it once, and let it answer if it may."""
        await self.complete(model)
        if model.comparison is None:
            found = await self.compared(model)
            if found.worse:
                _log.warning("%s finds less than what answers, and waits: `ventros models ls`", model.embedder)
            elif await flip(self._db, model.identity, model.set_by):
                speed = self.done.texts / self.done.seconds if self.done.seconds else 0.0
                _log.warning("%s answers from now on; it embedded %.0f texts a second", model.embedder, speed)

    async def make_room(self) -> None:
        """Remove the vectors of models that were given up: one that is prepared has the graph of one of them."""
        for model in await models(self._db):
            if model.state is State.DROPPING:
                await self.drop(model)

    async def complete(self, model: EmbeddingModel, bar: Bar | None = None) -> None:
        """Make all that is missing, and what came meanwhile, until hardly anything is; then its graphs."""
        made = PIECE
        while made >= PIECE:
            before = self.done.texts
            await self.fill(model, bar)
            made = self.done.texts - before
        await self.grow(model)

    async def compared(self, model: EmbeddingModel) -> Comparison:
        """How it does beside the one that answers, noted."""
        before = await current(self._db)
        old, new = [await asyncio.to_thread(self._embedding, one) for one in (before or model, model)]
        found = await compare(self._db, old.embedder, new.embedder)
        await note_comparison(self._db, model.identity, found.model_dump())
        return found

    async def fill(self, model: EmbeddingModel, bar: Bar | None = None) -> None:
        """Make what is missing, tenant by tenant. Of the model that answers only what is some rounds old: what is newer
        the flow is about to embed.
        """
        tenants = await self._db.tenants()
        of = sum([await self._items(tenant_id) for tenant_id in tenants]) if bar else 0
        looked = 0
        for tenant_id in tenants:
            async for number in self._fill(model, tenant_id):
                looked += number
                if bar:
                    bar(min(looked, of), of)
        if bar:
            bar(of, of)

    async def _fill(self, model: EmbeddingModel, tenant_id: UUID) -> AsyncIterator[int]:
        """Ids are not in the order of commits, so each round begins where the one before the last has ended."""
        after, last = self._read.get((model.identity, tenant_id), (0, 0))
        async with self._db.tenant(tenant_id, origin="flow") as tx:
            end = await newest(tx)
        until = last if model.state is State.CURRENT else end
        while after < until:
            async with in_turn(self._db):
                if (await named(self._db, model.identity)).state not in (State.CURRENT, State.PREPARING):
                    raise GivenUp
                async with self._db.tenant(tenant_id, origin="flow") as tx:
                    found = await step(tx, model.identity, after, until, STEP)
                for piece in _pieces(found.missing):
                    await self._embed(model, tenant_id, piece)
            after = found.upto
            yield found.looked
        self._read[model.identity, tenant_id] = last, end

    async def _embed(self, model: EmbeddingModel, tenant_id: UUID, texts: Sequence[Unembedded]) -> None:
        reading = await asyncio.to_thread(self._embedding, model)
        began, at = time.monotonic(), wall_clock()
        understood = await asyncio.to_thread(reading.understand, [Text(one.text, at) for one in texts])
        self.done.seconds += time.monotonic() - began
        turns = [
            Turn(one.message_id, made.vector, one.content_hash, made.pieces)
            for one, made in zip(texts, understood, strict=True)
        ]
        async with self._db.tenant(tenant_id, origin="flow") as tx:
            await add_vectors(tx, turns, model.identity)
        self.done.texts += len(texts)
        self.done.characters += sum(len(one.text) for one in texts)
        await asyncio.sleep(self._rest * (time.monotonic() - began))

    async def grow(self, model: EmbeddingModel) -> None:
        """Take the older vectors of large tenants into the graph, before anybody waits for them."""
        for tenant_id in await self._db.tenants():
            grown = GROWN
            while grown == GROWN:
                began = time.monotonic()
                async with self._db.tenant(tenant_id, origin="flow") as tx:
                    grown = await grow_graph(tx, model.identity, most=GROWN)
                await asyncio.sleep(self._rest * (time.monotonic() - began))

    async def drop(self, model: EmbeddingModel) -> int:
        """Remove the vectors of a model that was given up; how many."""
        removed = 0
        for tenant_id in await self._db.tenants():
            gone = DROPPED
            while gone == DROPPED:
                began = time.monotonic()
                async with self._db.tenant(tenant_id, origin="flow") as tx:
                    gone = await drop_vectors(tx, model.identity, DROPPED)
                removed += gone
                await asyncio.sleep(self._rest * (time.monotonic() - began))
        await note_dropped(self._db, model.identity, model.set_by)
        return removed

    async def _items(self, tenant_id: UUID) -> int:
        async with self._db.tenant(tenant_id, origin="flow") as tx:
            return await items(tx)

    def _embedding(self, model: EmbeddingModel) -> Understanding:
        """A text that comes back is embedded once. Raises OtherWeights, and what opening an embedder does."""
        if model.identity not in self._reading:
            self._reading[model.identity] = Understanding(opened(self._settings, model), None, None)
        return self._reading[model.identity]


def _pieces(texts: list[Unembedded]) -> Iterator[list[Unembedded]]:
    return (texts[begin : begin + PIECE] for begin in range(0, len(texts), PIECE))
