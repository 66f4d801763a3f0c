"""Find out how a terminal shows pictures, and how large it is."""

import re
from collections.abc import Mapping
from dataclasses import replace

from layers_cli.render.pictures.grid import Window
from layers_cli.render.pictures.protocols import Protocol, choose
from layers_cli.render.pictures.terminal_query import Size, ask, window_size
from layers_cli.render.terminal import Terminal

_CELL = re.compile(r"\x1b\[6;(\d{1,4});(\d{1,4})t")  # height and width, in pixels


def picture_capabilities(
    environ: Mapping[str, str], terminal: Terminal, descriptor: int | None
) -> tuple[Protocol, Window]:
    """Return the protocol and the window of *terminal*; *descriptor* is its stream, if it has one.

    The terminal is asked only where the environment does not tell.
    """
    answers: list[str] = []

    def asked() -> str:
        answers.append((ask() if descriptor is not None else None) or "")
        return answers[0]

    protocol = choose(environ, terminal, asked)
    size = window_size(descriptor) if descriptor is not None else None
    return protocol, _window(environ, size or Size(0, 0), "".join(answers))


def _window(environ: Mapping[str, str], size: Size, answer: str) -> Window:
    """Return the window from COLUMNS, its *size* and what the terminal says of a cell in *answer*.

    By default it has 80 × 24 cells of 10 × 20 pixels.
    """
    given = environ.get("COLUMNS", "")
    columns = int(given) if given.isdecimal() else 0
    window = Window(columns or size.columns or Window.columns, size.rows or Window.rows)
    cell = _CELL.search(answer)
    wide, high = (int(cell[2]), int(cell[1])) if cell else (0, 0)
    if not (wide and high) and size.columns and size.rows:
        wide, high = size.width // size.columns, size.height // size.rows
    return replace(window, cell_width=wide, cell_height=high) if wide and high else window
