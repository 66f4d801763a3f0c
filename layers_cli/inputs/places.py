"""Finds out whether a file can be written somewhere, before work is done for it."""

import os
import tempfile
from pathlib import Path


def unwritable(folder: Path) -> str | None:
    """Return why nothing can be written in *folder*, which need not exist; None if it can be.

    A file without a name is written to where the folder is, or would be made.
    """
    there = folder
    try:
        there = next(each for each in (folder, *folder.parents) if os.path.lexists(each))
        _check_length(folder)
        if not there.is_dir():
            return f"{there} is no folder"
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


def _check_length(path: Path) -> None:
    """Let the system judge *path*, which need not exist; raises `OSError`."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return
