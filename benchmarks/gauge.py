"""What a process takes with its children: processor, memory, open files. Linux tells; elsewhere all of it is 0."""

import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pipelines.local.process import pids

GONE = (FileNotFoundError, ProcessLookupError, PermissionError, IndexError)
"""What one meets who asks for a process that ends this moment."""


def family(root: int) -> list[int]:
    """The process, its children, and theirs."""
    children = defaultdict[int, list[int]](list)
    for pid in pids():
        with suppress(*GONE):
            children[int(_stat(pid)[1])].append(pid)
    found = [root]
    for pid in found:
        found += children[pid]
    return found


def cpu(root: int) -> float:
    """Seconds of processor so far, of the family and of its members that have ended."""
    ticks = 0
    for pid in family(root):
        with suppress(*GONE):
            ticks += sum(int(field) for field in _stat(pid)[11:15])  # proc(5): utime, stime, cutime, cstime
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(members: Iterable[int]) -> dict[str, int]:
    """Bytes in memory: `rss` as the system counts them, `pss` with what is shared divided among those who share it."""
    found = {"rss": 0, "pss": 0}
    for pid in members:
        with suppress(*GONE):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                name, _, told = line.partition(":")
                if name.lower() in found:
                    found[name.lower()] += int(told.split()[0]) * 1024
    return found


def files(members: Iterable[int]) -> int:
    """Open files and sockets."""
    found = 0
    for pid in members:
        with suppress(*GONE):
            found += len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
