"""Finds out whether a post was uploaded before, or begun: by checksum, read only where needed."""

from collections.abc import Iterable, Sequence

from layers_cli.ledger.uploads import FileRecord, PostRecord
from layers_cli.uploads.files import MediaFile
from layers_cli.uploads.hashing_reader import checksum


class Checksums:
    """Checksums of files, each computed once, on demand."""

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

    def first_alike(
        self, files: Sequence[MediaFile], posts: Iterable[PostRecord]
    ) -> PostRecord | None:
        """Return the first of *posts* with just these *files*, in this order."""
        for post in posts:
            if len(post.files) == len(files) and all(map(self.same, files, post.files)):
                return post
        return None

    def repeats(self, posts: Sequence[Sequence[MediaFile]]) -> dict[int, int]:
        """Return which of *posts* repeat an earlier one, by their numbers: later to first."""
        by_size: dict[tuple[int, ...], list[int]] = {}
        for number, files in enumerate(posts):
            by_size.setdefault(tuple(file.size for file in files), []).append(number)
        found: dict[int, int] = {}
        for numbers in by_size.values():
            seen: dict[tuple[str, ...], int] = {}
            for number in numbers if len(numbers) > 1 else ():
                first = seen.setdefault(tuple(map(self.of, posts[number])), number)
                if first != number:
                    found[number] = first
        return found
