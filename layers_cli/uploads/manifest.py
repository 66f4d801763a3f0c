"""Reads a manifest: one row for each file or URL, with its caption, as CSV or as JSON lines.

`source,caption,group` are the columns; rows of one group become one container. Files are named
relative to the manifest and lie below its folder: a list from somewhere else must not reach out.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from layers_cli.uploads.groups import SourceGroup, UploadSource
from layers_cli.uploads.names import printable
from layers_cli.uploads.validation_errors import InvalidSourceError, ValidationIssue

COLUMNS = ("source", "caption", "group")


def read_manifest(
    text: str, *, name: str, folder: Path, as_lines: bool
) -> tuple[list[SourceGroup], list[ValidationIssue]]:
    """Return the posts that *text* names, and what is wrong with it.

    *as_lines* says that it is JSON lines, not CSV; *name* is what it is called in messages.
    """
    rows = _json_rows(text) if as_lines else _csv_rows(text)
    groups: dict[object, list[UploadSource]] = {}
    issues: list[ValidationIssue] = []
    number = 0
    try:
        for number, row in rows:
            found = row if isinstance(row, str) else _sources(row, folder)
            if isinstance(found, str):
                issues.append(ValidationIssue(f"{name}, line {number}", "manifest", found))
            else:
                group = None if isinstance(row, str) else row.get("group")
                named = "" if group is None else str(group).strip()
                groups.setdefault(named or number, []).extend(found)
    except (ValueError, csv.Error) as exc:
        issues.append(ValidationIssue(f"{name}, line {number + 1}", "manifest", str(exc)))
    if not groups and not issues:
        issues.append(ValidationIssue(name, "manifest", "names no files"))
    return [SourceGroup(tuple(sources), settled=True) for sources in groups.values()], issues


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Yield each row with the number of its last line; what is none, as what is wrong with it."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    columns = [str(column).strip().lower() for column in reader.fieldnames or ()]
    _check_columns(columns)
    if "source" not in columns:
        raise ValueError("the first line has to name the columns: source,caption,group")
    reader.fieldnames = columns
    for row in reader:
        fits = None not in row and None not in row.values()
        wrong = f"does not have {len(columns)} values; quote captions that contain commas"
        yield reader.line_num, row if fits else wrong


def _json_rows(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Yield each row with its number; what is none, as what is wrong with it."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _json_row(line)


def _json_row(line: str) -> dict[str, Any] | str:
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            return "is not a JSON object"
        _check_columns(list(row))
    except json.JSONDecodeError:
        return "is not a JSON object"
    except ValueError as exc:
        return str(exc)
    return row


def _check_columns(names: list[str]) -> None:
    for name in names:
        if name not in COLUMNS:
            raise ValueError(
                f"there is no column `{printable(name)}`; choose from: {', '.join(COLUMNS)}"
            )


def _sources(row: dict[str, Any], folder: Path) -> list[UploadSource] | str:
    """Return what one row names, or what is wrong with it."""
    named = row.get("source")
    words: list[Any] = named if isinstance(named, list) else [named]
    caption = row.get("caption")
    if not all(isinstance(word, str) and word.strip() for word in words) or not words:
        return "names no source"
    if caption is not None and not isinstance(caption, str):
        return "has a caption that is not text"
    try:
        return [_source(word.strip(), caption or None, folder) for word in words]
    except ValueError as exc:
        return str(exc)


def _source(word: str, caption: str | None, folder: Path) -> UploadSource:
    if word.startswith(("https://", "http://")):
        return UploadSource(url=word, caption=caption)
    parts = (PurePosixPath(word), PureWindowsPath(word))
    if any(part.is_absolute() or part.drive or ".." in part.parts for part in parts):
        raise ValueError(
            f"names {printable(word)}, which is not below the manifest's folder;"
            " name it on the command line"
        )
    return UploadSource(folder / word, caption=caption, said=word)


def file_caption(sources: tuple[UploadSource, ...], name: str) -> str | None:
    """Return the caption that a group's rows give; raises `InvalidSourceError` for several."""
    given = list(dict.fromkeys(each.caption for each in sources if each.caption is not None))
    if len(given) > 1:
        raise InvalidSourceError(name, "caption", "has several captions in the manifest")
    return given[0] if given else None
