"""Whether a running sandbox is no longer what is installed: after an upgrade, or a new extra.

Every `layers --sandbox …` asks, so nothing is imported to find out.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from layers_cli import __version__

EXTRAS = {"av": "the extra sandbox-video"}
"""Modules that the sandbox does without, and what people call them."""


class Running(Protocol):
    """What is known of a running sandbox; *extras* are None where it does not say."""

    @property
    def version(self) -> str:
        """The version of layers."""

    @property
    def program(self) -> str | None:
        """The interpreter."""

    @property
    def extras(self) -> Sequence[str] | None:
        """Those of `EXTRAS` that were installed when it started."""

    @property
    def jobs(self) -> int:
        """How many jobs are under way."""

    @property
    def in_background(self) -> bool:
        """Whether a command started it, and no person in a terminal."""


def installed_extras() -> tuple[str, ...]:
    """Return the modules of extras that are installed, without loading them."""
    return tuple(name for name in EXTRAS if find_spec(name) is not None)


def why_outdated(running: Running, version: str) -> str | None:
    """Return in which way *running* differs from what is installed; None if it does not.

    *version* is that of the program that asks.
    """
    if running.version != version:
        return f"it is layers {running.version}, and this is {version}"
    if running.program is not None and not Path(running.program).exists():
        return f"{running.program}, which runs it, is gone"
    if running.extras is None:
        return None
    missing = [EXTRAS[name] for name in installed_extras() if name not in running.extras]
    return f"it was started without {missing[0]}" if missing else None


def can_be_replaced(running: Running) -> bool:
    """Whether nobody loses anything if *running* is stopped, and started when it is needed."""
    return running.in_background and not running.jobs


def advice(running: Running, *, stop: str, version: str = __version__) -> str | None:
    """Return what to tell of *running*, which goes on though it is outdated; None if it is not.

    *stop* is the command that ends it; the next one starts it anew.
    """
    why = why_outdated(running, version)
    if why is None:
        return None
    if not running.in_background:
        return f"The sandbox is outdated: {why}. Stop it where it runs, and start it again"
    return (
        f"The sandbox is outdated: {why}. It restarts when it has no jobs; to stop it now: {stop}"
    )
