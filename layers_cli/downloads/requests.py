"""One file to save, and what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from layers_cli.downloads.container_media import RemoteFile


class DownloadResult(NamedTuple):
    """One file of *bytes* length: *state* is `saved`, or `present` where it was there already.

    It is `skipped`, without a *sha256*, where something of its name was there and was not looked
    into.
    """

    container_id: str
    asset_id: str | None
    position: int
    url: str
    path: Path
    bytes: int
    sha256: str | None
    state: str


class SavedFolder(NamedTuple):
    """What is in *path* of a run's *files*: *bytes* in all, and how many have each state."""

    path: Path
    files: int
    bytes: int
    states: Mapping[str, int]


def by_folder(files: Iterable[DownloadResult], cwd: Path) -> list[SavedFolder]:
    """Return the folders of *files*, in their order; those inside *cwd* without its path."""
    folders: dict[Path, list[DownloadResult]] = {}
    for file in files:
        folder = file.path.parent
        inside = folder.relative_to(cwd) if folder.is_relative_to(cwd) else folder
        folders.setdefault(inside, []).append(file)
    return [
        SavedFolder(
            path, len(each), sum(file.bytes for file in each), Counter(file.state for file in each)
        )
        for path, each in folders.items()
    ]


class DownloadRequest(NamedTuple):
    """One file to save: the *position*th of a container (from 1), at *path*.

    *earlier* is the checksum it had when it was saved there before, where that is known.
    """

    container_id: str
    position: int
    media: RemoteFile
    path: Path
    earlier: str | None = None

    def as_found(self, state: str, size: int, sha256: str | None) -> DownloadResult:
        """Return what came of it: a file of *size* bytes."""
        media = self.media
        return DownloadResult(
            self.container_id,
            media.asset_id,
            self.position,
            media.url,
            self.path,
            size,
            sha256,
            state,
        )
