"""Decides under which name each file of a container is saved, and that no two get the same."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

from layers_cli.downloads.container_media import ContainerMedia, RemoteFile
from layers_cli.downloads.requests import DownloadRequest
from layers_cli.downloads.safe_names import NO_ENDING, ending_for, safe_name
from layers_cli.downloads.template import Template, Values
from layers_cli.formats.file_names import same_name
from layers_cli.ledger.saved_files import SavedFile

_SHORT_ID = 8
_LONGEST_MARK = 80


class FileNamer:
    """Names files below *folder* after *template*, each name once.

    *variant_of* tells the number of a container among those of its hook, *saved_at* what
    a file already there was saved from, if that is known, and *type_of* asks for the type of a
    file where neither its address nor the API says it.
    """

    def __init__(
        self,
        folder: Path,
        template: Template,
        variant_of: Callable[[ContainerMedia], int] = lambda container: 1,
        saved_at: Callable[[Path], SavedFile | None] = lambda path: None,
        type_of: Callable[[RemoteFile], str | None] = lambda media: None,
    ) -> None:
        self.folder = folder
        self.template = template
        self.variant_of = variant_of
        self.saved_at = saved_at
        self.type_of = type_of
        self._taken: dict[str, str] = {}

    def files_of(self, container: ContainerMedia) -> list[DownloadRequest]:
        """Return the files of *container* with their paths.

        Where another container has one of the names, all of this one's get its id behind them.
        """
        media = container.media
        endings = [_ending(each, self.type_of) for each in media]
        variant = self.variant_of(container) if self.template.has("variant") else 1
        values = [
            Values(
                safe_name(container.id), container.hook, container.format, container.created,
                number, variant, ending,
            )
            for number, ending in enumerate(endings, 1)
        ]  # fmt: skip
        paths = next(
            paths
            for mark in _marks(container.id)
            if not self._belong_to_others(paths := self._paths(values, mark), container.id)
        )
        self._taken |= {self._key(path): container.id for path in paths}
        return [
            DownloadRequest(container.id, number, each, path, self._earlier(path, container.id))
            for number, (each, path) in enumerate(zip(media, paths, strict=True), 1)
        ]

    def _paths(self, values: Sequence[Values], mark: str) -> list[Path]:
        names = [self.template.render(value, mark=mark) for value in values]
        is_numbered = self.template.has("index") or len(names) == 1
        if not is_numbered or len({tuple(map(same_name, name)) for name in names}) < len(names):
            names = [self.template.render(v, mark=f"{mark}-{v.position:02}") for v in values]
        return [self.folder.joinpath(*name) for name in names]

    def _belong_to_others(self, paths: Sequence[Path], container_id: str) -> bool:
        for path in paths:
            owner = self._taken.get(self._key(path))
            if owner is None and path.exists() and (saved := self.saved_at(path)):
                owner = saved.container_id
            if owner not in (None, container_id):
                return True
        return False

    def _earlier(self, path: Path, container_id: str) -> str | None:
        saved = self.saved_at(path) if path.exists() else None
        return saved.sha256 if saved and saved.container_id == container_id else None

    def _key(self, path: Path) -> str:
        return same_name(str(path))


def _marks(container_id: str) -> Iterator[str]:
    """Yield suffixes to try until a name is free."""
    name = safe_name(container_id).encode()[-_LONGEST_MARK:].decode(errors="ignore")
    yield ""
    yield f"-{name[-_SHORT_ID:]}"
    yield f"-{name}"
    yield from (f"-{name}-{number}" for number in count(2))


def _ending(media: RemoteFile, type_of: Callable[[RemoteFile], str | None]) -> str:
    known = ending_for(media.url, media.mime_type)
    return known or ending_for("", type_of(media)) or NO_ENDING
