"""Pictures in the protocols of terminals that draw pixels."""

from __future__ import annotations

import re
from base64 import standard_b64encode
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from layers_cli.render.pictures.protocols import Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

_KITTY_PART = 4096  # bytes of base64 a control sequence may carry
_SIXEL_COLORS = 255  # one more is the transparent one
_BAND = 6  # rows of pixels that one sixel character holds
_OPAQUE = 128


def drawn(sheet: Image, protocol: Protocol, *, columns: int, rows: int) -> str:
    """Return what draws *sheet*, RGBA, over *columns* × *rows* cells and ends on the line below.

    The rows are made first, so that the window scrolls before the picture is placed, and the
    cursor is put back: terminals differ in where they leave it.
    """
    picture = payload(sheet, protocol, columns=columns, rows=rows)
    return f"{chr(10) * rows}\x1b[{rows}A\x1b7{picture}\x1b8\x1b[{rows}B"


def payload(sheet: Image, protocol: Protocol, *, columns: int, rows: int) -> str:
    """Return what draws *sheet* over *columns* × *rows* cells, wherever the cursor stands."""
    write = {Protocol.KITTY: kitty, Protocol.ITERM2: iterm2}.get(protocol)
    return write(sheet, columns=columns, rows=rows) if write else sixel(sheet)


def kitty(sheet: Image, *, columns: int, rows: int) -> str:
    """Write *sheet* as kitty's graphics protocol has it; no answer is asked for (`q=2`).

    https://sw.kovidgoyal.net/kitty/graphics-protocol/
    """
    data = standard_b64encode(_png(sheet)).decode("ascii")
    parts = [data[start : start + _KITTY_PART] for start in range(0, len(data), _KITTY_PART)]
    written = []
    for number, part in enumerate(parts, 1):
        more = int(number < len(parts))
        first = f"a=T,f=100,q=2,C=1,c={columns},r={rows},m={more}"
        written.append(f"\x1b_G{first if number == 1 else f'q=2,m={more}'};{part}\x1b\\")
    return "".join(written)


def iterm2(sheet: Image, *, columns: int, rows: int) -> str:
    """Write *sheet* as an inline image of iTerm2. https://iterm2.com/documentation-images.html."""
    data = _png(sheet)
    how = f"inline=1;size={len(data)};width={columns};height={rows};preserveAspectRatio=0"
    return f"\x1b]1337;File={how}:{standard_b64encode(data).decode('ascii')}\x07"


def sixel(sheet: Image) -> str:
    """Write *sheet* as sixels, transparent where it is. https://vt100.net/docs/vt3xx-gp/chapter14.

    Each band of six rows is written once for each of its colours: a character holds the six bits.
    """
    palette = sheet.convert("RGB").quantize(_SIXEL_COLORS)
    colors = palette.getpalette() or []
    transparent = sheet.getchannel("A").point(lambda alpha: 255 if alpha < _OPAQUE else 0)
    palette.paste(_SIXEL_COLORS, mask=transparent)
    registers = "".join(
        f"#{n // 3};2;" + ";".join(str(round(value / 2.55)) for value in colors[n : n + 3])
        for n in range(0, len(colors), 3)
    )
    size = f'"1;1;{sheet.width};{sheet.height}'
    bands = "-".join("$".join(band) for band in _bands(palette))
    return f"\x1bP0;1;0q{size}{registers}{bands}\x1b\\"


def _bands(palette: Image) -> Iterator[list[str]]:
    data, width = palette.tobytes(), palette.width
    for top in range(0, palette.height, _BAND):
        end = min(top + _BAND, palette.height)
        rows = [data[y * width : (y + 1) * width] for y in range(top, end)]
        used = sorted(set(b"".join(rows)) - {_SIXEL_COLORS})
        yield [f"#{color}{_sixels(rows, color)}" for color in used]


def _sixels(rows: list[bytes], color: int) -> str:
    """Return a band's characters for one *color*, repeats shortened."""
    bits = 0
    for number, row in enumerate(rows):
        if color in row:
            # A byte a pixel, 1 where it has the color; shifted, it is the row's bit in each byte.
            bits |= int.from_bytes(row.translate(_only(color)), "big") << number
    text = bits.to_bytes(len(rows[0]), "big").translate(_TO_CHARACTER).decode("ascii")
    return _REPEATS.sub(lambda run: f"!{len(run[0])}{run[1]}", text.rstrip("?"))


@cache
def _only(color: int) -> bytes:
    return bytes(int(value == color) for value in range(256))


_TO_CHARACTER = bytes(min(63 + value, 126) for value in range(256))
_REPEATS = re.compile(r"(.)\1{3,}")


def _png(sheet: Image) -> bytes:
    buffer = BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()
