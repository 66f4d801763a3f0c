"""Finds out whether a file can be written somewhere, before work is done for it."""

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.file_names import printable


def working_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder that the command runs in, or the shell's word for one that was removed.

    What is read from that is told to be missing, and what asks for no files goes on.
    """
    try:
        return Path.cwd()
    except OSError:
        said = Path(environ.get("PWD", ""))
        return said if said.is_absolute() else Path(os.sep, "removed-folder")


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
    if why := unnamable(path):
        raise UsageError(
            f"{printable(path)} cannot be written: {why}", hint=_another(param), param=param
        )
    if not os.path.lexists(path) or (replace and path.is_file()):
        return
    if path.is_file():
        raise UsageError(
            f"{printable(path)} already exists; nothing was written",
            hint=f"{_another(param)}, or add --force",
            param=param,
        )
    raise _no_file(path, param)


def check_redrawn(path: Path, *, is_ours: Callable[[Path], bool], param: str) -> None:
    """Raise `UsageError` where a file that is drawn anew each time would replace another kind.

    *is_ours* says whether a file that is there was drawn before; an empty one is nobody's.
    """
    if not os.path.lexists(path):
        return
    if not path.is_file():
        raise _no_file(path, param)
    if path.stat().st_size and not is_ours(path):
        raise UsageError(
            f"{printable(path)} holds something else, which would be lost",
            hint=_another(param),
            param=param,
        )


def check_no_source(path: Path, sources: Iterable[Path], *, param: str) -> None:
    """Raise `UsageError` where the file *path* is one of those that it is made from."""
    for source in sources:
        if path.exists() and source.exists() and path.samefile(source):
            raise UsageError(
                f"{printable(path)} is what is read, and would be lost",
                hint=_another(param),
                param=param,
            )


def _another(param: str) -> str:
    """Return what chooses another file, by the option *param*, or the argument in capitals."""
    return "choose another file" + ("" if param.isupper() else f": --{param} FILE")


def _no_file(path: Path, param: str) -> UsageError:
    return UsageError(
        f"{printable(path)} is not a file, and only files are replaced",
        hint=_another(param),
        param=param,
    )


def _check_length(path: Path) -> None:
    """Let the system judge *path*, which need not exist; raises `OSError`."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return
