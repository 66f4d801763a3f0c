"""Answers `--help` from the stored pages; leaves to Typer what it is not sure of.

`help.txt` holds what Typer says of each group and command (see `reference/generated.py`). It is
read at once, where Typer takes longer to import than most commands take to run.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # this stands between the interpreter and the first line of a help
    from collections.abc import Sequence
    from typing import TextIO

FILE = os.path.join(os.path.dirname(__file__), "help.txt")  # noqa: PTH118, PTH120 - `pathlib` is slow
HELP_FLAGS = ("-h", "--help")


def may_ask_for_help(argv: Sequence[str]) -> bool:
    """Tell whether it is worth loading the pages for *argv*."""
    return not argv or argv[-1] in HELP_FLAGS or argv[0] == "help" or len(argv) <= 2


def answer(argv: Sequence[str]) -> int | None:
    """Print the help that *argv* asks for and return the exit code; None if it asks for none.

    A group without a command is a mistake that its help answers: on stderr, with 2, as Typer does.
    """
    words, asked = _asked(argv)
    page, is_group = find(" ".join(words)) or ("", False)
    if not page or not (asked or is_group):
        return None
    _write(page, sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


def find(path: str) -> tuple[str, bool] | None:
    """Return the stored page of the command *path*, and whether it is a group's; None without."""
    try:
        with open(FILE, encoding="utf-8") as file:  # noqa: PTH123 - `pathlib` is slow
            text = f"\n{file.read()}\n["
    except OSError:  # somebody packed it without; Typer knows too
        return None
    for is_group in (False, True):
        head = f"\n[{path}]{'+' * is_group}\n"
        if (start := text.find(head)) >= 0:
            return text[start + len(head) : text.index("\n[", start + 1)], is_group
    return None


def written(path: str, page: str, *, is_group: bool) -> str:
    """Return the *page* of the command *path* as `find` reads it."""
    return f"[{path}]{'+' * is_group}\n{page}\n"


def _asked(argv: Sequence[str]) -> tuple[Sequence[str], bool]:
    """Return the words of the command that *argv* is about, and whether it asks for its help."""
    if argv and argv[-1] in HELP_FLAGS:
        return argv[:-1], True
    if argv and argv[0] == "help":
        from layers_cli.topics import TOPICS  # not for any other command

        is_topic = len(argv) == 2 and argv[1] in TOPICS
        return argv if is_topic else argv[1:], not is_topic
    return argv, False


def _write(text: str, stream: TextIO) -> None:
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    stream.write(f"{text}\n")
    stream.flush()
