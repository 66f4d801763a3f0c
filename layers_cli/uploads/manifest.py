"""Groups the rows of a manifest: one for each file or URL, with its caption.

`source,caption,group` are the columns; rows of one group become one container. Files are named
relative to the manifest and lie below its folder: a list from somewhere else must not reach out.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from layers_cli.formats.file_names import find_named, is_address, printable
from layers_cli.formats.text import is_blank
from layers_cli.uploads.groups import SourceGroup, UploadSource
from layers_cli.uploads.validation_errors import InvalidSourceError, ValidationIssue

COLUMNS = ("source", "caption", "group")


def group_rows(
    rows: Iterable[tuple[str, Mapping[str, Any] | str]], folder: Path
) -> tuple[list[SourceGroup], list[ValidationIssue]]:
    """Return the posts that *rows* name, relative to *folder*, and what is wrong with them.

    Each row is its place in words, and its values by column, or what is wrong with it.
    """
    groups: dict[object, list[UploadSource]] = {}
    issues: list[ValidationIssue] = []
    for number, (place, row) in enumerate(rows):
        found = row if isinstance(row, str) else _sources(row, folder)
        if isinstance(found, str):
            issues.append(ValidationIssue(place, "manifest", found))
        else:
            named = "" if isinstance(row, str) else _group(row.get("group"))
            groups.setdefault(named or number, []).extend(found)
    return [SourceGroup(tuple(sources), settled=True) for sources in groups.values()], issues


def _group(value: Any) -> str:
    """Return the group that *value* names, and nothing for a blank; 1.0 is 1, as in JSON."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or is_blank(str(value)) else str(value).strip()


def wrong_columns(names: Iterable[str]) -> str | None:
    """Return what is wrong with the *names* of columns; None if nothing is."""
    wrong = next((name for name in names if name not in COLUMNS), None)
    if wrong is None:
        return None
    return f"has a column `{printable(wrong)}`; the columns are {', '.join(COLUMNS)}"


def _sources(row: Mapping[str, Any], folder: Path) -> list[UploadSource] | str:
    """Return what one row names, or what is wrong with it."""
    if wrong := wrong_columns(row):
        return wrong
    named = row.get("source")
    words: list[Any] = named if isinstance(named, list) else [named]
    caption = row.get("caption")
    if not all(isinstance(word, str) and not is_blank(word) for word in words) or not words:
        return "names no source"
    if caption is not None and not _is_text(caption):
        return "has a caption that is not text"
    said = None if caption is None or is_blank(caption) else caption
    try:
        return [_source(word.strip(), said, folder) for word in words]
    except ValueError as exc:
        return str(exc)


def _source(word: str, caption: str | None, folder: Path) -> UploadSource:
    if is_address(word):
        return UploadSource(url=word, caption=caption)
    parts = (PurePosixPath(word), PureWindowsPath(word))
    if any(part.is_absolute() or part.drive or ".." in part.parts for part in parts):
        raise ValueError(
            f"names {printable(word)}, which is not below the manifest's folder;"
            " name it on the command line"
        )
    path = find_named(folder / word)
    if "\\" in word and not os.path.lexists(path):  # written on Windows
        path = find_named(folder / PureWindowsPath(word).as_posix())
    return UploadSource(path, caption=caption, said=word)


def _is_text(value: Any) -> bool:
    """Whether *value* can be sent: half of a character, as JSON may have it, cannot."""
    return isinstance(value, str) and not any("\ud800" <= each <= "\udfff" for each in value)


def file_caption(sources: tuple[UploadSource, ...], name: str) -> str | None:
    """Return the caption that a group's rows give; raises `InvalidSourceError` for several."""
    given = list(dict.fromkeys(each.caption for each in sources if each.caption is not None))
    if len(given) > 1:
        raise InvalidSourceError(name, "caption", "has several captions in the manifest")
    return given[0] if given else None
