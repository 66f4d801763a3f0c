"""Chooses how a terminal shows pictures, by the environment and its own answer."""

import re
from collections.abc import Callable, Mapping
from enum import Enum

from layers_cli.render.terminal import Terminal


class Protocol(Enum):
    """A way of showing pictures; from `TRUECOLOR` on, with characters."""

    KITTY = "kitty"
    ITERM2 = "iterm2"
    SIXEL = "sixel"
    TRUECOLOR = "truecolor"
    COLORS_256 = "256 colours"
    COLORS_16 = "16 colours"
    ASCII = "ascii"

    @property
    def has_pixels(self) -> bool:
        """Whether the terminal draws pixels, not characters."""
        return self in (Protocol.KITTY, Protocol.ITERM2, Protocol.SIXEL)


_KITTY_TERMS = re.compile(r"xterm-(kitty|ghostty)", re.IGNORECASE)
_ITERM2_PROGRAMS = frozenset({"iTerm.app", "WezTerm"})
_TRUECOLOR_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio"})
_SIXEL_ATTRIBUTE = "4"


def choose(
    environ: Mapping[str, str], terminal: Terminal, ask: Callable[[], str | None]
) -> Protocol:
    """Return how *terminal* shows pictures (cli-conventions 4h).

    The environment decides first. *ask* returns the answer to the query for device attributes, or
    None; it is called only where the environment leaves it open. tmux and screen pass no pictures
    on, whatever runs around them.
    """
    if is_multiplexed(environ) or not terminal.live:
        return _with_characters(environ, terminal)
    program = environ.get("TERM_PROGRAM", "")
    term = environ.get("TERM", "")
    if environ.get("KITTY_WINDOW_ID") or _KITTY_TERMS.match(term) or program == "ghostty":
        return Protocol.KITTY
    if program in _ITERM2_PROGRAMS or environ.get("LC_TERMINAL") == "iTerm2":
        return Protocol.ITERM2
    if knows_sixel(ask() or ""):
        return Protocol.SIXEL
    return _with_characters(environ, terminal)


def is_multiplexed(environ: Mapping[str, str]) -> bool:
    """Tell whether tmux or screen stands between us and the terminal."""
    inside = environ.get("TMUX") or environ.get("STY")
    return bool(inside) or environ.get("TERM", "").startswith(("tmux", "screen"))


def knows_sixel(answer: str) -> bool:
    """Read the answer to the query for device attributes: `ESC [ ? 62 ; 4 ; 22 c`."""
    attributes = re.search(r"\x1b\[\?([\d;]+)c", answer)
    return attributes is not None and _SIXEL_ATTRIBUTE in attributes[1].split(";")[1:]


def _with_characters(environ: Mapping[str, str], terminal: Terminal) -> Protocol:
    if not terminal.color or not terminal.glyphs:
        return Protocol.ASCII
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Protocol.TRUECOLOR
    if environ.get("WT_SESSION") or environ.get("TERM_PROGRAM") in _TRUECOLOR_PROGRAMS:
        return Protocol.TRUECOLOR
    return Protocol.COLORS_256 if "256color" in environ.get("TERM", "") else Protocol.COLORS_16
