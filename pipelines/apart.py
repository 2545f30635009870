"""A flow on a thread of its own with an input of its own: whoever is slow there holds up nobody."""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self

from contracts.errors import Unavailable, told
from pipelines.apply import Apply
from pipelines.beside import end_process
from pipelines.ending import Ending
from pipelines.io import KafkaIn, Record

_log = logging.getLogger("ventros.flow")


class Apart(threading.Thread):
    """Reads, and applies what it has read, batch by batch, until the process is asked to end. A block waits for that.

    When it cannot go on, the process must not.
    """

    def __init__(
        self,
        source: KafkaIn,
        sink: Apply,
        cut: Callable[[list[Record]], Iterable[list[Record]]],
        ending: Ending,
        stop: Callable[[], None] = end_process,
    ) -> None:
        """`cut` makes batches of what came; with each the position moves."""
        super().__init__(name="apart", daemon=True)
        self._source, self._sink, self._cut, self._ending, self._stop_process = source, sink, cut, ending, stop

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:  # otherwise nobody has told it to end
            self.join()

    def run(self) -> None:
        """Work until the process is to end."""
        try:
            with suppress(StopIteration):  # the input is at its end
                self._work()
        except Exception as error:  # noqa: BLE001 - logged, and the process ends
            if isinstance(error, Unavailable) and self._ending.asked:
                _log.warning("a batch is left to the next start: %s", told(error))
            else:
                _log.exception("a flow apart failed; the process ends with it")
                self._stop_process()

    def _work(self) -> None:
        reading, writing = self._source.build_part("apart", "0", None), self._sink.build("apart", 0, 1)
        try:
            while not self._ending.asked:
                for batch in self._cut(reading.next_batch()):
                    if not self._ending.asked:
                        writing.write_batch(batch)
        finally:
            reading.close()
            writing.close()
