"""The logs of our processes: files of one JSON object a line, and the same for people."""

import json
import os
import shutil
from datetime import datetime
from pathlib import Path

KEPT_BYTES = 10_000_000
"""Size at which a log begins anew; the one before stays beside it as `<name>.log.1`."""

CHUNK = 1 << 20
LONGEST = 2000
APART = {"event", "level", "timestamp", "exception"}
KNOWN = {"logger", "process", "env"}
"""Fields that people know already: `ventros up` names the process at the head of a line."""


class Log:
    """A log that another process appends to. Each look gives the lines that came since the last one."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self.path = path
        self._at = path.stat().st_size
        self._rest = b""

    def lines(self) -> list[str]:
        """What is new, in whole lines."""
        with self.path.open("rb") as file:
            self._at = min(self._at, file.seek(0, os.SEEK_END))
            file.seek(self._at)
            new = file.read(CHUNK)
        self._at += len(new)
        *whole, self._rest = (self._rest + new).split(b"\n")
        self._rest = self._rest[-CHUNK:]
        if self._at > KEPT_BYTES and len(new) < CHUNK:
            self._begin_anew()
        return [line.decode(errors="replace") for line in whole]

    def note(self, text: str, level: str = "warning") -> None:
        """Add a line of our own."""
        now = datetime.now().astimezone().isoformat()
        with self.path.open("a") as file:
            file.write(json.dumps({"event": text, "level": level, "timestamp": now}) + "\n")

    def last(self, count: int = 15) -> str:
        """Its last lines, for people."""
        with self.path.open("rb") as file:
            file.seek(-min(self.path.stat().st_size, 50_000), os.SEEK_END)
            lines = file.read().decode(errors="replace").splitlines()[-count:]
        return "\n".join(map(readable, lines)) or "(nothing)"

    def _begin_anew(self) -> None:
        # Its writer appends, so that it goes on in the emptied file.
        shutil.copyfile(self.path, self.path.with_suffix(".log.1"))
        os.truncate(self.path, 0)
        self._at = 0


def readable(line: str) -> str:
    """A line for people: local time, level unless it is info, what happened, and the values that belong to it."""
    try:
        told = json.loads(line)
        at = datetime.fromisoformat(told["timestamp"]).astimezone()
        level = str(told["level"])
        words = [f"{at:%H:%M:%S}", *([level.upper()] if level != "info" else []), str(told["event"])]
    except (ValueError, KeyError, TypeError):  # a program that does not log as we do
        return harmless(line)[:LONGEST]
    words += [f"{name}={value}" for name, value in told.items() if name not in APART | KNOWN]
    trace = f"\n{told['exception']}" if told.get("exception") else ""
    return harmless(" ".join(words)[:LONGEST] + trace[-LONGEST:])


def harmless(text: str) -> str:
    """A text that does nothing to the terminal: what strangers write ends up in logs."""
    return "".join(char if char.isprintable() or char in "\n\t" else " " for char in text)
