"""Where the lake's files are: a folder, or S3 by `s3://bucket/prefix?endpoint_override=host:port&scheme=http`."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pyarrow import ArrowException
from pyarrow.fs import FileSelector, FileSystem, FileType, LocalFileSystem

from contracts.errors import Unavailable, VentrosError
from contracts.settings import Settings

_OURS = re.compile(r"tenant=[0-9a-f-]{36}/topic=[a-z_.]+/day=\d{4}-\d\d-\d\d/[0-9a-f]{64}\.parquet")


class FileMissing(VentrosError):
    """A file of the lake is missing: `ventros lake verify` says which."""

    quotes = False


class Store:
    """Files by their path below the lake's root. Raises Unavailable when they cannot be reached."""

    def __init__(self, url: str) -> None:
        self._files: FileSystem = LocalFileSystem()
        self._root = str(Path(url).resolve())
        if "://" in url:
            self._files, self._root = FileSystem.from_uri(url)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Where the settings say: by default a folder of the data folder."""
        return cls(settings.lake or str(settings.data_dir / "lake"))

    @property
    def folder(self) -> Path | None:
        """Its root, where it is a folder of this machine."""
        return Path(self._root) if isinstance(self._files, LocalFileSystem) else None

    def put(self, path: str, data: bytes) -> None:
        """Write a file; when this returns it is on disk."""
        whole = f"{self._root}/{path}"
        try:
            if self.folder:
                self._files.create_dir(str(Path(whole).parent), recursive=True)
            with self._files.open_output_stream(whole) as out:
                out.write(data)
            if self.folder:
                _sync(whole)
        except (OSError, ArrowException) as error:
            raise Unavailable(f"The lake takes nothing: {error}") from error

    def get(self, path: str) -> bytes:
        """What is in a file. Raises FileMissing."""
        try:
            with self._files.open_input_stream(f"{self._root}/{path}") as stream:
                return bytes(stream.read())
        except FileNotFoundError:
            raise FileMissing from None
        except (OSError, ArrowException) as error:
            raise Unavailable(f"The lake does not answer: {error}") from error

    def delete(self, path: str) -> None:
        """Delete a file, if it is there."""
        try:
            self._files.delete_file(f"{self._root}/{path}")
        except FileNotFoundError:
            return
        except (OSError, ArrowException) as error:
            raise Unavailable(f"The lake does not let go of a file: {error}") from error

    def walk(self) -> Iterator[tuple[str, datetime]]:
        """Every file of the lake, with when it was written. Files of others are left out."""
        try:
            found = self._files.get_file_info(FileSelector(self._root, recursive=True, allow_not_found=True))
        except (OSError, ArrowException) as error:
            raise Unavailable(f"The lake does not answer: {error}") from error
        for one in found:
            path = one.path.removeprefix(f"{self._root}/")
            if one.type is FileType.File and _OURS.fullmatch(path):
                yield path, one.mtime if one.mtime.tzinfo else one.mtime.replace(tzinfo=UTC)


def _sync(path: str) -> None:
    """File and folder on disk: the manifest that will name it is, too."""
    for name in (path, Path(path).parent):
        opened = os.open(name, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
