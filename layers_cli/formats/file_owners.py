"""Whose a file or folder is: `sudo layers` once, and the next run may not read its own state."""

import os
from pathlib import Path
from shlex import quote
from typing import NamedTuple

_NUMBER = "user "


class ForeignOwner(NamedTuple):
    """Another user than *me*, *name*, to whom *path* belongs; *is_ours* if this program made it."""

    path: Path
    name: str
    me: str
    is_ours: bool

    @property
    def sentence(self) -> str:
        """Say whose it is: `/home/me/.cache/layers-cli belongs to root, and this is me`."""
        return f"{self.path} belongs to {self.name}, and this is {self.me}"

    def way_out(self, variable: str) -> str:
        """Say what to do: take it back, or name another folder with the *variable*."""
        other = f"set {variable} to a folder of your own"
        if not self.is_ours:  # it may hold what others need
            return other
        to = f"{quote(self.me.removeprefix(_NUMBER))} {quote(str(self.path))}"
        return f"take it back: sudo chown -R {to}; or {other}"


def foreign_owner(path: Path, folder: Path) -> ForeignOwner | None:
    """Return whose *path* is, or the nearest folder above it that can be seen.

    *folder* is this program's own. None if this user owns it, or may write to it all the same, and
    where the system does not tell.
    """
    if not hasattr(os, "geteuid"):
        return None
    for place in (path, *path.parents):
        try:
            owner = place.stat().st_uid
        except OSError:
            continue
        me = os.geteuid()
        if owner == me or os.access(place, os.R_OK | os.W_OK):
            return None
        return ForeignOwner(place, _name(owner), _name(me), place.is_relative_to(folder))
    return None


def is_there(path: Path) -> bool:
    """Whether there is a file *path*, or may be one in a folder that cannot be searched."""
    try:
        path.stat()
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def _name(uid: int) -> str:
    import pwd  # asked only when a file cannot be used; Windows has none

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"{_NUMBER}{uid}"
