"""Standard streams as they may come: closed (`>&-`), non-blocking, or stopped (Ctrl-S).

Where one was closed, the next file or socket that is opened would take its number, and what is
written to the stream would land in it: in the ledger, for one. Programs that start others, Node for
one, leave pipes non-blocking; Python would then write a part and give up.
"""

import io
import os
import select
import signal
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TextIO

from layers_cli.render.terminal import send_to_nowhere

_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))
_PATIENCE = 0.3  # seconds that a stream may take nothing when the run is to end


def make_usable() -> None:
    """Open what is closed: stdin is empty then, and writing to the others fails.

    Let reading and writing wait where the stream does not.
    """
    for name, mode in _STREAMS:
        stream = getattr(sys, name)
        if stream is None:
            descriptor = os.open(os.devnull, os.O_RDONLY)
            stream = open(descriptor, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor
            setattr(sys, name, stream)
        elif not _blocks(stream):
            setattr(sys, name, _waiting(stream))


def give_up_stopped(streams: Iterable[TextIO]) -> None:
    """Send those of *streams* that take nothing to nowhere, and let go of who writes to them.

    A terminal may be stopped, and so may the reader of a pipe: a run that is to end would wait for
    them. Called in the main thread.
    """
    stopped = [stream for stream in streams if not _takes_something(stream)]
    for stream in stopped:
        send_to_nowhere(stream)
    if stopped and hasattr(signal, "pthread_kill"):  # a write that is interrupted is begun again
        signal.signal(signal.SIGURG, lambda *_: None)
        for thread in threading.enumerate():
            if thread is not threading.main_thread() and thread.ident is not None:
                with suppress(ProcessLookupError):
                    signal.pthread_kill(thread.ident, signal.SIGURG)


class _WaitingFile(io.RawIOBase):
    """The file of a *descriptor* that does not block; reading and writing wait all the same.

    It is not made to block, since other programs have the same one.
    """

    def __init__(self, descriptor: int, *, reads: bool) -> None:
        self._descriptor = descriptor
        self._reads = reads

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def readable(self) -> bool:
        return self._reads

    def writable(self) -> bool:
        return not self._reads

    def readinto(self, buffer: Any) -> int:
        while True:
            try:
                data = os.read(self._descriptor, len(buffer))
                buffer[: len(data)] = data
                return len(data)
            except BlockingIOError:
                select.select([self], [], [])

    def write(self, data: Any) -> int:
        while True:
            try:
                return os.write(self._descriptor, data)
            except BlockingIOError:
                select.select([], [self], [])


def _waiting(stream: Any) -> io.TextIOWrapper:
    reads = stream.readable()
    raw = _WaitingFile(stream.fileno(), reads=reads)
    return io.TextIOWrapper(
        io.BufferedReader(raw) if reads else io.BufferedWriter(raw),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
    )


def _blocks(stream: Any) -> bool:
    get_blocking = getattr(os, "get_blocking", None)  # Windows has it since Python 3.12
    try:
        return get_blocking is None or get_blocking(stream.fileno())
    except (OSError, ValueError):  # no real file
        return True


def _takes_something(stream: TextIO) -> bool:
    try:
        return bool(select.select([], [stream], [], _PATIENCE)[1])
    except (OSError, ValueError):  # no real file, or Windows, which asks sockets only
        return True
