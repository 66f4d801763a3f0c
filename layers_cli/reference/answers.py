"""Answers `--help` from the recorded pages. What it is not sure of, it leaves to Typer."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # see `layout.py`
    from collections.abc import Sequence
    from typing import TextIO

HELP_FLAGS = ("-h", "--help")


def may_ask_for_help(argv: Sequence[str]) -> bool:
    """Tell whether it is worth loading the pages for *argv*."""
    return not argv or argv[-1] in HELP_FLAGS or argv[0] == "help" or len(argv) <= 2


def answer(argv: Sequence[str]) -> int | None:
    """Print the help that *argv* asks for and return the exit code; None if it asks for none.

    A group without a command is a mistake that its help answers: on stderr, with 2, as Typer does.
    """
    words, asked = _asked(argv)
    if not all(word.replace("-", "a").isalnum() for word in words):
        return None
    from layers_cli.reference.pages import find

    page, is_group = find(" ".join(words)) or (None, False)
    if page is None or not (asked or is_group):
        return None
    from layers_cli.reference.layout import laid_out

    _write(laid_out(page, terminal_columns()), sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


def _asked(argv: Sequence[str]) -> tuple[Sequence[str], bool]:
    """Return the words of the command that *argv* is about, and whether it asks for its help."""
    if argv and argv[-1] in HELP_FLAGS:
        return argv[:-1], True
    if argv and argv[0] == "help":
        from layers_cli.topics import TOPICS

        is_topic = len(argv) == 2 and argv[1] in TOPICS
        return argv if is_topic else argv[1:], not is_topic
    return argv, False


def terminal_columns() -> int:
    """Return what `shutil.get_terminal_size` does; importing it costs half as much as Python."""
    try:
        columns = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        columns = 0
    if columns > 0:
        return columns
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]  # None is caught below
    except (AttributeError, ValueError, OSError):
        return 80


def _write(text: str, stream: TextIO) -> None:
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    stream.write(text)
    stream.flush()
