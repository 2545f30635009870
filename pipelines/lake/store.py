"""Where the lake's files are: a folder, or S3 by `s3://bucket/prefix?endpoint_override=host:port&scheme=http`."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pyarrow import ArrowException
from pyarrow.fs import FileSelector, FileSystem, FileType, LocalFileSystem

from contracts.errors import Unavailable
from contracts.settings import Settings


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

    def get(self, path: str) -> bytes | None:
        """What is in a file; None when there is no such file."""
        try:
            with self._files.open_input_stream(f"{self._root}/{path}") as stream:
                return bytes(stream.read())
        except FileNotFoundError:
            return None
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

    def walk(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """Every file below a folder of the lake, with when it was written."""
        try:
            found = self._files.get_file_info(
                FileSelector(f"{self._root}/{folder}", recursive=True, allow_not_found=True)
            )
        except (OSError, ArrowException) as error:
            raise Unavailable(f"The lake does not answer: {error}") from error
        for one in found:
            if one.type is FileType.File:
                at = one.mtime if one.mtime.tzinfo else one.mtime.replace(tzinfo=UTC)
                yield one.path.removeprefix(f"{self._root}/"), at


def _sync(path: str) -> None:
    """File and folder on disk: the manifest that will name it is, too."""
    for name in (path, Path(path).parent):
        opened = os.open(name, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
