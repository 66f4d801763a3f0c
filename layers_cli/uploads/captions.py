"""Finds the caption of a post beside its files: `clip.txt` for `clip.mp4`."""

from collections.abc import Sequence
from pathlib import Path

from layers_cli.formats.text import NotTextError, decode, is_blank
from layers_cli.uploads.files import opened
from layers_cli.uploads.validation_errors import InvalidSourceError, printable

LONGEST_CAPTION = 2200  # Unicode code points (api-core 3.1)
_LONGEST_FILE = 65536
_OF_A_FOLDER = "caption.txt"


def beside(paths: Sequence[Path], *, folder: Path | None = None) -> tuple[str, str] | None:
    """Return the caption that lies beside *paths* and the file it is in; None where there is none.

    A *folder* whose files are one post may have a `caption.txt`. Raises `InvalidSourceError` if a
    text cannot be read, or if there are several for one post.
    """
    places = [path.with_suffix(".txt") for path in paths]
    if folder is not None:
        places.insert(0, folder / _OF_A_FOLDER)
    found = [place for place in dict.fromkeys(places) if place.exists()]
    if not found:
        return None
    if len(found) > 1:
        raise InvalidSourceError(
            printable(found[1]),
            "caption",
            f"is a second caption for the same post, beside {found[0].name}",
        )
    return read_caption(found[0]), found[0].name


def read_caption(path: Path) -> str:
    """Return the text of *path*, without the line feed at its end, and none if it is blank.

    Raises `InvalidSourceError`.
    """
    with opened(path) as file:
        content = file.read(_LONGEST_FILE + 1)
    try:
        if len(content) > _LONGEST_FILE:
            raise InvalidSourceError(printable(path), "caption", "is too long for a caption")
        text = decode(content).removesuffix("\n")
    except NotTextError as exc:
        raise InvalidSourceError(printable(path), "caption", f"is no text: {exc}") from exc
    return "" if is_blank(text) else text
