"""The probing process: answers each line of JSON on stdin with one on stdout.

A file that makes it crash, hang or exhaust memory does not affect the server.
"""

import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from layers_cli.sandbox.media.probing.inspect_file import inspect_file
from layers_cli.sandbox.media.probing.media_info import (
    UNREADABLE,
    MediaLimits,
    MediaRefusedError,
    as_message,
)

_OPEN_FILES = 64


def serve() -> None:
    """Answer requests from stdin on stdout."""
    # Ctrl-C goes to the server, which ends this process by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = _private_stdout()
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_FSIZE", 0)
    _limit("RLIMIT_NOFILE", _OPEN_FILES)
    _warm()
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        limits = MediaLimits(**request["limits"])
        print(json.dumps(_answer(Path(request["path"]), limits)), file=answers, flush=True)


def _answer(path: Path, limits: MediaLimits) -> dict[str, Any]:
    _limit("RLIMIT_AS", limits.memory_bytes)
    _limit("RLIMIT_CPU", _cpu_so_far() + limits.cpu_seconds)
    try:
        return as_message(inspect_file(path, limits))
    except MediaRefusedError as exc:
        return as_message(exc)
    except MemoryError:
        reason = f"needs more than {limits.memory_bytes} bytes of memory to be decoded"
        return as_message(MediaRefusedError(UNREADABLE, reason))
    except OSError as exc:
        return as_message(MediaRefusedError(UNREADABLE, f"cannot be read: {exc.strerror}"))


def _private_stdout() -> Any:
    """Reserve stdout for the responses: libraries that print write to nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)
    return answers


def _warm() -> None:
    """Load the decoders, so that the first file does not wait for them."""
    Image.init()
    # Not at the top: PyAV may not be installed.
    with contextlib.suppress(ModuleNotFoundError):
        from layers_cli.sandbox.media.probing import inspect_video  # noqa: F401 - loads PyAV


def _cpu_so_far() -> int:
    used = os.times()
    return int(used.user + used.system) + 1


def _limit(name: str, most: int) -> None:
    """Set a resource limit of this process, where the system has it."""
    try:
        import resource  # not on Windows
    except ModuleNotFoundError:
        return
    kind = getattr(resource, name)
    _, hard = resource.getrlimit(kind)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(kind, (soft, hard))
    except (ValueError, OSError):  # macOS refuses some
        return
