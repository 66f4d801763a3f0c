"""Folders of configuration and cache, and the project's `layers.toml`."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from layers_cli import APP_NAME
from layers_cli.config.errors import ConfigError

USER_FILE = "config.toml"
PROJECT_FILE = "layers.toml"


def config_dir(environ: Mapping[str, str]) -> Path:
    """Return the user's configuration folder, which need not exist.

    `LAYERS_CONFIG_DIR` in *environ* wins; otherwise platformdirs decides.
    Raises `ConfigError` if there is no home directory.
    """
    chosen = environ.get("LAYERS_CONFIG_DIR", "").strip()
    if chosen:
        return _expanded(chosen)
    try:
        folder = platformdirs.user_config_path(APP_NAME, appauthor=False)
    except RuntimeError:  # no home directory, as for some container users; or …
        folder = Path("~")
    if not folder.is_absolute():  # … an unexpanded `~`, from older releases
        raise ConfigError(
            "There is no home directory for the configuration",
            hint="set LAYERS_CONFIG_DIR to a folder",
        )
    return folder


def config_file(environ: Mapping[str, str]) -> Path:
    """Return the path of the user's `config.toml`, which need not exist."""
    return config_dir(environ) / USER_FILE


def cache_dir(environ: Mapping[str, str]) -> Path | None:
    """Return the cache folder; None if there is no home directory.

    `LAYERS_CACHE_DIR` in *environ* wins; otherwise platformdirs decides.
    """
    chosen = environ.get("LAYERS_CACHE_DIR", "")
    if chosen:
        folder = Path(chosen)
    else:
        try:
            folder = platformdirs.user_cache_path(APP_NAME, appauthor=False)
        except RuntimeError:
            return None
    return folder if folder.is_absolute() else None


def find_project_file(cwd: Path, *, environ: Mapping[str, str]) -> Path | None:
    """Return the first `layers.toml` from *cwd* upwards, or None.

    The search ends at the first repository root, the home directory of *environ*, or the root of
    the file system, each included.
    """
    home = environ.get("HOME") or environ.get("USERPROFILE")
    for folder in (cwd, *cwd.parents):
        if _is_file(folder / PROJECT_FILE):
            return folder / PROJECT_FILE
        if str(folder) == home or os.path.lexists(folder / ".git"):
            return None
    return None


def is_untrusted(path: Path) -> bool:
    """Return whether another user may have planted *path*.

    True for another user's file in a folder that anyone can write to, such as `/tmp/layers.toml`.
    Each condition alone is normal: a mounted checkout in CI, a Windows drive under WSL.
    """
    if not hasattr(os, "getuid"):
        return False
    is_foreign = path.stat().st_uid not in (0, os.getuid())
    return is_foreign and bool(path.parent.stat().st_mode & stat.S_IWOTH)


def _expanded(folder: str) -> Path:
    try:
        return Path(folder).expanduser().absolute()
    except RuntimeError as exc:
        raise ConfigError(
            f"LAYERS_CONFIG_DIR names a home directory that does not exist: {folder}",
            hint="set LAYERS_CONFIG_DIR to an absolute path",
        ) from exc


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:  # includes a folder that we cannot read
        return False
