"""One file to upload: inspected by its first bytes, and opened only if it is a regular file."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple

from layers_cli.filetypes.detection import HEAD_BYTES, SUFFIXES, detect, detect_head
from layers_cli.formats.file_names import deceives, printable
from layers_cli.formats.read_errors import MISSING, why_unreadable
from layers_cli.uploads.types import (
    FINISHED,
    MEGABYTE,
    UploadLimits,
    words,
)
from layers_cli.uploads.validation_errors import InvalidSourceError

LONGEST_NAME = 200  # the API takes 512 characters (api-core 3.3); its store may take fewer bytes
# Names that stand for devices on Windows, with any extension.
_DEVICES = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$"}) | {
    f"{name}{number}" for name in ("com", "lpt") for number in "0123456789¹²³"
}
_KINDS = (
    (stat.S_ISDIR, "is a folder"),
    (stat.S_ISFIFO, "is a named pipe, not a file"),
    (stat.S_ISSOCK, "is a socket, not a file"),
    (stat.S_ISCHR, "is a device, not a file"),
    (stat.S_ISBLK, "is a device, not a file"),
)


class MediaFile(NamedTuple):
    """A file that can be uploaded; *size* in bytes, *mtime_ns* in nanoseconds since 1970.

    *name* is sent to the API: without folders, with an extension that fits the *content_type*.
    """

    path: Path
    shown: str
    name: str
    content_type: str
    size: int
    mtime_ns: int

    @property
    def is_video(self) -> bool:
        """Whether it has to stand alone (api-core 3.1)."""
        return self.content_type.startswith("video/")


def inspect(path: Path, *, said: str | None = None, limits: UploadLimits = FINISHED) -> MediaFile:
    """Return what *path* is, if it may be uploaded within *limits*. Reads a little of it.

    *said* is its name in messages. Raises `InvalidSourceError` with the reason if it may not.
    """
    said = printable(said or path)
    _check_name(path, said)
    with opened(path, said) as file:
        found = os.fstat(file.fileno())
        # A file that is too large anyway is not searched for its index.
        is_large = found.st_size > max(limits.image_bytes, limits.video_bytes)
        detected = detect_head(file.read(HEAD_BYTES)) if is_large else detect(file)
    if found.st_size == 0:
        raise InvalidSourceError(said, "empty", "is empty")
    content_type = detected.mime if detected else None
    if content_type is None or content_type not in limits.types:
        what = f"is {detected.words}; it" if detected else "is not of an accepted type; it"
        raise InvalidSourceError(said, "type", f"{what} must be {words(limits.types)}")
    if detected and detected.flaw:
        raise InvalidSourceError(said, "video", detected.flaw)
    if found.st_size > (most := limits.most(content_type)):
        kind = "videos" if content_type.startswith("video/") else "images"
        raise InvalidSourceError(
            said,
            "size",
            f"is {found.st_size / MEGABYTE:,.1f} MB; the limit for {kind} is {most // MEGABYTE} MB",
        )
    name = _announced(path.name, content_type)
    return MediaFile(path, said, name, content_type, found.st_size, found.st_mtime_ns)


@contextmanager
def opened(path: Path, said: str | None = None) -> Iterator[BinaryIO]:
    """Open a regular file and nothing else: reading a pipe might never end.

    Raises `InvalidSourceError`, also where the block fails to read the file.
    """
    said = said or printable(path)
    if "\0" in str(path):
        raise InvalidSourceError(said, "name", "is not a valid file name")
    try:
        _check_kind(path.stat().st_mode, said)
        # If a pipe takes its place just now, this does not block until there is a writer.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            _check_kind(os.fstat(descriptor).st_mode, said)
            yield file
    except OSError as exc:
        code = "missing" if exc.errno in MISSING else "unreadable"
        raise InvalidSourceError(said, code, why_unreadable(exc, path)) from exc


_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def _check_kind(mode: int, said: str) -> None:
    if stat.S_ISREG(mode):
        return
    what = next((words for test, words in _KINDS if test(mode)), "is not a file")
    raise InvalidSourceError(said, "kind", what)


def _check_name(path: PurePath, said: str) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError as exc:
        raise InvalidSourceError(said, "name", "has a name that is not UTF-8; rename it") from exc
    if deceives(path.name):
        raise InvalidSourceError(
            said, "name", "has a control or text-reversing character in its name; rename it"
        )
    if path.name.partition(".")[0].rstrip(" ").casefold() in _DEVICES:
        raise InvalidSourceError(said, "name", "has the name of a device on Windows; rename it")


def _announced(name: str, content_type: str) -> str:
    """Return the name for the API: the storage key gets its ending from it (api-core 3.3)."""
    suffixes = SUFFIXES[content_type]
    stem, suffix = PurePath(name).stem, PurePath(name).suffix
    if suffix.lower() not in suffixes:
        stem, suffix = name, suffixes[0]
    return stem[: LONGEST_NAME - len(suffix)] + suffix
