"""Finds out what became of a post before: by bytes and caption, read only where needed.

A post is the same as another one if all that was asked for is: its files, their order, its caption.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from layers_cli.ledger.uploads import FileRecord, PostRecord, PostState
from layers_cli.uploads.files import MediaFile
from layers_cli.uploads.groups import UploadGroup
from layers_cli.uploads.hashing_reader import checksum
from layers_cli.uploads.validation_errors import InvalidSourceError


class Standing(StrEnum):
    """What a run does with a post."""

    NEW = "new"
    REPEAT = "repeat"  # the same as an earlier one of this run
    BEGUN = "begun"  # an earlier run has begun it: it is continued
    PRESENT = "present"
    OTHER_CAPTION = "other caption"  # its files are present, with another caption
    UNREADABLE = "unreadable"


class Match(NamedTuple):
    """How a post stands: by its *record*, the number of the *first* one like it, or an *error*."""

    standing: Standing = Standing.NEW
    record: PostRecord | None = None
    first: int | None = None
    error: InvalidSourceError | None = None


class Checksums:
    """Checksums of files, each computed once, on demand; raises `InvalidSourceError`."""

    def __init__(self) -> None:
        self._known: dict[MediaFile, str] = {}

    def of(self, file: MediaFile) -> str:
        """Return the checksum of *file*."""
        if file not in self._known:
            self._known[file] = checksum(file)
        return self._known[file]

    def known(self, file: MediaFile) -> str | None:
        """Return the checksum of *file*, if it was computed before."""
        return self._known.get(file)

    def same(self, file: MediaFile, recorded: FileRecord) -> bool:
        """Whether *file* has the bytes that are recorded."""
        if file.size != recorded.size:
            return False
        if recorded.sha256 is None:
            found = (str(file.path.absolute()), file.mtime_ns)
            return found == (recorded.path, recorded.mtime_ns)
        return self.of(file) == recorded.sha256


def match_posts(
    posts: Sequence[UploadGroup],
    alike: Callable[[Sequence[int]], Sequence[PostRecord]],
    checksums: Checksums,
) -> list[Match]:
    """Return how each of *posts* stands; *alike* returns the records of files of given sizes.

    A record serves one post: the one with its caption, or else one that has its files.
    """
    matches = dict(_within(posts, checksums))
    candidates: dict[int, list[PostRecord]] = {}
    for number, post in enumerate(posts):
        if number not in matches and post.files:
            try:
                candidates[number] = _with_files(post, alike, checksums)
            except InvalidSourceError as exc:
                matches[number] = Match(Standing.UNREADABLE, error=exc)
    taken: set[int] = set()
    for is_meant in (_has_caption, _has_files):
        for number in reversed(candidates):  # records come newest first
            found = (r for r in candidates[number] if r.id not in taken)
            record = next((r for r in found if is_meant(posts[number], r)), None)
            if number not in matches and record is not None:
                taken.add(record.id)
                matches[number] = Match(_standing(posts[number], record), record)
    return [matches.get(number, Match()) for number in range(len(posts))]


def _within(posts: Sequence[UploadGroup], checksums: Checksums) -> Iterator[tuple[int, Match]]:
    """Yield which of *posts* repeat an earlier one, and which of those alike cannot be read."""
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, post in enumerate(posts):
        if post.files:
            alike.setdefault((post.caption, *(file.size for file in post.files)), []).append(number)
    for numbers in alike.values():
        seen: dict[tuple[str, ...], int] = {}
        for number in numbers if len(numbers) > 1 else ():
            try:
                first = seen.setdefault(tuple(map(checksums.of, posts[number].files)), number)
            except InvalidSourceError as exc:
                yield number, Match(Standing.UNREADABLE, error=exc)
            else:
                if first != number:
                    yield number, Match(Standing.REPEAT, first=first)


def _with_files(
    post: UploadGroup,
    alike: Callable[[Sequence[int]], Sequence[PostRecord]],
    checksums: Checksums,
) -> list[PostRecord]:
    """Return the records of just the files of *post*, in their order."""
    return [
        record
        for record in alike([file.size for file in post.files])
        if len(record.files) == len(post.files)
        and all(map(checksums.same, post.files, record.files))
    ]


def _has_caption(post: UploadGroup, record: PostRecord) -> bool:
    return record.caption == post.caption


def _has_files(post: UploadGroup, record: PostRecord) -> bool:
    """Whether *record*, which has the files, may stand for *post*: not if it is being uploaded."""
    return not record.busy or not post.caption


def _standing(post: UploadGroup, record: PostRecord) -> Standing:
    if record.state is not PostState.FINISHED:
        return Standing.BEGUN
    if not post.caption or post.caption == record.caption:  # without one, any will do
        return Standing.PRESENT
    return Standing.OTHER_CAPTION
