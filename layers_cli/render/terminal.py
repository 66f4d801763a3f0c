"""What a stream can show: colours, links, glyphs; judged for each stream (cli-conventions 4h)."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, TextIO

# Terminals that name themselves and are known to understand OSC 8.
_LINKING_PROGRAMS = frozenset(
    {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "WarpTerminal"}
)
_LINKING_TERMS = re.compile(r"xterm-(kitty|ghostty)|alacritty|foot|wezterm|contour", re.IGNORECASE)
_FIRST_LINKING_VTE = 5000
WIDEST = 1000  # cells; each line may be filled, which takes memory
_USUAL_WIDTH = 80
_GLYPHS = "✓✗●○◐⊘·…━"


class Terminal(NamedTuple):
    """What can be shown on one stream; *live* means that lines can be redrawn."""

    is_terminal: bool = False
    color: bool = False
    links: bool = False
    live: bool = False
    glyphs: bool = True

    @classmethod
    def of(cls, stream: TextIO, environ: Mapping[str, str], color: str = "auto") -> "Terminal":
        """Judge *stream*; *color* is the command line's auto, always or never."""
        is_terminal = _is_terminal(stream)
        capable = is_terminal and environ.get("TERM") != "dumb"
        return cls(
            is_terminal=is_terminal,
            color=_wants_color(environ, color, capable=capable),
            links=is_terminal and _understands_links(environ, capable=capable),
            live=capable,
            glyphs=_can_encode(stream, _GLYPHS),
        )


class MessageStream:
    """A stream for messages: one that takes nothing any more stops no run.

    A reader may have gone, a disk may be full, a terminal may have hung up. What is written after
    that goes to nowhere, and *is_lost* says so. Only where the *result* goes into the same pipe,
    nobody is left to work for, and `BrokenPipeError` is raised.
    """

    def __init__(self, stream: TextIO, *, result: TextIO) -> None:
        self.stream = stream
        self._result = result
        self.is_lost = False

    def write(self, text: str) -> None:
        """Write *text*, as far as it can be written."""
        self._attempt(lambda: self.stream.write(text))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write *lines*, as far as they can be written."""
        self.write("".join(lines))

    def flush(self) -> None:
        """Let what was written be seen, if it can be."""
        self._attempt(self.stream.flush)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def _attempt(self, write: Callable[[], object]) -> None:
        if self.is_lost:
            return
        try:
            write()
        except OSError as exc:
            if isinstance(exc, BrokenPipeError) and is_same_file(self.stream, self._result):
                raise
            self.is_lost = True
            send_to_nowhere(self.stream)


def is_same_file(one: TextIO, other: TextIO) -> bool:
    """Whether both streams go to the same place, as after `2>&1`."""
    try:
        return os.path.samestat(os.fstat(one.fileno()), os.fstat(other.fileno()))
    except (OSError, ValueError):  # no real files
        return False


def send_to_nowhere(stream: TextIO) -> None:
    """Let what is left for *stream* go to nowhere.

    The interpreter flushes it when it ends, and would report the error then.
    """
    with suppress(OSError, ValueError):  # no real file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def window_width(stream: TextIO, environ: Mapping[str, str]) -> int:
    """Return the width in cells of the window that shows *stream*, `WIDEST` at most."""
    if (said := cells_said(environ, "COLUMNS")) is not None:
        return said
    try:
        return min(os.get_terminal_size(stream.fileno()).columns or _USUAL_WIDTH, WIDEST)
    except (OSError, ValueError):  # no real terminal
        return _USUAL_WIDTH


def cells_said(environ: Mapping[str, str], name: str) -> int | None:
    """Return the number of cells in the variable *name*; None where it says none."""
    digits = environ.get(name, "").lstrip("0")
    if not digits.isdecimal():
        return None
    return int(digits) if len(digits) < len(str(WIDEST)) else WIDEST


def is_utf8(stream: TextIO) -> bool:
    """Whether *stream* takes every character; one without an encoding is in memory, and does."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return encoding.lower().replace("-", "").replace("_", "") in {"utf8", "utf8sig", "cp65001"}


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def _wants_color(environ: Mapping[str, str], choice: str, *, capable: bool) -> bool:
    """Follow the order of cli-conventions 4h: the first setting that is given decides."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if force := environ.get("FORCE_COLOR"):
        return force != "0"
    if environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return capable and environ.get("CLICOLOR") != "0"


def _understands_links(environ: Mapping[str, str], *, capable: bool) -> bool:
    if force := environ.get("FORCE_HYPERLINK"):
        return force != "0"
    if not capable or environ.get("TMUX") or environ.get("STY"):
        return False
    vte = environ.get("VTE_VERSION", "")
    return bool(
        environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS
        or any(environ.get(name) for name in ("KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION"))
        or _LINKING_TERMS.match(environ.get("TERM", ""))
        or (vte.isdecimal() and int(vte) >= _FIRST_LINKING_VTE)
    )


def _can_encode(stream: TextIO, characters: str) -> bool:
    if is_utf8(stream):
        return True
    try:
        characters.encode(stream.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
