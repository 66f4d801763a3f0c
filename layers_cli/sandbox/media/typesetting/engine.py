"""Has Typst measure and draw letters: shaping, bidirectional text, font fallback, colour emoji."""

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.media.colors import Color, as_hex

_HERE = Path(__file__).parents[1]
TEMPLATES, FONTS = _HERE / "templates", _HERE / "fonts"

Run = tuple[str, bool]
"""Words of a line, and whether they stand out."""


@dataclass(frozen=True)
class Face:
    """How letters are drawn, whatever their size. *leading* and *tracking* are in ems."""

    weight: int
    tracking: float
    leading: float
    language: str
    rightwards: bool


@dataclass(frozen=True)
class Page:
    """A picture of *width* x *height* pixels with lines of letters inside *margin*."""

    lines: Sequence[Sequence[Run]]
    size: float
    width: int
    height: int
    margin: int
    ink: Color
    accent: Color
    centered: bool
    paper: bool


def measure(pieces: Sequence[str], face: Face) -> list[float]:
    """Return how wide each of *pieces* is, in ems."""
    answer = _compiler("widths", face, pieces=list(pieces)).query(
        "<answer>", field="value", one=True
    )
    widths: list[float] = json.loads(answer)
    return widths


def draw(page: Page, face: Face) -> Image.Image:
    """Draw *page*: RGBA, transparent around the letters."""
    compiler = _compiler(
        "words",
        face,
        lines=page.lines,
        size=page.size,
        page=[page.width, page.height],
        margin=page.margin,
        ink=as_hex(page.ink),
        accent=as_hex(page.accent),
        centered=page.centered,
        paper=page.paper,
    )
    drawn = compiler.compile(format="png", ppi=72)
    assert isinstance(drawn, bytes)  # one page, not a list of them
    return Image.open(BytesIO(drawn)).convert("RGBA")


def _compiler(template: str, face: Face, **data: Any) -> typst.Compiler:
    # One for each use: it is cheap, and must not be shared between threads.
    return typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": dumps(vars(face) | data)},
    )


@functools.lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    # Only our own fonts: a slide must look the same on every machine.
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
