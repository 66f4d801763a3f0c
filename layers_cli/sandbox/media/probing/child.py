"""The process that looks: it answers one line of JSON with another, until nobody asks any more.

Whatever a file does to it (crash, hang, eat memory), it does not do to the server.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

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
    # Ctrl-C is the server's: it ends this process by closing the pipe.
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
    """Keep stdout for the answers: a library that prints must not spoil them."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)
    return answers


def _warm() -> None:
    """Load the decoders now, so that the first file does not wait for them."""
    from PIL import Image

    Image.init()
    try:
        from layers_cli.sandbox.media.probing import inspect_video  # noqa: F401 - loading it is the point
    except ModuleNotFoundError:
        return


def _cpu_so_far() -> int:
    used = os.times()
    return int(used.user + used.system) + 1


def _limit(name: str, most: int) -> None:
    """Lower what this process may use; where a system knows no such limit, its clock is left."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    kind = getattr(resource, name)
    _, hard = resource.getrlimit(kind)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(kind, (soft, hard))
    except (ValueError, OSError):  # macOS refuses some
        return
