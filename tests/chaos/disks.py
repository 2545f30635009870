"""Small disks, in memory, that can be filled: where nothing may be mounted (only root may) there are none."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from contracts.settings import Settings
from pipelines import local

MEGABYTES = {"wal": 384, "lake": 256}
WAL_MEGABYTES = 128
"""What Postgres keeps of its log, about: well below the size of the disk."""

BALLAST = "ballast"
CHUNK = bytes(1_048_576)


@dataclass(frozen=True)
class Disk:
    """A disk of its own, mounted at `folder`."""

    folder: Path

    @contextmanager
    def full(self) -> Iterator[None]:
        """Until the block ends there is no byte left on it."""
        ballast = self.folder / BALLAST
        with ballast.open("wb", buffering=0) as out:
            try:
                while out.write(CHUNK):
                    pass
            except OSError:
                yield
            finally:
                ballast.unlink()

    def move_wal(self, services: local.Services, settings: Settings) -> None:
        """Let Postgres write its log here. It is away for a moment."""
        with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
            connection.execute(f"alter system set max_wal_size = '{WAL_MEGABYTES}MB'")
        services.stop_one("postgres")
        data = services._services["postgres"].data
        owner = data.stat()
        shutil.move(data / "pg_wal", self.folder / "pg_wal")
        (data / "pg_wal").symlink_to(self.folder / "pg_wal")
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
        services.restart("postgres")


@contextmanager
def small_disks(folder: Path) -> Iterator[dict[str, Disk]]:
    """The disks by their names, until the block ends; none where we may not mount."""
    with ExitStack() as stack:
        disks: dict[str, Disk] = {}
        for name, size in MEGABYTES.items():
            place = folder / f"disk-{name}"
            place.mkdir()
            mount = ["mount", "-t", "tmpfs", "-o", f"size={size}m,mode=0755", "none", str(place)]
            if subprocess.run(mount, capture_output=True, check=False).returncode:
                yield {}
                return
            stack.callback(subprocess.run, ["umount", "-l", str(place)], check=True)
            disks[name] = Disk(place)
        yield disks
