"""Writes files that are whole at any moment: the old one stays until the new one is on the disk."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, lines: Iterable[str]) -> None:
    """Write *lines*, each with its line break, to *path* in UTF-8; raises `OSError`."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
