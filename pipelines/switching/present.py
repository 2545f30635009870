"""Which embedder a process works with: the one whose vectors answer questions, whatever the settings would like."""

import asyncio
import logging

from contracts.errors import Unavailable, VentrosError, told
from contracts.settings import Settings
from memory.db import Database
from memory.recall.models import EmbeddingModel, current, take_over
from pipelines.providers import Embedder, choose_embedder, identity

EVERY = 1.0
"""Seconds between two looks."""

_log = logging.getLogger("ventros.models")


class Flipped(VentrosError):
    """Questions are answered by the vectors of another model: this process starts anew with that one."""

    permanent = False
    quotes = False


class OtherWeights(VentrosError):
    """What the embedder's name leads to is not the model that the vectors here are of."""

    quotes = False


def present(settings: Settings) -> Embedder:
    """The embedder of new messages. Where none was chosen yet it is the one of the settings.

    One that cannot be asked any more, because its weights were replaced or are gone, is taken over from at once: what
    it has embedded is found by words until it is embedded anew. Waits for Postgres. Raises what opening one does.
    """
    return asyncio.run(_waited_for(settings))


async def answering(db: Database, settings: Settings) -> Settings:
    """The settings with the embedder whose vectors answer questions."""
    row = await current(db)
    return settings.model_copy(update={"embedder": row.embedder}) if row else settings


async def follow(db: Database, model: str) -> None:
    """Look whether this model still answers, again and again. Raises Flipped when it does not.

    A process is started anew rather than changed: no vector that is on its way can be taken for one of the other model.
    """
    while True:
        await asyncio.sleep(EVERY)
        try:
            row = await current(db)
        except Unavailable as error:
            _log.warning("which model answers is not known: %s", told(error))
            continue
        if row and row.identity != model:
            raise Flipped


def opened(settings: Settings, model: EmbeddingModel) -> Embedder:
    """The embedder of a model. Raises OtherWeights when its name leads to another one by now."""
    embedder = choose_embedder(model.embedder, settings.data_dir)
    if identity(embedder) != model.identity:
        raise OtherWeights
    return embedder


async def _waited_for(settings: Settings) -> Embedder:
    while True:
        try:
            async with Database(settings.dsn("app"), size=1) as db:
                return await _present(db, settings)
        except Unavailable as error:
            if error.permanent:
                raise
            _log.warning("which model answers is not known: %s", told(error))
        await asyncio.sleep(EVERY)


async def _present(db: Database, settings: Settings) -> Embedder:
    row = await current(db)
    name, embedder = _askable(settings, row)
    if row is None or identity(embedder) != row.identity:
        await take_over(db, identity(embedder), name, embedder.dimensions, "flows")
    return embedder


def _askable(settings: Settings, row: EmbeddingModel | None) -> tuple[str, Embedder]:
    """The embedder of a row, or the one of the settings when that cannot be opened, with its name there."""
    if row and row.embedder != settings.embedder:
        try:
            embedder = choose_embedder(row.embedder, settings.data_dir)
            identity(embedder)
        except Exception as error:  # noqa: BLE001 - whatever a model raises, the settings name another one
            _log.warning("the model that answers cannot be asked: %s", told(error))
        else:
            return row.embedder, embedder
    return settings.embedder, choose_embedder(settings.embedder, settings.data_dir)
