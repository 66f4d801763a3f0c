"""Waits for what another process does."""

import time
from collections.abc import Callable
from typing import Any


def until(happens: Callable[[], Any], what: str, *, seconds: float = 30) -> Any:
    """Ask until there is an answer, and return it; *seconds* is a limit, not a hope."""
    deadline = time.monotonic() + seconds
    while not (found := happens()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.02)
    return found
