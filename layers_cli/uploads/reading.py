"""Reads a file block by block while its checksum is made, and tells if it is not the same any more.

The checksum is made by a thread of its own: hashing and sending both let go of the interpreter, so
that the slower of them decides, and not their sum.
"""

from __future__ import annotations

import hashlib
import os
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO

from .files import opened
from .refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .files import MediaFile

BLOCK = 256 * 1024  # smaller costs time, larger gains none (perf-anchors 3)
_BLOCKS_WAITING = 4


class ChangedError(RefusedError):
    """The file is not what was checked: it was written to, or has gone."""

    def __init__(self, source: str) -> None:
        super().__init__(source, "changed", "changed during the upload; it was not uploaded")


class StoppedError(Exception):
    """Somebody asked to stop; nothing is wrong with the file."""


class Reading:
    """The blocks of *file*, from the beginning each time it is iterated over.

    *is_stopped* is asked before each block; *told* is called with the bytes sent so far. After the
    last block `sha256` is the checksum of just those bytes.

    Raises `ChangedError`, also for a file that changed after its last byte was read.
    """

    def __init__(
        self,
        file: MediaFile,
        *,
        is_stopped: Callable[[], bool] = lambda: False,
        told: Callable[[int], None] = lambda sent: None,
    ) -> None:
        self.sha256 = ""
        self._file = file
        self._is_stopped = is_stopped
        self._told = told

    def __iter__(self) -> Iterator[bytes]:
        self.sha256 = ""
        try:
            with opened(self._file.path) as source:
                self._compare(source)
                with _Hasher() as hasher:
                    yield from self._blocks(source, hasher)
                self._compare(source)
        except ChangedError:
            raise
        except (RefusedError, OSError) as exc:
            raise ChangedError(self._file.shown) from exc
        self.sha256 = hasher.digest

    def _blocks(self, source: BinaryIO, hasher: _Hasher) -> Iterator[bytes]:
        sent = 0
        while block := source.read(BLOCK):
            if self._is_stopped():
                raise StoppedError
            sent += len(block)
            if sent > self._file.size:
                raise ChangedError(self._file.shown)
            hasher.add(block)
            yield block
            self._told(sent)
        if sent != self._file.size:
            raise ChangedError(self._file.shown)

    def _compare(self, source: BinaryIO) -> None:
        found = os.fstat(source.fileno())
        if (found.st_size, found.st_mtime_ns) != (self._file.size, self._file.mtime_ns):
            raise ChangedError(self._file.shown)


class _Hasher:
    """Makes the SHA-256 of blocks in a thread; `digest` is there when the block of `with` ends."""

    def __init__(self) -> None:
        self.digest = ""
        self._hash = hashlib.sha256()
        self._waiting: Queue[bytes | None] = Queue(_BLOCKS_WAITING)
        self._thread = Thread(target=self._work, daemon=True)

    def __enter__(self) -> _Hasher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.put(None)
        self._thread.join()
        self.digest = self._hash.hexdigest()

    def add(self, block: bytes) -> None:
        """Take *block* in; waits while too many are waiting."""
        self._waiting.put(block)

    def _work(self) -> None:
        while (block := self._waiting.get()) is not None:
            self._hash.update(block)


def checksum(file: MediaFile) -> str:
    """Return the SHA-256 of *file* in hexadecimal; raises `ChangedError`."""
    reading = Reading(file)
    for _ in reading:
        pass
    return reading.sha256
