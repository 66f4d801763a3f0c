"""Makes the SHA-256 of blocks in a thread of its own, while others move them. Pure.

Where storage is quick, hashing takes as long as sending. A file of one block is hashed where it is.
"""

from __future__ import annotations

import hashlib
import os
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

BEHIND = 3
"""So many blocks may yet have to be hashed when `Hashing.add` returns: they must not change."""


class Hashing:
    """The checksum of blocks that are added one after another, after those in *digest*.

    *movers* is how many threads move blocks at the time: where they take all processors, each
    hashes its own. The thread ends with the block of the `with` statement.
    """

    def __init__(self, digest: hashlib._Hash | None = None, *, movers: int = 1) -> None:
        self._digest = digest or hashlib.sha256()
        self._is_apart = movers < _processors()
        # One more is taken out to be hashed.
        self._waiting: Queue[bytes | memoryview | None] = Queue(BEHIND - 1)
        self._is_first = True
        self._thread: Thread | None = None

    @property
    def rooms(self) -> int:
        """Return how many blocks have to be kept apart, one of them to be filled anew."""
        return BEHIND + 1 if self._is_apart else 1

    def __enter__(self) -> Hashing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, _: TracebackType | None
    ) -> None:
        self._end()

    def add(self, block: bytes | memoryview) -> None:
        """Hash *block*, which must stay as it is until `BEHIND` more were added."""
        if self._is_first or not self._is_apart:
            self._is_first = False
            self._digest.update(block)
            return
        if self._thread is None:
            self._thread = Thread(target=self._work, daemon=True)
            self._thread.start()
        self._waiting.put(block)

    def hexdigest(self) -> str:
        """Return the checksum of all blocks, in hexadecimal; no more can be added."""
        self._end()
        return self._digest.hexdigest()

    def _work(self) -> None:
        while (block := self._waiting.get()) is not None:
            self._digest.update(block)

    def _end(self) -> None:
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
