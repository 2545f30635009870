"""Whose turn it is where only one process may read: a second one waits, ready, until the first is gone.

This is a courtesy, so that an update loses no time and ends nobody in the middle; what keeps two readers apart in any
case is that a position moves once (memory/core/flow_position.py).
"""

import logging
import re
import threading
from types import TracebackType
from typing import Self

from contracts.envelope import CODE_VERSION
from contracts.errors import Unavailable, told
from contracts.settings import Settings
from memory.core.flow_turn import Other, Presence
from pipelines.ending import Ending

LOOK = 0.25
"""Seconds between two looks of one that waits."""

AT_WORK = 1.0
"""The same of one whose turn it is. With each it also shows the others that it lives."""

SILENT = 14
"""Looks of one that waits in which the other showed nothing: it is frozen or cut off, and no longer waited for."""

_log = logging.getLogger("ventros.turn")
_log.setLevel(logging.INFO)  # who waits for whom is told, whatever VENTROS_LOG_LEVEL is


class Turn:
    """The turn of this process, kept from the moment it comes until the block ends, by a thread of its own.

    Who works steps back for a newer version, and for nobody else: an older one, and a second one of the same, wait.
    """

    def __init__(self, settings: Settings, process: str, ending: Ending, version: str = CODE_VERSION) -> None:
        self._settings, self._process, self._ending, self._version = settings, process, ending, version
        self._begun, self._over = threading.Event(), threading.Event()
        self._holder: Other | None = None
        self._silent = 0
        self._thread = threading.Thread(target=self._keep, name="turn", daemon=True)

    def __enter__(self) -> Self:
        self._ending.then(self._begun.set)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def wait(self) -> bool:
        """Return when it is the turn of this process, or it is to end: whether it may begin."""
        self._begun.wait()
        return not self._ending.asked

    def _keep(self) -> None:
        while not self._over.is_set():
            try:
                with Presence(self._settings, self._process, self._version) as presence:
                    while not self._over.wait(self._look(presence)):
                        pass
            except Unavailable as error:
                _log.warning("whose turn it is, is not known: %s", told(error))
                self._over.wait(AT_WORK)

    def _look(self, presence: Presence) -> float:
        """Look once; seconds until the next time."""
        mine, others = presence.mine(), presence.others()
        if not self._begun.is_set():
            holder = None if mine else next((other for other in others if other.works), None)
            if mine or self._is_silent(holder):
                self._begun.set()
        elif newer := [other for other in others if _release(other.version) > _release(self._version)]:
            self._step_back(newer[0])
        return AT_WORK if self._begun.is_set() else LOOK

    def _is_silent(self, holder: Other | None) -> bool:
        if holder is None:  # it went this moment
            return False
        if self._holder is None or holder.pid != self._holder.pid:
            _log.info("%s waits: version %s is at work", self._process, holder.version)
        self._silent = self._silent + 1 if holder == self._holder else 0
        self._holder = holder
        if self._silent < SILENT:
            return False
        _log.warning("%s begins: version %s does nothing any more", self._process, holder.version)
        return True

    def _step_back(self, newer: Other) -> None:
        if not self._ending.asked:
            _log.info("%s steps back: version %s waits for its turn", self._process, newer.version)
            self._ending.ask()


def _release(version: str) -> list[int]:
    """A version as numbers, which can be compared.

    >>> _release("0.10.0") > _release("0.9.2")
    True
    """
    return [int(part) for part in re.findall(r"\d+", version)]
