"""The ledger: every webhook that was acknowledged, written outside of the system by who heard the acknowledgement."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """The webhook of this number was answered with 2xx `at` (seconds since 1970)."""

    number: int
    at: float


class Ledger:
    """A file of its own, a line for each entry, in the order of the acknowledgements."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._path.touch()
        self._read = 0

    def acknowledge(self, number: int) -> None:
        """Write it down, now."""
        with self._path.open("a") as out:
            out.write(f"{number} {time.time()}\n")

    def news(self) -> Iterator[Entry]:
        """What was written since the last look."""
        with self._path.open("rb") as lines:
            lines.seek(self._read)
            for line in lines:
                if not line.endswith(b"\n"):
                    return
                self._read += len(line)
                number, at = line.split()
                yield Entry(int(number), float(at))
