"""Keys that an installation makes for itself: one file each, made once, readable by its owner only."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def keep(file: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds. The first process that asks makes it (mode 0600); all others get the same."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _put(file, make())
    return file.read_bytes()


def _put(file: Path, content: bytes) -> None:
    # Written aside and linked into place: nobody reads half a key, and of two who come at once the first one wins.
    # Synced, folder and all: a key that a crash takes away leaves behind credentials that nobody can open.
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.") as new:
        new.write(content)
        new.flush()
        os.fsync(new.fileno())
        with suppress(FileExistsError):
            os.link(new.name, file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
