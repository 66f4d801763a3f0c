"""A file under way: `name.part`, and beside it `name.part.json`, which says what it is a part of.

The note is written before the first byte and deleted after the last. However the process ends, the
next run either resumes the same version of the file or starts over. A lock
on the part keeps a second process from writing to it.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from layers_cli.downloads.errors import FileConflictError, WriteError
from layers_cli.formats.json_text import dumps, loads

_BLOCK = 256 * 1024
# A link is not followed, and a pipe without a writer does not block.
_CAREFUL = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FLAGS = os.O_RDWR | os.O_CREAT | _CAREFUL
_LARGEST_NOTE = 64 * 1024  # bytes; nothing larger is one of ours
_LONGEST_VALIDATOR = 1024
_FAR_AWAY = 1 << 62  # Windows locks bytes, which need not be there


class Origin(NamedTuple):
    """What a part was read from: *validator* names the version, *length* the whole in bytes."""

    source: str
    validator: str | None
    length: int | None


class PartialFile:
    """The part of the file *path*, held by this process alone until the block ends.

    Raises `FileConflictError` where another process has it, `OSError` where it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path.with_name(f"{path.name}.part")
        self.note = path.with_name(f"{path.name}.part.json")

    def __enter__(self) -> Self:
        if self.file.is_symlink():
            raise FileConflictError(f"{self.file} is a link", "remove it, then run this again")
        _make_way(self.file)
        self._descriptor = os.open(self.file, _FLAGS, 0o666)
        if not _lock(self._descriptor) or not self._is_mine():
            os.close(self._descriptor)
            raise FileConflictError(
                f"{self.path} is being saved by another process",
                "wait until it ends, then run this again",
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, _: TracebackType | None
    ) -> None:
        is_empty = self._is_mine() and not self.size
        os.close(self._descriptor)
        if is_empty:
            clear(self.path)

    @property
    def size(self) -> int:
        """Return how many bytes there are."""
        return os.fstat(self._descriptor).st_size

    @property
    def origin(self) -> Origin | None:
        """Return what it was read from; None where that is not known."""
        return _read_note(self.note)

    def begin(self, origin: Origin) -> None:
        """Start anew; raises `WriteError` where there is no room."""
        self.restart()
        _make_way(self.note)
        self.note.unlink(missing_ok=True)
        with _explained(self.note), self.note.open("x", encoding="utf-8") as note:
            note.write(dumps(origin._asdict()))

    def digest(self) -> "hashlib._Hash":
        """Return the SHA-256 of what is there, and move to its end."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        digest = hashlib.sha256()
        while block := os.read(self._descriptor, _BLOCK):
            digest.update(block)
        return digest

    def write(self, block: bytes) -> None:
        """Write *block* behind what is there; raises `WriteError` where it has no room."""
        rest = memoryview(block)
        with _explained(self.file):
            while rest:  # a full disk takes a part of it first
                rest = rest[os.write(self._descriptor, rest) :]

    def restart(self) -> None:
        """Discard what is there."""
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)

    def finish(self) -> None:
        """Give the file its name; what had it before is replaced."""
        if not self._is_mine():
            raise FileConflictError(f"{self.file} was removed by another process")
        if os.name == "nt":  # where no open file can be renamed
            os.close(self._descriptor)
            self._descriptor = os.open(os.devnull, os.O_RDWR)
        self.file.replace(self.path)
        self.note.unlink(missing_ok=True)

    def _is_mine(self) -> bool:
        """Whether the name still is that of the file which is held."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), self.file.lstat())
        except OSError:
            return False


def _make_way(path: Path) -> None:
    """Remove what is at *path* if it is no file of its own: a link, a pipe, a second name.

    Raises `FileConflictError` for a folder, which may hold anything.
    """
    with suppress(FileNotFoundError):
        found = path.lstat()
        if stat.S_ISDIR(found.st_mode):
            raise FileConflictError(f"{path} is a folder", "remove it, then run this again")
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            path.unlink()


def _read_note(path: Path) -> Origin | None:
    """Return what the note at *path* says; None where anything about it is not as we write it.

    Anybody may have put it there, as into a shared folder: then the download begins anew.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | _CAREFUL)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            content = file.read(_LARGEST_NOTE + 1)
        said = loads(content) if len(content) <= _LARGEST_NOTE else None
        return _as_origin(said)
    except (OSError, ValueError):
        return None


def _as_origin(said: Any) -> Origin | None:
    if not isinstance(said, dict):
        return None
    source, validator, length = (said.get(name) for name in ("source", "validator", "length"))
    is_length = length is None or (type(length) is int and length >= 0)
    if not isinstance(source, str) or not is_length or not _is_validator(validator):
        return None
    return Origin(source, validator, length)


def _is_validator(said: Any) -> bool:
    """Whether *said* may be sent as a header to name a version; None names none."""
    if not isinstance(said, str):
        return said is None
    return said.isascii() and said.isprintable() and 0 < len(said) <= _LONGEST_VALIDATOR


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the system says of a write to *path* into what happened and the way out."""
    try:
        yield
    except OSError as exc:
        raise WriteError(exc.errno, exc.strerror, str(path)) from exc


def clear(path: Path) -> None:
    """Delete what an earlier run may have left of the file *path*."""
    for name in (f"{path.name}.part", f"{path.name}.part.json"):
        with suppress(OSError):  # a folder of that name is none of ours
            path.with_name(name).unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of the file *path*, in hexadecimal."""
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(_BLOCK))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(buffer[:count])
    return digest.hexdigest()


def _lock(descriptor: int) -> bool:
    """Lock an open file until it is closed or the process ends; False if another one has it."""
    try:
        if os.name == "nt":
            _lock_on_windows(descriptor)
        else:
            import fcntl  # not on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: no other process holds one
        return os.name != "nt"
    return True


def _lock_on_windows(descriptor: int) -> None:
    msvcrt = import_module("msvcrt")  # on Windows only, and unknown to type checkers elsewhere
    os.lseek(descriptor, _FAR_AWAY, os.SEEK_SET)
    msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    os.lseek(descriptor, 0, os.SEEK_SET)
