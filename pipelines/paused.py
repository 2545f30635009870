"""Flows that are stopped for a while, as a process knows them."""

import asyncio
import logging
import threading

from contracts.errors import Unavailable, VentrosError, told
from memory.core.flow_pause import pauses
from memory.db import Database

EVERY = 1.0
"""Seconds between two looks."""

_log = logging.getLogger("ventros.flow")


class Resumed(VentrosError):
    """A flow reads on: it starts anew from its position, for its process has read past it."""

    permanent = False
    quotes = False


class Paused:
    """The flows that this process passes over.

    While it runs there can only be more of them: who passed over a record must not apply the next one. So a flow that
    is resumed ends the process, and its keeper starts it anew.
    """

    def __init__(self) -> None:
        self.flows: frozenset[str] = frozenset()
        self._known = threading.Event()

    async def follow(self, db: Database) -> None:
        """Look again and again. Raises Resumed."""
        while True:
            try:
                await self._look(db)
            except Unavailable as error:
                _log.warning("what is paused is not known: %s", told(error))
            await asyncio.sleep(EVERY)

    async def _look(self, db: Database) -> None:
        now = frozenset(pause.flow for pause in await pauses(db))
        if resumed := self.flows - now:
            raise Resumed(f"{', '.join(sorted(resumed))}: to be read on from its position, in a new start.")
        if now - self.flows:
            _log.warning("paused: %s", ", ".join(sorted(now)))
        self.flows = now
        self._known.set()

    def wait(self) -> None:
        """Return when it is known what is paused: a flow that is must not read a single record first."""
        self._known.wait()
