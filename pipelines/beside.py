"""Sinks that work beside the dataflow: while one batch is written, the next is read, parsed and embedded."""

import asyncio
import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from bytewax.outputs import DynamicSink, StatelessSinkPartition

from contracts.errors import Unavailable, told
from pipelines.ending import Ending
from pipelines.paused import Resumed
from pipelines.switching.present import Flipped

ItemT = TypeVar("ItemT")

WAITING = 16
"""Batches that may wait for a sink; then the dataflow waits too, so that memory stays flat."""

LARGE = 5_000
"""So many records are a batch that is not made larger."""

_log = logging.getLogger("ventros.flow")


def end_process() -> None:
    """End at once. Effects and positions share transactions, so a new start goes on exactly where this one got."""
    os._exit(1)


class Beside(DynamicSink[ItemT]):
    """The same sink on a thread of its own, in the order of what comes.

    When it fails nothing may go on as if it had not: `stop` is called, by default the end of the process. Once that is
    asked to end, the batch in hand is the last: what still waits is left to whoever reads on.
    """

    def __init__(
        self, sink: DynamicSink[ItemT], stop: Callable[[], None] = end_process, *,
        gather: float = 0.0, ending: Ending | None = None,
    ) -> None:  # fmt: skip
        """`gather` is for how many seconds a batch waits for what comes after it, unless it gets large before."""
        self.sink, self.stop, self.gather, self.ending = sink, stop, gather, ending or Ending()

    def build(self, step_id: str, worker_index: int, worker_count: int) -> "_Beside[ItemT]":
        """One thread per worker."""
        return _Beside(lambda: self.sink.build(step_id, worker_index, worker_count), self)


class _Beside(StatelessSinkPartition[ItemT]):
    def __init__(self, build: Callable[[], StatelessSinkPartition[ItemT]], of: Beside[ItemT]) -> None:
        self._build, self._stop, self._gather, self._ending = build, of.stop, of.gather, of.ending
        self._batches: queue.Queue[list[Any] | None] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._work, name="sink", daemon=True)
        self._thread.start()

    def write_batch(self, items: list[ItemT]) -> None:
        if items:
            self._batches.put(items)

    def _work(self) -> None:
        try:
            sink = self._build()
            while items := self._waiting():
                if not self._ending.asked:
                    self._write(sink, items)
            sink.close()
        except Exception:  # noqa: BLE001 - logged, and everything stops
            _log.exception("a sink failed; the process ends with it")
            self._stop()

    def _write(self, sink: StatelessSinkPartition[ItemT], items: list[Any]) -> None:
        try:
            sink.write_batch(items)
        except Unavailable as error:
            if not self._ending.asked:
                raise
            _log.warning("a batch is left to the next start: %s", told(error))

    def _waiting(self) -> list[Any]:
        """Everything that came while the last batch was written, as one batch; nothing when there is no more to come.

        A transaction costs about the same for many records as for few: under load batches grow by themselves.
        """
        items, until = list(self._batches.get() or ()), time.monotonic() + self._gather
        while items and len(items) < LARGE:
            try:
                more = self._batches.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            if more is None:
                self._batches.put(None)
                break
            items += more
        return items

    def close(self) -> None:
        self._batches.put(None)
        self._thread.join()


class Aside(threading.Thread):
    """What is done beside the stream, on an event loop of its own. A block waits for its end.

    When it cannot go on, the process must not.
    """

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        super().__init__(name="aside", daemon=True)
        self._work = work

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:  # otherwise nobody has told the work to end
            self.join()

    def run(self) -> None:
        """Work until the process is to end."""
        try:
            asyncio.run(self._work())
        except (Resumed, Flipped) as anew:
            _log.warning("%s", told(anew))
            end_process()
        except Exception:  # noqa: BLE001 - logged, and the process ends
            _log.exception("what is done beside the stream stopped; the process ends with it")
            end_process()


class Through(DynamicSink[ItemT]):
    """A sink that gets what a step made of each batch. Beside the dataflow a slow step holds up nobody else."""

    def __init__(self, step: Callable[[list[ItemT]], list[ItemT]], sink: DynamicSink[ItemT]) -> None:
        self.step, self.sink = step, sink

    def build(self, step_id: str, worker_index: int, worker_count: int) -> "_Through[ItemT]":
        """The step, then the sink."""
        return _Through(self.step, self.sink.build(step_id, worker_index, worker_count))


class _Through(StatelessSinkPartition[ItemT]):
    def __init__(self, step: Callable[[list[ItemT]], list[ItemT]], sink: StatelessSinkPartition[ItemT]) -> None:
        self._step, self._sink = step, sink

    def write_batch(self, items: list[ItemT]) -> None:
        self._sink.write_batch(self._step(items))

    def close(self) -> None:
        self._sink.close()
