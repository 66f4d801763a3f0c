"""Writes files that are whole at any moment: the old one stays until the new one is on the disk."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

_KEPT = 40  # characters of a name; any name that a system takes leaves room for the rest


def part_path(path: Path) -> Path:
    """Return where a file is written that takes the place of *path* when it is whole.

    Nobody can know the name before, who might put a link there in a folder of many.
    """
    return path.with_name(f".{path.name[:_KEPT]}.{token_hex(8)}.part")


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes the place of *path* if the block ends well; raises `OSError`.

    Else nothing is left of it, and what was at *path* stays.
    """
    part = part_path(path)
    try:
        with part.open("xb", buffering=1 << 18) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_whole(path: Path, lines: Iterable[str]) -> None:
    """Write *lines*, each with its line break, to *path* in UTF-8; raises `OSError`.

    Half a character, which has no UTF-8, is written as a question mark.
    """
    with whole_file(path) as file:
        file.writelines(line.encode("utf-8", "replace") for line in lines)
