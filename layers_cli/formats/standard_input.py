"""Standard input as bytes: the same as from a file, whatever the locale of the process."""

import errno
import io
import os
from typing import BinaryIO, TextIO


class StandardInputTakenError(Exception):
    """Standard input was asked for twice; the first reader has all of it."""


class StandardInput:
    """Gives the bytes of *stream* to one reader; None stands for an input that is closed."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._is_taken = False

    @property
    def is_terminal(self) -> bool:
        """Whether somebody may type."""
        return self._stream is not None and not self._stream.closed and self._stream.isatty()

    def take(self) -> BinaryIO:
        """Return it as a stream of bytes.

        Raises `StandardInputTakenError` the second time, and `OSError` if it is closed.
        """
        if self._is_taken:
            raise StandardInputTakenError("Standard input can be read only once")
        if self._stream is None or self._stream.closed:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        self._is_taken = True
        binary: BinaryIO | None = getattr(self._stream, "buffer", None)
        if binary is not None:
            return binary
        return io.BytesIO(self._stream.read().encode("utf-8", "surrogateescape"))
