"""The file of the request log: a line of JSON for each request, the newest last."""

import json
import logging
from collections import deque
from pathlib import Path
from typing import Any

from layers_cli.formats.json_text import encoded

_log = logging.getLogger(__name__)


class RequestFile:
    """Appends entries as lists to the file *path*; what it holds outlives the process, if killed.

    A list of one number, in the place of an entry, is the last number before the log was cleared.
    The file is rewritten with the newest *size* entries whenever it has twice as many. A full disk
    ends the keeping, and nothing else.
    """

    def __init__(self, path: Path, size: int) -> None:
        self._path, self._size = path, size
        self._path.touch(mode=0o600)
        self._lines = 0
        self._file = self._path.open("ab", buffering=0)

    def read(self) -> tuple[int, list[list[Any]]]:
        """Return the number before the oldest entry when it was cleared last, and the entries."""
        cleared, entries = 0, deque[list[Any]](maxlen=self._size)
        content = self._path.read_bytes()
        for line in content.splitlines():
            self._lines += 1
            kept = _list(line)
            if len(kept) == 1:
                cleared = kept[0]
                entries.clear()
            elif kept:
                entries.append(kept)
        if content and not content.endswith(b"\n"):  # the line that a kill has torn
            self._write(b"\n")
        return cleared, list(entries)

    def add(self, entry: list[Any]) -> None:
        """Write one entry."""
        self._write(encoded(entry) + b"\n")
        self._lines += 1
        if self._lines >= 2 * self._size:
            cleared, entries = self.read()
            self._rewrite(cleared, entries)

    def clear(self, number: int) -> None:
        """Forget all entries, the last of which had that *number*."""
        self._rewrite(number, [])

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _rewrite(self, cleared: int, entries: list[list[Any]]) -> None:
        lines = [encoded(each) + b"\n" for each in ([cleared], *entries)]
        part = self._path.with_suffix(".part")
        try:
            part.touch(mode=0o600)
            part.write_bytes(b"".join(lines))
            self._file.close()  # Windows replaces no open file
            part.replace(self._path)
            self._file = self._path.open("ab", buffering=0)
        except OSError as exc:
            _log.warning("the request log is not kept any longer: %s", exc)
        self._lines = len(lines)

    def _write(self, line: bytes) -> None:
        if self._file.closed:
            return
        try:
            self._file.write(line)
        except OSError as exc:
            _log.warning("the request log is not kept any longer: %s", exc)
            self._file.close()


def _list(line: bytes) -> list[Any]:
    """Return what a line holds; nothing for one that was torn."""
    try:
        found = json.loads(line)
    except ValueError:
        return []
    return found if isinstance(found, list) else []
