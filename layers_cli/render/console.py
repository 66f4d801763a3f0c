"""Rich consoles for one terminal, and cells as Rich text. Imported where something is drawn."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import TextIO
from urllib.parse import quote

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from layers_cli.render.sanitize import clean
from layers_cli.render.terminal import Terminal, cells_said
from layers_cli.render.view_types import Cell

# Printable ASCII that may stand in a URL, with the percent sign of what is encoded already.
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


def make_console(
    stream: TextIO, terminal: Terminal, environ: Mapping[str, str], *, width: int | None = None
) -> Console:
    """Return a console that draws on *stream*, *width* cells wide or as wide as the window."""
    size = {name: cells_said(environ, name) for name in ("COLUMNS", "LINES")}
    return Console(
        file=stream,
        width=width,
        force_terminal=True,
        color_system="standard" if terminal.color or terminal.links else None,
        # Whether colours are wanted is settled; without them only links are styles.
        no_color=False,
        highlight=False,
        markup=False,
        emoji=False,
        # Colours and links are settled already; Rich needs only the size.
        _environ={name: str(cells) for name, cells in size.items() if cells is not None},
    )


def cell_text(cell: Cell, terminal: Terminal, *, style: str = "", keep_lines: bool = False) -> Text:
    """Return *cell* as Rich text: cleaned, never read as markup, cut to one line in a table."""
    words = clean(cell.text, keep_lines=keep_lines)
    if cell.icon:
        words = f"{cell.icon.glyph if terminal.glyphs else cell.icon.ascii_glyph} {words}"
    return Text(words, style=rich_style(style or cell.style, terminal, link=cell.link))


@lru_cache(maxsize=4096)
def most_cells(text: str, *, combining: bool = True) -> int:
    """Return the most cells that *text* takes on any terminal.

    They do not agree: tmux, xterm and the C library give each spacing mark, as in Devanagari, a
    cell of its own, Rich and others none. Without *combining*, all marks have one, see `combines`.
    """
    if text.isascii():
        return len(text)
    least = 0 if combining else 1
    return max(cell_len(text), sum(max(least, _cells(character)) for character in text))


def is_certain(text: str) -> bool:
    """Whether all terminals give *text* the same number of cells."""
    return most_cells(text, combining=False) == cell_len(text)


def combines(environ: Mapping[str, str]) -> bool:
    """Whether the terminal puts marks onto their letters; the Linux console has a cell for each."""
    return environ.get("TERM") != "linux"


def _cells(character: str) -> int:
    return 1 if unicodedata.category(character) == "Mc" else cell_len(character)


def fitted(text: Text, width: int, *, combining: bool = True) -> Text:
    """Return *text* with at most *width* cells on any terminal, cut as its `overflow` says."""
    if most_cells(text.plain, combining=combining) <= width:
        return text
    mark = "…" if text.overflow == "ellipsis" else ""
    end = len(text.plain)
    while end and most_cells(text.plain[:end], combining=combining) > width - len(mark):
        end -= 1
    # A mark without its letter would hang on what comes next.
    while end and unicodedata.combining(text.plain[end : end + 1] or " "):
        end -= 1
    cut = text[:end]
    cut.append(mark)
    return cut


def rich_style(name: str, terminal: Terminal, *, link: str | None = None) -> Style:
    """Return the style *name* as far as *terminal* shows it, leading to *link*."""
    style = Style.parse(name) if name and terminal.color else Style.null()
    # Other schemes could start programs; they stay text.
    if link and terminal.links and link.startswith(("https://", "http://")):
        style += Style(link=encoded_url(link))
    return style


def encoded_url(url: str) -> str:
    """Return *url* as printable ASCII; keeps what is percent-encoded (cli-conventions 4h)."""
    return quote(url.encode("utf-8", "replace"), safe=_URL_SAFE)
