"""Whether a running sandbox is no longer what is installed: after an upgrade, or a new extra.

Every `layers --sandbox …` asks, so nothing is imported to find out.
"""

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import layers_cli
from layers_cli import __version__

EXTRAS = {"av": "the extra sandbox-video"}
"""Modules that the sandbox does without, and what people call them."""

KEPT_OPTIONS = ("rate_limits", "create_rate", "concurrent_jobs", "placeholders")
"""Options of a server that one in its place has, too."""


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
    def stamps(self) -> Mapping[str, str]:
        """What `program_stamps` was when it started; nothing where it does not say."""

    @property
    def jobs(self) -> int:
        """How many jobs are under way."""

    @property
    def faults(self) -> int:
        """How many fault rules are on, which it has in memory alone."""

    @property
    def in_background(self) -> bool:
        """Whether a command started it, and no person in a terminal."""


def installed_extras() -> tuple[str, ...]:
    """Return the modules of extras that are installed, without loading them."""
    return tuple(name for name in EXTRAS if is_installed(name))


def is_installed(name: str) -> bool:
    """Whether the package *name* is there; a folder of that name without a package is none."""
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.origin is not None


def program_stamps() -> dict[str, str]:
    """Return what tells whether interpreter and program have been installed anew, by path."""
    return {path: _stamp(path) for path in (sys.executable, layers_cli.__file__) if path}


def _stamp(path: str) -> str:
    """Return when the file *path* was written, and its size; nothing if it is gone."""
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return ""
    return f"{found.st_mtime_ns} {found.st_size}"


def why_outdated(running: Running, version: str) -> str | None:
    """Return in which way *running* differs from what is installed; None if it does not.

    *version* is that of the program that asks.
    """
    if running.version != version:
        return f"it is layers {running.version}, and this is {version}"
    if running.program is not None and not Path(running.program).exists():
        return f"{running.program}, which runs it, is gone"
    for path, stamp in running.stamps.items():
        if (now := _stamp(path)) != stamp:
            return f"{path} was reinstalled" if now else f"{path}, which runs it, is gone"
    if running.extras is None:
        return None
    missing = [EXTRAS[name] for name in installed_extras() if name not in running.extras]
    return f"it was started without {missing[0]}" if missing else None


def can_be_replaced(running: Running) -> bool:
    """Whether nobody loses anything if *running* is stopped, and started when it is needed."""
    return running.in_background and not running.jobs and not running.faults


def advice(running: Running, *, stop: str, version: str = __version__) -> str | None:
    """Return what to tell of *running*, which goes on though it is outdated; None if it is not.

    *stop* is the command that ends it; the next one starts it anew.
    """
    why = why_outdated(running, version)
    if why is None:
        return None
    if not running.in_background:
        return f"The sandbox is outdated: {why}. Stop it where it runs, and start it again"
    left = "jobs" if running.jobs else "fault rules"
    when = f"It restarts when it has no {left}; to stop it now: {stop}"
    if can_be_replaced(running):
        when = "The next command that uses it restarts it"
    return f"The sandbox is outdated: {why}. {when}"
