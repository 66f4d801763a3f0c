"""Shares the rows of a plan out between jobs that know nothing of each other, as in a matrix.

A row's share depends on its name alone, neither on its place nor on its content, so that a sheet
that was edited keeps its rows where they were.
"""

import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePath
from typing import Self

from layers_cli.campaigns.records import PlannedRow

_WRITTEN = re.compile(r"([0-9]{1,6})/([0-9]{1,6})", re.ASCII)
_IN_FILE_NAME = re.compile(r"-[0-9]+-of-[0-9]+$", re.ASCII)


@dataclass(frozen=True)
class Shard:
    """The share *number*, from 1, *of* so many."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what `3/8` says; raises `ValueError` with the reason for anything else."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"`{text}` is not a shard")
        number, of = map(int, found.groups())
        if not 1 <= number <= of:
            raise ValueError(f"there is no shard {number} of {of}")
        return cls(number, of)

    def has(self, row: PlannedRow) -> bool:
        """Whether *row* falls into this share."""
        name = row.name.encode("utf-8", "backslashreplace")
        place = int.from_bytes(blake2b(name, digest_size=8).digest(), "big")
        return place % self.of == self.number - 1

    @property
    def ending(self) -> str:
        """Return what the name of its results file ends in."""
        return f"-{self.number}-of-{self.of}"


def merged_name(path: PurePath) -> str | None:
    """Return the name for the results of all shards, one of which is at *path*."""
    stem, count = _IN_FILE_NAME.subn("", path.stem)
    return f"{stem}{path.suffix}" if count and stem else None
