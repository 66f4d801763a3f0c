"""Lays pictures out side by side, as many as the window is wide, each with its caption."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from layers_cli.render.pictures import block_graphics, pixels
from layers_cli.render.pictures.protocols import Protocol
from layers_cli.render.sanitize import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

GAP = 2
TILE_COLUMNS = 18
WIDEST_TILE = 24
_NARROWEST = 6
_STILL_READABLE = 13
_LEAST_ROWS = 4


@dataclass(frozen=True)
class Tile:
    """One picture and its *caption*; without an *image* the caption says why."""

    caption: str
    image: Image | None = None
    url: str | None = None


@dataclass(frozen=True)
class Window:
    """The terminal's size in cells, a cell's in pixels, and the columns of a tile at most."""

    columns: int = 80
    rows: int = 24
    cell_width: int = 10
    cell_height: int = 20
    widest: int = WIDEST_TILE


def drawn(tiles: Sequence[Tile], protocol: Protocol, window: Window) -> Iterator[str]:
    """Yield the text that shows *tiles*, in as many rows of them as the window needs."""
    columns = _tile_columns(window, len(tiles))
    most = max(1, (window.columns - 1 + GAP) // (columns + GAP))
    each_row = ceil(len(tiles) / max(1, ceil(len(tiles) / most)))  # no row with a lonely last one
    for start in range(0, len(tiles), each_row):
        chosen = tiles[start : start + each_row]
        if any(tile.image for tile in chosen):
            yield _pictures(chosen, columns, protocol, window)
        yield _captions(chosen, columns)


@dataclass(frozen=True)
class PlacedRow:
    """One row of tiles for a screen that is drawn by somebody else.

    *lines* are its characters, without any where the *payload* draws its pixels, *rows* high. The
    *captions* are the line below.
    """

    rows: int
    lines: list[str]
    payload: str
    captions: str


def across(window: Window, count: int) -> int:
    """Return how many of *count* tiles stand side by side in *window*."""
    columns = _tile_columns(window, count)
    return max(1, min(count, (window.columns - 1 + GAP) // (columns + GAP)))


def placed_row(tiles: Sequence[Tile], protocol: Protocol, window: Window) -> PlacedRow:
    """Return *tiles*, no more than `across`, as one row that fits into *window*."""
    columns = _tile_columns(window, len(tiles))
    captions = _captions(tiles, columns)
    if not any(tile.image for tile in tiles):
        return PlacedRow(0, [], "", captions)
    sheet, rows = _drawable(tiles, columns, protocol, window)
    if not protocol.has_pixels:
        return PlacedRow(rows, list(block_graphics.lines(sheet, protocol)), "", captions)
    wide = len(tiles) * (columns + GAP) - GAP
    payload = pixels.payload(sheet, protocol, columns=wide, rows=rows)
    return PlacedRow(rows, [], payload, captions)


def _tile_columns(window: Window, count: int) -> int:
    """Return a tile's width: eighteen cells, less where the window is narrow or low.

    If *count* tiles can stand side by side, they take what the window has, within bounds.
    """
    most = max(window.rows - 3, _LEAST_ROWS)
    tall = 16 / 9 * window.cell_width / window.cell_height  # rows for each column of a 9:16 slide
    fits = max(_NARROWEST, min(window.widest, window.columns - 1, int(most / tall)))
    in_one_row = (window.columns - 1 + GAP) // max(1, count) - GAP
    return min(fits, in_one_row if in_one_row >= _STILL_READABLE else TILE_COLUMNS)


def _pictures(tiles: Sequence[Tile], columns: int, protocol: Protocol, window: Window) -> str:
    sheet, rows = _drawable(tiles, columns, protocol, window)
    if protocol.has_pixels:
        wide = len(tiles) * (columns + GAP) - GAP
        return pixels.drawn(sheet, protocol, columns=wide, rows=rows)
    return "\n".join(block_graphics.lines(sheet, protocol))


def _drawable(
    tiles: Sequence[Tile], columns: int, protocol: Protocol, window: Window
) -> tuple[Image, int]:
    """Return the sheet of *tiles* in the pixels that *protocol* has, and the rows that it takes."""
    if protocol.has_pixels:
        cell = (window.cell_width, window.cell_height)
    else:
        cell = (1, 2)
        window = Window(window.columns, window.rows)  # of a character nobody knows the shape
    rows = max(_rows(tile.image, columns, window) for tile in tiles if tile.image)
    return _sheet(tiles, columns, rows, cell, window), rows


def _rows(image: Image, columns: int, window: Window) -> int:
    """Return how many rows *image* needs at a width of *columns*, within the window."""
    shape = image.height / image.width * window.cell_width / window.cell_height
    return max(1, min(round(columns * shape), max(window.rows - 3, _LEAST_ROWS)))


def _sheet(
    tiles: Sequence[Tile], columns: int, rows: int, cell: tuple[int, int], window: Window
) -> Image:
    """Put the images side by side on a transparent ground of whole cells."""
    from PIL import Image as Pictures  # Pillow is optional

    cell_width, cell_height = cell
    size = ((len(tiles) * (columns + GAP) - GAP) * cell_width, rows * cell_height)
    sheet = Pictures.new("RGBA", size, (0, 0, 0, 0))
    for number, tile in enumerate(tiles):
        if tile.image is None:
            continue
        # A cell stands for window.cell_width × window.cell_height, however few pixels it gets.
        room = (columns * window.cell_width, rows * window.cell_height)
        scale = min(room[0] / tile.image.width, room[1] / tile.image.height)
        wide = tile.image.width * scale / window.cell_width * cell_width
        high = tile.image.height * scale / window.cell_height * cell_height
        small = tile.image.convert("RGBA").resize(
            (max(1, round(wide)), max(1, round(high))), Pictures.Resampling.LANCZOS
        )
        sheet.paste(small, (number * (columns + GAP) * cell_width, 0))
    return sheet


def _captions(tiles: Sequence[Tile], columns: int) -> str:
    from rich.text import Text  # saves Rich where nothing is drawn

    cells = []
    for tile in tiles:
        text = Text(clean(tile.caption))
        text.truncate(columns, overflow="crop", pad=True)
        cells.append(text.plain)
    return (" " * GAP).join(cells).rstrip()
