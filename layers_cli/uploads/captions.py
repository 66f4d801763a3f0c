"""Finds the caption of a post beside its files: `clip.txt` for `clip.mp4`.

Names are compared as people do: a Mac writes `café` otherwise than Windows, a camera `IMG_1.TXT`.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

from layers_cli.formats.file_names import name_key, names_in, printable
from layers_cli.formats.text import NotTextError, decode, is_blank
from layers_cli.uploads.files import opened
from layers_cli.uploads.validation_errors import InvalidSourceError

_LONGEST_FILE = 65536
_OF_A_FOLDER = "caption.txt"
# `set_1`, `set-02`, `set (3)`, `set4`
_NUMBERED = re.compile(r"(?P<base>.*[^\s_.-])(?:[\s_.-]+\d+|[\s_.-]*\(\d+\)|(?<=\D)\d+)", re.DOTALL)


def is_text(name: str | PurePath) -> bool:
    """Whether *name* is that of a text that may be a caption."""
    return PurePath(name).suffix.lower() == ".txt"


def text_beside(paths: Sequence[Path], *, folder: Path | None = None) -> Path | None:
    """Return the text that lies beside *paths*, which are one post; None where there is none.

    A *folder* whose files are one post may have a `caption.txt`; one text serves a numbered set.
    Raises `InvalidSourceError` if there are several for one post.
    """
    places = [] if folder is None else [folder / _OF_A_FOLDER]
    places += [path.with_suffix(".txt") for path in paths]
    places += _of_numbered_set(paths)
    found = list(dict.fromkeys(text for place in places if (text := _there(place))))
    if len(found) > 1:
        raise InvalidSourceError(
            printable(found[1]),
            "caption",
            f"is a second caption for the same post, beside {printable(found[0].name)}",
        )
    return found[0] if found else None


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
        raise InvalidSourceError(printable(path), "caption", f"is not text: {exc}") from exc
    return "" if is_blank(text) else text


def without_texts(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Return *paths* without the texts that lie beside others of them, and these texts."""
    paths = list(paths)
    media = [path for path in paths if not is_text(path)]
    named = {(path.parent, name_key(stem)) for path in media for stem in (path.stem, _base(path))}
    texts = [
        path for path in paths if is_text(path) and (path.parent, name_key(path.stem)) in named
    ]
    return [path for path in paths if path not in texts], texts


def _base(path: Path) -> str:
    """Return the name of the set that *path* is a number of; empty if it is of none."""
    found = _NUMBERED.fullmatch(path.stem)
    return found["base"] if found else ""


def _of_numbered_set(paths: Sequence[Path]) -> list[Path]:
    """Return where the one text of *paths* may lie, if they differ in a number only."""
    base = _base(paths[0]) if len(paths) > 1 else ""
    bases = {(path.parent, name_key(_base(path))) for path in paths}
    return [paths[0].with_name(f"{base}.txt")] if base and len(bases) == 1 else []


def _there(place: Path) -> Path | None:
    """Return the text that is meant by *place*: the one so called, or else one that is alike."""
    if place.exists():
        return place
    key = name_key(place.name)
    alike = sorted(
        (name for name in names_in(place.parent) if is_text(name) and name_key(name) == key),
        key=lambda name: PurePath(name).stem != place.stem,
    )
    return place.with_name(alike[0]) if alike else None
