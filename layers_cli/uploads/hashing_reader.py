"""Reads a file block by block while its checksum is made, and tells if it is not the same any more.

The checksum is made of the very bytes that are sent.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

from layers_cli.uploads.files import MediaFile, opened
from layers_cli.uploads.validation_errors import InvalidSourceError

SMALLEST_BLOCK = 256 * 1024
LARGEST_BLOCK = 512 * 1024  # where the line is quick; on a slow one the bar would stand still
_QUICK = 0.05  # seconds: a block that is sent sooner is followed by a larger one


class ChangedError(InvalidSourceError):
    """The file is not what was checked: it was written to, or has gone."""

    def __init__(self, source: str) -> None:
        super().__init__(source, "changed", "changed during the upload; it was not uploaded")


class StoppedError(Exception):
    """The upload is to stop; nothing is wrong with the file."""


class HashingReader:
    """The blocks of *file*, each to be used at once; from its beginning with each iteration.

    *is_stopped* is asked before each block, *on_progress* is called with the bytes sent so far.
    After the last block `sha256` is the checksum of just those bytes.

    Raises `ChangedError`, also for a file that changed after its last byte was read, and
    `InvalidSourceError` for one that the system cannot read.
    """

    def __init__(
        self,
        file: MediaFile,
        *,
        is_stopped: Callable[[], bool] = lambda: False,
        on_progress: Callable[[int], None] = lambda sent: None,
    ) -> None:
        self.sha256 = ""
        self._file = file
        self._is_stopped = is_stopped
        self._on_progress = on_progress

    def __iter__(self) -> Iterator[bytes]:
        self.sha256 = ""
        try:
            with opened(self._file.path, self._file.shown) as source:
                self._compare(source)
                digest = hashlib.sha256()
                yield from self._blocks(source, digest)
                self._compare(source)
                self.sha256 = digest.hexdigest()
        except InvalidSourceError as exc:
            if exc.issue.code in ("changed", "unreadable"):
                raise
            raise ChangedError(self._file.shown) from exc

    def _blocks(self, source: BinaryIO, digest: "hashlib._Hash") -> Iterator[bytes]:
        sent, size = 0, SMALLEST_BLOCK
        largest = min(self._file.size + 1, LARGEST_BLOCK)
        room = memoryview(bytearray(largest))
        # `opened` does not buffer, and such files can read into memory.
        while count := source.readinto(room[:size]):  # type: ignore[attr-defined]
            if self._is_stopped():
                raise StoppedError
            sent += count
            if sent > self._file.size:
                raise ChangedError(self._file.shown)
            block = room[:count]
            digest.update(block)
            begun = time.monotonic()
            yield block  # type: ignore[misc]  # bytes-like is all that senders need
            is_quick = time.monotonic() - begun < _QUICK
            size = min(size * 2, LARGEST_BLOCK) if is_quick else SMALLEST_BLOCK
            self._on_progress(sent)
        if sent != self._file.size:
            raise ChangedError(self._file.shown)

    def _compare(self, source: BinaryIO) -> None:
        found = os.fstat(source.fileno())
        if (found.st_size, found.st_mtime_ns) != (self._file.size, self._file.mtime_ns):
            raise ChangedError(self._file.shown)


def checksum(file: MediaFile) -> str:
    """Return the SHA-256 of *file* in hexadecimal; raises `InvalidSourceError`."""
    reading = HashingReader(file)
    for _ in reading:
        pass
    return reading.sha256
