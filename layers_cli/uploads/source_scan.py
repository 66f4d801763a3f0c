"""Finds what the words of a command line stand for: URLs, files, folders and globs."""

import os
import re
from collections.abc import Iterable, Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import Self

from layers_cli.formats.file_names import at_home, find_named, is_address, printable
from layers_cli.uploads.captions import is_text, without_texts
from layers_cli.uploads.groups import SourceGroup, UploadSource
from layers_cli.uploads.types import MEDIA_SUFFIXES
from layers_cli.uploads.validation_errors import ValidationIssue

_NUMBER = re.compile(r"(\d+)")


class SourceScan:
    """The groups that words stand for, what is wrong with some of them, and texts beside them."""

    def __init__(self, cwd: Path) -> None:
        self.groups: list[SourceGroup] = []
        self.issues: list[ValidationIssue] = []
        self.left_out = 0
        self.texts: list[Path] = []
        self._cwd = cwd
        self._by_hand: dict[Path, UploadSource] = {}
        self._urls: dict[str, UploadSource] = {}

    def take(self, words: Iterable[str]) -> Self:
        """Take in *words*, in their order; what was named twice is taken once."""
        for word in words:
            if is_address(word):
                self._urls.setdefault(word, UploadSource(url=word))
            else:
                self._take_path(word)
        # A shell's `*` names texts, too.
        media, texts = without_texts(self._by_hand)
        self.texts += texts
        by_hand = (tuple(self._by_hand[path] for path in media), tuple(self._urls.values()))
        self.groups[:0] = [SourceGroup(sources) for sources in by_hand if sources]
        return self

    def _take_path(self, word: str) -> None:
        if not word or "\0" in word:
            self._refuse(word, "name", "is not a valid file name")
            return
        path = find_named(self._cwd / at_home(word))
        if os.path.lexists(path) or not has_magic(word):
            self._take_files([path])
            return
        # As shells expand it; Path.glob treats `**` and hidden files differently.
        names = glob(str(at_home(word)), root_dir=self._cwd, recursive=True)  # noqa: PTH207
        found = [self._cwd / name for name in names]
        if not found:
            self._refuse(word, "missing", "matches no files")
        self._take_files(sorted(found, key=natural))

    def _take_files(self, paths: Sequence[Path]) -> None:
        for path in paths:
            if _is_folder(path):
                self._take_folder(path)
            else:
                self._by_hand.setdefault(path, self._source(path))

    def _take_folder(self, folder: Path) -> None:
        """Take the media of *folder* and of those below it; links to folders are not followed."""
        found = False
        for here, folders, names in os.walk(folder):
            folders[:] = sorted((each for each in folders if not each.startswith(".")), key=natural)
            visible = [name for name in names if not name.startswith(".")]
            media = [name for name in visible if Path(name).suffix.lower() in MEDIA_SUFFIXES]
            self.left_out += sum(not is_text(name) for name in visible if name not in media)
            self.texts += sorted(
                (Path(here, name) for name in visible if is_text(name)), key=natural
            )
            if media:
                found = True
                paths = sorted((Path(here, name) for name in media), key=natural)
                self.groups.append(SourceGroup(tuple(map(self._source, paths)), folder=Path(here)))
        if not found:
            self._refuse(str(folder), "missing", "is a folder without images or videos")

    def _source(self, path: Path) -> UploadSource:
        below = path.is_relative_to(self._cwd)
        return UploadSource(path, said=str(path.relative_to(self._cwd)) if below else None)

    def _refuse(self, word: str, code: str, message: str) -> None:
        self.issues.append(ValidationIssue(printable(word), code, message))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # reported when it is opened
        return False


def natural(path: str | Path) -> list[tuple[int, int, str]]:
    """Return what sorts *path* as people count: `slide-2` before `slide-10`."""
    parts = _NUMBER.split(str(path).casefold())
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts]
