"""Pictures as block graphics: two pixels a cell in colour, or letters by brightness."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from layers_cli.render.pictures.protocols import Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from PIL.Image import Image

    Pixel = tuple[int, int, int, int]
    Code = Callable[[int, int, int, int], str]

_UPPER, _LOWER = "▀", "▄"
_RESET = "\x1b[0m"
_RAMP = " .:-=+*#%@"
_OPAQUE = 128  # of 255: from here on a pixel counts
_LEVELS = (0, 95, 135, 175, 215, 255)  # of the 6×6×6 colours from 16 on, as xterm has them
_SIXTEEN = (
    *((0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0)),
    *((0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)),
    *((127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0)),
    *((92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255)),
)


def lines(sheet: Image, protocol: Protocol) -> Iterator[str]:
    """Draw *sheet*, RGBA of one pixel a column and two a row; a line of text for each row."""
    raw = iter(sheet.tobytes())
    pixels = list(zip(raw, raw, raw, raw, strict=True))
    rows = [pixels[y * sheet.width : (y + 1) * sheet.width] for y in range(sheet.height)]
    draw = _ascii_line if protocol is Protocol.ASCII else _colored(protocol)
    return (draw(upper, lower) for upper, lower in zip(rows[::2], rows[1::2], strict=True))


def _ascii_line(upper: list[Pixel], lower: list[Pixel]) -> str:
    return "".join(map(_letter, upper, lower)).rstrip()


def _letter(upper: Pixel, lower: Pixel) -> str:
    bright = [_brightness(pixel) for pixel in (upper, lower) if pixel[3] >= _OPAQUE]
    if not bright:
        return " "
    return _RAMP[round(sum(bright) / len(bright) / 255 * (len(_RAMP) - 1))]


def _brightness(pixel: Pixel) -> float:
    red, green, blue, _ = pixel
    return 0.299 * red + 0.587 * green + 0.114 * blue  # as ITU-R BT.601 weighs them


def _colored(protocol: Protocol) -> Callable[[list[Pixel], list[Pixel]], str]:
    codes: Mapping[Protocol, Code] = {
        Protocol.TRUECOLOR: _truecolor,
        Protocol.COLORS_256: _of_256,
        Protocol.COLORS_16: _of_16,
    }
    code = codes[protocol]

    def line(upper: list[Pixel], lower: list[Pixel]) -> str:
        return _painted([_cell(a, b, code) for a, b in zip(upper, lower, strict=True)])

    return line


def _cell(upper: Pixel, lower: Pixel, code: Code) -> tuple[str, str]:
    """Return the style and the character of one cell; what is transparent stays untouched."""
    if upper[3] < _OPAQUE and lower[3] < _OPAQUE:
        return "", " "
    if upper[3] < _OPAQUE:
        return code(*lower[:3], 38), _LOWER
    if lower[3] < _OPAQUE:
        return code(*upper[:3], 38), _UPPER
    return f"{code(*upper[:3], 38)};{code(*lower[:3], 48)}", _UPPER


def _painted(cells: list[tuple[str, str]]) -> str:
    """Write the styles only where they change."""
    parts, current = [], ""
    for style, character in cells:
        if style != current:
            parts.append(f"\x1b[0;{style}m" if style else _RESET)
            current = style
        parts.append(character)
    return "".join(parts) + (_RESET if current else "")


def _truecolor(red: int, green: int, blue: int, ground: int) -> str:
    return f"{ground};2;{red};{green};{blue}"


@lru_cache(maxsize=4096)
def _of_256(red: int, green: int, blue: int, ground: int) -> str:
    levels = [min(range(6), key=lambda n: abs(_LEVELS[n] - value)) for value in (red, green, blue)]
    cube = tuple(_LEVELS[level] for level in levels)
    step = max(0, min(23, round((sum((red, green, blue)) / 3 - 8) / 10)))
    gray = (8 + 10 * step,) * 3
    wanted = (red, green, blue)
    if _distance(gray, wanted) < _distance(cube, wanted):
        return f"{ground};5;{232 + step}"
    return f"{ground};5;{16 + 36 * levels[0] + 6 * levels[1] + levels[2]}"


@lru_cache(maxsize=4096)
def _of_16(red: int, green: int, blue: int, ground: int) -> str:
    number = min(range(16), key=lambda n: _distance(_SIXTEEN[n], (red, green, blue)))
    normal, bright = (30, 90) if ground == 38 else (40, 100)
    return str(normal + number if number < 8 else bright + number - 8)


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
