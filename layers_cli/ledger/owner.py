"""Tells whether the process that wrote a line of the ledger still lives."""

import os
import socket
import sys
from pathlib import Path


def this_process() -> str:
    """Return a name of this process that no later one has: `host:pid:start`."""
    return f"{socket.gethostname()}:{os.getpid()}:{_start(os.getpid())}"


def process_has_exited(owner: str) -> bool:
    """Whether *owner*, a name of `this_process`, has certainly ended.

    False where that cannot be told: another host, or a system that does not say.
    """
    host, pid, start = owner.rsplit(":", 2)
    # On Windows `os.kill(pid, 0)` is no question but Ctrl-C.
    if host != socket.gethostname() or sys.platform == "win32":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _start(int(pid)) != start


def _start(pid: int) -> str:
    """Return when the process began, in ticks since the boot; ids are used again, this is not."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    # The second field is the program's name, in brackets, and may hold blanks and brackets.
    return text.rpartition(")")[2].split()[19]
