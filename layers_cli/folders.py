"""The user's folders for data, configuration, state and caches: where platformdirs has them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

NAME = "layers-cli"
"""Not `layers`: that folder belongs to the vendor's login tool (api-rest 16)."""

# The variable that names it, and where it is below the home folder otherwise (XDG).
_XDG = {
    "data": ("XDG_DATA_HOME", ".local/share"),
    "config": ("XDG_CONFIG_HOME", ".config"),
    "state": ("XDG_STATE_HOME", ".local/state"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
}


def user_folder(kind: str) -> Path:
    """Return the folder of *kind*, data, config, state or cache, which need not exist.

    It may be relative where no home can be found. Raises `RuntimeError` where platformdirs does.
    """
    base = _plain(*_XDG[kind]) if sys.platform == "linux" else None
    if base is not None:
        return base / NAME
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")(NAME, appauthor=False))


def _plain(variable: str, below_home: str) -> Path | None:
    """Return the folder where nothing is out of the ordinary: platformdirs takes long to load."""
    if "ANDROID_DATA" in os.environ or "ANDROID_ROOT" in os.environ:
        return None
    home = os.environ.get("HOME", "")
    folder = os.environ.get(variable) or (home and f"{home}/{below_home}")
    is_plain = folder.startswith("/") and os.path.normpath(folder) == folder
    return Path(folder) if is_plain and not folder.startswith("//") else None
