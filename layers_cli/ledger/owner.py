"""Tell whether the process that wrote a record is still running."""

import os
import socket
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

# On systems that do not tell: a process that took no step for so long has exited.
_LONGEST_STEP_SECONDS = 3600.0


def this_process() -> str:
    """Return a name that no later process has: `host:pid:start`."""
    return f"{socket.gethostname()}:{os.getpid()}:{_start(os.getpid())}"


def process_has_exited(owner: str) -> bool:
    """Whether *owner*, a name from `this_process`, has certainly exited.

    False if that is not known: on another host, or on a system that does not tell.
    """
    host, pid, start = owner.rsplit(":", 2)
    # On Windows `os.kill(pid, 0)` sends Ctrl-C.
    if host != socket.gethostname() or sys.platform == "win32":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _start(int(pid)) != start


def is_at_work(row: sqlite3.Row, now: float, has_exited: Callable[[str], bool]) -> bool:
    """Whether the process that owns *row* may still be working on it.

    *now* is in seconds since 1970, *has_exited* is `process_has_exited` or what tests put there.
    """
    return row["changed_at"] >= now - _LONGEST_STEP_SECONDS and not has_exited(row["owner"])


def _start(pid: int) -> str:
    """Return when the process began, in ticks since the boot; ids are used again, this is not."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    # The second field is the program's name in brackets, which may contain blanks and brackets.
    return text.rpartition(")")[2].split()[19]
