"""Finds out whether a file can be written somewhere, before work is done for it."""

import os
import tempfile
from pathlib import Path

from layers_cli.errors.exceptions import UsageError


def unwritable(folder: Path) -> str | None:
    """Return why nothing can be written in *folder*, which need not exist; None if it can be.

    A file without a name is written to where the folder is, or would be made.
    """
    there = folder
    try:
        there = next(each for each in (folder, *folder.parents) if os.path.lexists(each))
        _check_length(folder)
        if not there.is_dir():
            return f"{there} is not a folder"
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"x")
            file.flush()
    except OSError as exc:
        return f"{there}: {exc.strerror or exc}"
    except ValueError:
        return "its name cannot be one"
    return None


def unnamable(path: Path) -> str | None:
    """Return why there can be no file *path*: a name too long, or a file in a folder's place."""
    try:
        _check_length(path)
    except OSError as exc:
        return exc.strerror or str(exc)
    except ValueError:
        return "its name cannot be one"
    return None


def check_free(path: Path, *, replace: bool, param: str) -> None:
    """Raise `UsageError` where a new file *path* would take the place of something.

    With *replace*, that may be a file, but no folder and no device.
    """
    if not os.path.lexists(path) or (replace and path.is_file()):
        return
    if path.is_file():
        raise UsageError(
            f"{path} already exists; nothing was written",
            hint=f"choose another file with --{param}, or add --force",
            param=param,
        )
    raise UsageError(
        f"{path} is not a file, and only files are replaced",
        hint=f"choose a file: --{param} FILE",
        param=param,
    )


def _check_length(path: Path) -> None:
    """Let the system judge *path*, which need not exist; raises `OSError`."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return
