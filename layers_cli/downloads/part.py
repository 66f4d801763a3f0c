"""A file under way: `name.part`, and beside it `name.part.json`, which says what it is a part of.

The note is written before the first byte and deleted after the last, so that whatever ends the
process, the next run either goes on with the very same version of the file or begins anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import FileIO

_BLOCK = 1024 * 1024
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Origin:
    """What a part was read from: *validator* names the version, *length* the whole in bytes."""

    source: str
    validator: str | None
    length: int | None


class Part:
    """The part of the file *path* that is there; see `Media` for what goes on with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path.with_name(f"{path.name}.part")
        self.note = path.with_name(f"{path.name}.part.json")

    @property
    def size(self) -> int:
        """Return how many bytes there are."""
        try:
            return self.file.lstat().st_size
        except OSError:
            return 0

    @property
    def origin(self) -> Origin | None:
        """Return what it was read from; None where that is not known."""
        try:
            said = json.loads(self.note.read_text(encoding="utf-8"))
            return Origin(said["source"], said["validator"], said["length"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def begin(self, origin: Origin) -> FileIO:
        """Start anew, and return the file to write to."""
        self.discard()
        self._open(self.note, os.O_CREAT | os.O_EXCL, json.dumps(asdict(origin)).encode()).close()
        return self._open(self.file, os.O_CREAT | os.O_EXCL)

    def go_on(self) -> FileIO:
        """Return the file to write more to, behind what is there."""
        return self._open(self.file, os.O_APPEND)

    def _open(self, path: Path, flags: int, content: bytes = b"") -> FileIO:
        # A link there would lead out of the folder.
        descriptor = os.open(path, os.O_WRONLY | flags | _NO_LINKS, 0o666)
        file = open(descriptor, "wb", buffering=0)  # noqa: PTH123, SIM115 - closed by the caller
        file.write(content)
        return file

    def digest(self) -> hashlib._Hash:
        """Return the SHA-256 of what is there, to go on with."""
        return digest_of(self.file)

    def finish(self) -> None:
        """Give the file its name; what had it before is replaced."""
        self.file.replace(self.path)
        self.note.unlink(missing_ok=True)

    def discard(self) -> None:
        """Delete it."""
        self.file.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def digest_of(path: Path) -> hashlib._Hash:
    """Return the SHA-256 of the file *path*."""
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(_BLOCK))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(buffer[:count])
    return digest
