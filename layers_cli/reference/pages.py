"""The file of recorded help pages: written when the tree changes, read when help is asked for.

Plain text, since that is found and read faster than any module is imported. Each page begins with
`[its path]`, and `+` after it if it is a group's; a line then is a word that says what it is, and
what belongs to it between tabs. Rows that follow each other are one list.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:  # see `layout.py`
    from collections.abc import Iterable, Iterator
    from typing import Any

    Page = Iterable[tuple[Any, ...]]

FILE = os.path.join(os.path.dirname(__file__), "help.txt")  # noqa: PTH118, PTH120 - `pathlib` is slow
_LINE_BREAK = "\v"
"""Stands for a line's end inside a text."""


def written(path: str, page: Page, *, is_group: bool) -> str:
    """Return the lines of the *page* of the command *path*."""
    lines = [f"[{path}]{'+' * is_group}"]
    for kind, *given in page:
        if kind == "rows":
            lines += ["\t".join(("row", *row)) for row in given[0]]
        else:
            lines.append("\t".join((kind, *given)))
    return "\n".join(line.replace("\n", _LINE_BREAK) for line in lines) + "\n"


def find(path: str) -> tuple[list[tuple[Any, ...]], bool] | None:
    """Return the page of the command *path*, and whether it is a group's; None if there is none."""
    try:
        with open(FILE, encoding="utf-8") as file:  # noqa: PTH123 - `pathlib` is slow
            text = f"\n{file.read()}\n["
    except OSError:  # somebody packed it without; Typer knows too
        return None
    head = f"\n[{path}]"
    start = text.find(head)
    if start < 0:
        return None
    lines = text[start + len(head) : text.index("\n[", start + 1)].split("\n")
    return list(_parts(lines[1:])), lines[0] == "+"


def _parts(lines: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    rows: list[tuple[str, ...]] = []
    for line in lines:
        kind, *given = line.replace(_LINE_BREAK, "\n").split("\t")
        if kind == "row":
            rows.append(tuple(given))
            continue
        if rows:
            yield "rows", rows
            rows = []
        if kind:
            yield kind, *given
    if rows:
        yield "rows", rows
