"""Probes files in child processes, which are reused, and replaced when they die."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.media.probing.media_info import (
    UNREADABLE,
    MediaInfo,
    MediaLimits,
    MediaRefusedError,
    from_message,
)

_START_SECONDS = 60.0
# Decoders leak a little memory, so a child is replaced after some files.
_MAX_FILES = 200
# Nothing else of the environment, which may contain keys.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TEMP", "TMPDIR")
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    f"from {__package__}.child import serve; serve()"
)


def probe(path: Path, *, limits: MediaLimits | None = None) -> MediaInfo:
    """Probe *path* in a child process of its own; for many files, keep a `Prober`.

    Raises:
        MediaRefusedError: it is not accepted.

    """
    with Prober(children=1) as prober:
        return prober.probe(path, limits=limits)


class Prober:
    """Probes files from any thread, up to *children* at once.

    Child processes start when needed. Use it in `with`, or `close` it.
    """

    def __init__(self, children: int = 2) -> None:
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._children = children
        for _ in range(children):
            self._idle.put(None)

    def __enter__(self) -> "Prober":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def processes(self) -> list[int]:
        """The process ids of the idle children."""
        return [child.process_id for child in list(self._idle.queue) if child is not None]

    def probe(self, path: Path, *, limits: MediaLimits | None = None) -> MediaInfo:
        """Return the properties of *path*.

        Raises:
            MediaRefusedError: it is not accepted.

        """
        child = self._idle.get()
        try:
            child = _usable(child)
            answer = child.ask(path, limits or MediaLimits())
        except BaseException:
            # An interrupted child would give its response to the next file.
            if child is not None:
                child.end()
            child = None
            raise
        finally:
            self._idle.put(child)
        return from_message(answer)

    def close(self) -> None:
        """End the children, after their current files."""
        for child in [self._idle.get() for _ in range(self._children)]:
            if child is not None:
                child.end()
            self._idle.put(None)


class _Child:
    """One child process."""

    def __init__(self) -> None:
        self._files = 0
        self._process = subprocess.Popen(  # noqa: S603 - no shell, and no word of it comes from outside
            [sys.executable, "-B", "-c", _PROGRAM, dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
        try:
            started = self._read(_START_SECONDS)
        except BaseException:
            self.end()
            raise
        if started is None:
            self.end()
            raise MediaRefusedError(UNREADABLE, "cannot be probed: no child process starts")

    @property
    def process_id(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_usable(self) -> bool:
        """Whether it is alive and below its number of files."""
        return self._process.poll() is None and self._files < _MAX_FILES

    def ask(self, path: Path, limits: MediaLimits) -> dict[str, Any]:
        """Probe *path*; a child that dies or times out counts as an unreadable file."""
        self._files += 1
        request = {"path": str(path.absolute()), "limits": asdict(limits)}
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            return self._failure(limits)
        answer = self._read(limits.wall_seconds)
        return self._failure(limits) if answer is None else answer

    def end(self) -> None:
        """Kill the process."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # unread requests are lost
                    pipe.close()
        self._process.wait()

    def _read(self, seconds: float) -> dict[str, Any] | None:
        """Read one line of it; None if it died or took longer than *seconds*, and was killed."""
        assert self._process.stdout is not None
        # A pipe cannot be read with a deadline everywhere, but killing its writer ends the read.
        deadline = threading.Timer(seconds, self._process.kill)
        deadline.daemon = True
        deadline.start()
        try:
            line = self._process.stdout.readline()
        finally:
            deadline.cancel()
        if not line.endswith(b"\n"):
            return None
        message: dict[str, Any] = json.loads(line)
        return message

    def _failure(self, limits: MediaLimits) -> dict[str, Any]:
        self._process.kill()
        self._process.wait()
        reason = (
            f"cannot be decoded within {limits.cpu_seconds} s "
            f"and {limits.memory_bytes} bytes of memory"
        )
        return {"refused": [UNREADABLE, reason]}


def _usable(child: _Child | None) -> _Child:
    """Return *child* if it is usable, else a new one."""
    if child is None:
        return _Child()
    if child.is_usable:
        return child
    child.end()
    return _Child()
