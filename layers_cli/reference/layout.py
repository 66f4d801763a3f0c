"""Lays a recorded help page out for a width, byte for byte as Typer does, without importing it.

A page is what Typer said to its formatter, in order; see `recording.py`. Imports nothing: this is
what stands between the interpreter's start and the first line of a help.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` costs as much as the rest of a help
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

BREAK = "\u200b"
"""Where a word may be broken beside its blanks, as after a hyphen."""

WIDEST = 100  # columns, `max_content_width` of every command
_NARROWEST = 50
_WIDEST_NAME = 30
_GAP = 2
_LEAST_TEXT = 10
_MARGIN = "  "


def laid_out(page: Iterable[tuple[Any, ...]], columns: int) -> str:
    """Return the text of *page* for a terminal of *columns*, with its last line's end."""
    width = max(min(columns, WIDEST) - 2, _NARROWEST)
    written: list[str] = []
    for kind, *given in page:
        _WRITERS[str(kind)](written, width, *given)
    return "".join(written).rstrip("\n") + "\n"


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Fill lines of *width* with *text*; *first* and *rest* begin the first line and the others."""
    chunks = _chunks(text)[::-1]
    lines: list[str] = []
    while chunks:
        indent = rest if lines else first
        room = width - len(indent)
        if lines and not chunks[-1].strip():
            chunks.pop()
            continue
        lines.append(indent + _line(chunks, room))
    return lines


def _line(chunks: list[str], room: int) -> str:
    """Take as many of *chunks*, the next one last, as fit into *room*."""
    line = ""
    while chunks and len(line) + len(chunks[-1]) <= room:
        line += chunks.pop()
    if chunks and len(chunks[-1]) > room:
        left = max(room - len(line), 1)
        line += chunks[-1][:left]
        chunks[-1] = chunks[-1][left:]
    return line.rstrip(" ")


def _chunks(text: str) -> list[str]:
    """Split *text* into words, their parts, and the blanks between."""
    chunks: list[str] = []
    for part in text.split(BREAK):
        for number, word in enumerate(part.split(" ")):
            if number and chunks and not chunks[-1].strip():
                chunks[-1] += " "
            elif number:
                chunks.append(" ")
            if word:
                chunks.append(word)
    return chunks


def _usage(written: list[str], width: int, program: str, arguments: str) -> None:
    prefix = f"Usage: {program} "
    if width >= len(prefix) + 20:
        lines = wrapped(arguments, width, prefix, " " * len(prefix))
    else:
        indent = " " * (len("Usage: ") + 4)
        lines = [prefix, *wrapped(arguments, width, indent, indent)]
    written.append("\n".join(lines) + "\n")


def _paragraph(written: list[str], width: int) -> None:
    written.append("\n")


def _heading(written: list[str], width: int, name: str) -> None:
    written.append(f"{name}:\n")


def _text(written: list[str], width: int, *paragraphs: str) -> None:
    shown = []
    for text in paragraphs:
        if "\n" in text:  # lines that are kept apart
            shown.append("\n".join(f"{_MARGIN}{line}" for line in text.split("\n")[1:]))
        else:
            shown.append("\n".join(wrapped(text, width, _MARGIN, _MARGIN)))
    written.append("\n\n".join(shown) + "\n")


def _rows(written: list[str], width: int, rows: Sequence[tuple[str, str]]) -> None:
    column = min(max(len(name) for name, _ in rows), _WIDEST_NAME) + _GAP
    hanging = _MARGIN + " " * column
    for name, text in rows:
        if not text:
            written.append(f"{_MARGIN}{name}\n")
            continue
        fits = len(name) <= column - _GAP
        written.append(_MARGIN + (name.ljust(column) if fits else f"{name}\n{hanging}"))
        lines = wrapped(text, max(width - column - 2, _LEAST_TEXT))
        written.append(f"\n{hanging}".join(lines) + "\n")


_WRITERS: dict[str, Callable[..., None]] = {
    "usage": _usage,
    "paragraph": _paragraph,
    "heading": _heading,
    "text": _text,
    "rows": _rows,
}
