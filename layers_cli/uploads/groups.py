"""What becomes containers: drafts, as sources were grouped, and posts, which passed every check."""

from pathlib import Path
from typing import NamedTuple

from layers_cli.uploads.files import MediaFile


class UploadSource(NamedTuple):
    """A file or a URL; *said* is the name the user gave it, *caption* that of a manifest."""

    path: Path | None = None
    url: str | None = None
    caption: str | None = None
    said: str | None = None

    @property
    def words(self) -> str:
        """Return it as it was named."""
        return str(self.url or self.said or self.path)


class SourceGroup(NamedTuple):
    """Sources that were named together: by hand, by one folder, or by rows of a manifest.

    *settled* ones become one post; grouping options do not apply to them.
    """

    sources: tuple[UploadSource, ...]
    folder: Path | None = None
    settled: bool = False


class UploadGroup(NamedTuple):
    """What becomes one container; either *files* or *urls*.

    *caption_file* is the text that the caption was found in, where nobody gave one.
    """

    files: tuple[MediaFile, ...] = ()
    urls: tuple[str, ...] = ()
    caption: str = ""
    caption_file: Path | None = None
    is_slideshow: bool = False

    @property
    def caption_from(self) -> str | None:
        """Return the name of the text that the caption was found in."""
        return self.caption_file.name if self.caption_file else None

    @property
    def size(self) -> int:
        """Return the bytes of all its files."""
        return sum(file.size for file in self.files)

    @property
    def kind(self) -> str:
        """Return what it will be: `video`, `image`, `slideshow of 4`, `URL`."""
        if self.urls:
            return "URL" if len(self.urls) == 1 else f"{len(self.urls)} URLs"
        if len(self.files) > 1:
            return f"slideshow of {len(self.files)}"
        return "video" if self.files[0].is_video else "image"

    @property
    def name(self) -> str:
        """Return what people know it by: its first file, or URL."""
        first = self.urls[0] if self.urls else self.files[0].shown
        more = max(len(self.urls), len(self.files)) - 1
        return first + (f" and {more} more" if more else "")


class UploadPlan(NamedTuple):
    """All posts of one command.

    *left_out* counts files in folders that are not media; *unused_texts* are texts in these folders
    that belong to none of the posts.
    """

    posts: tuple[UploadGroup, ...]
    left_out: int = 0
    unused_texts: tuple[Path, ...] = ()
