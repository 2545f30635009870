"""How a process ends: SIGTERM or SIGINT asks it to; it takes nothing new, finishes what is in hand, and is gone.

Effects and positions share transactions. So what is not finished in time is left, as after a crash, and done anew.
"""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from queue import Empty, SimpleQueue

GRACE = 10.0
"""Seconds after which every process has ended by itself. To kill it then, or before, is safe as well."""

LIMIT = GRACE - 1.0
"""Seconds until what is still in hand is left."""

SET_BACK = 2.0
"""Seconds. A clock that was set back by more makes librdkafka wait so much longer: it waits by the clock of the machine
(`cnd_timedwait`), and nobody can wake it. So the process is started anew, after as many seconds at most.
"""

LOOK = 1.0
"""Seconds between two looks at the clock."""

_log = logging.getLogger("ventros.ending")
_log.setLevel(logging.INFO)  # how a process ended is told, whatever VENTROS_LOG_LEVEL is


class Ending:
    """Whether this process was asked to end, and who wants to know."""

    def __init__(self) -> None:
        self._told = threading.Lock()
        self._calls: list[Callable[[], None]] = []
        self._signals: SimpleQueue[int] = SimpleQueue()
        self.asked = False

    def listen(self) -> None:
        """From now on SIGTERM and SIGINT ask, and LIMIT holds. For the main thread of a process.

        What interrupts it anywhere may take no lock: a thread does all that follows.
        """
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda asked, _: self._signals.put(asked))
        threading.Thread(target=self._watch, name="ending", daemon=True).start()

    def ask(self) -> None:
        """Ask the process to end; a second time does nothing."""
        with self._told:
            calls, self._calls, self.asked = self._calls, [], True
        for call in calls:
            call()

    def then(self, call: Callable[[], None]) -> None:
        """Call this, from any thread, when the process is asked to end; at once if it was."""
        with self._told:
            if not self.asked:
                return self._calls.append(call)
        return call()

    async def wait(self) -> None:
        """Return when the process is asked to end."""
        loop, asked = asyncio.get_running_loop(), asyncio.Event()

        def tell() -> None:
            with suppress(RuntimeError):  # nobody waits any more, and the loop is closed
                loop.call_soon_threadsafe(asked.set)

        self.then(tell)
        await asked.wait()

    async def meanwhile(self, *works: Awaitable[None]) -> None:
        """Do these side by side until the process is asked to end, or one is done. Raises what the first one met."""
        tasks = [asyncio.ensure_future(work) for work in (self.wait(), *works)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _watch(self) -> None:
        self.then(lambda: self._signals.put(0))  # it may also end by its own decision
        signum, limit = self._signal()
        began = time.monotonic()
        if signum:
            _log.info("asked to end by %s", signal.Signals(signum).name)
        self.ask()
        threading.Event().wait(limit)
        _log.warning("ended after %.1f s with work in hand: it is done anew", time.monotonic() - began)
        os._exit(0)

    def _signal(self) -> tuple[int, float]:
        """The signal that asks to end, 0 for none, and the seconds that are left then."""
        ahead = time.time() - time.monotonic()
        while True:
            with suppress(Empty):
                return self._signals.get(timeout=LOOK), LIMIT
            last, ahead = ahead, time.time() - time.monotonic()
            if last - ahead > SET_BACK:
                _log.warning("the clock was set back by %.0f s: this process is to be started anew", last - ahead)
                return 0, SET_BACK
