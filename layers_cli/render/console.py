"""Rich consoles for one terminal, and cells as Rich text. Imported where something is drawn."""

from collections.abc import Mapping
from typing import TextIO
from urllib.parse import quote

from rich.console import Console
from rich.style import Style
from rich.text import Text

from layers_cli.render.sanitize import clean
from layers_cli.render.terminal import Terminal
from layers_cli.render.view_types import Cell

# Printable ASCII that may stand in a URL, with the percent sign of what is encoded already.
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


def make_console(
    stream: TextIO, terminal: Terminal, environ: Mapping[str, str], *, width: int | None = None
) -> Console:
    """Return a console that draws on *stream*, *width* cells wide or as wide as the window."""
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
        _environ={name: environ[name] for name in ("COLUMNS", "LINES") if name in environ},
    )


def cell_text(cell: Cell, terminal: Terminal, *, style: str = "", keep_lines: bool = False) -> Text:
    """Return *cell* as Rich text: cleaned, never read as markup, cut to one line in a table."""
    words = clean(cell.text, keep_lines=keep_lines)
    if cell.icon:
        words = f"{cell.icon.glyph if terminal.glyphs else cell.icon.ascii_glyph} {words}"
    return Text(words, style=rich_style(style or cell.style, terminal, link=cell.link))


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
