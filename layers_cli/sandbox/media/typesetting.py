"""Sets text with Typst: transparent layers for the slides, and sizes for the planner.

Typst does line breaking, bidirectional text, shaping, font fallback and colour emoji; `templates/`
holds the design, which can be changed without touching Python.
"""

import functools
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.media.canvas import WIDTH, text_area
from layers_cli.sandbox.media.colors import WHITE, Color, as_hex

_HERE = Path(__file__).parent
TEMPLATES, FONTS = _HERE / "templates", _HERE / "fonts"

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True)
class TextBlock:
    """Text for a template, the app's *name*, and how both are set.

    *max_size* caps the letters, in pixels. *accent* colours numbers; None: no accent.
    """

    text: str
    name: str = ""
    language: str = "en"
    placement: str = "organic"
    ink: Color = WHITE
    accent: Color | None = None
    max_size: int | None = None


def set_text(template: str, words: TextBlock) -> Image.Image:
    """Set *words* with `templates/<template>.typ`: an RGBA page, transparent around the text."""
    page = _compiler(template, _inputs(words)).compile(format="png", ppi=72)
    assert isinstance(page, bytes)  # one page, not a list of them
    return Image.open(BytesIO(page)).convert("RGBA")


def measure_sizes(
    texts: Sequence[str], designs: Sequence[str], words: TextBlock
) -> list[dict[str, float]]:
    """Return, for each of *texts* set like *words*, its size in pixels in each of *designs*."""
    shown = [printable(text) for text in texts]
    inputs = _inputs(words, texts=shown, designs=list(designs))
    answer = _compiler("sizes", inputs).query("<answer>", field="value", one=True)
    sizes: list[dict[str, float]] = json.loads(answer)
    return sizes


def printable(text: str) -> str:
    """Return *text* without control characters and lone surrogates."""
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        letter for letter in text if letter == "\n" or unicodedata.category(letter) != "Cc"
    ).strip()


def is_left_to_right(text: str) -> bool:
    """Return whether the first strong letter of *text* reads left to right (UAX 9, P2)."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction == "L"
    return True


def typst_language(tag: str) -> str:
    """Return the language of the BCP 47 *tag*; "en" where Typst would reject it."""
    subtag = tag.replace("_", "-").split("-")[0].lower()
    return subtag if re.fullmatch("[a-z]{2,3}", subtag) else "en"


def _inputs(words: TextBlock, **more: Any) -> dict[str, str]:
    area = text_area(words.placement)
    data = {
        "text": printable(words.text),
        "name": printable(words.name),
        "rightwards": is_left_to_right(words.text or words.name),
        "language": typst_language(words.language),
        "width": WIDTH,
        # No text stands lower, and every row of the page costs encoding and decoding.
        "height": area.bottom,
        "safe": asdict(area),
        "ink": as_hex(words.ink),
        "accent": as_hex(words.accent) if words.accent else None,
        "most": words.max_size,
    }
    return {"data": dumps(data | more)}


@functools.lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    # Only our own fonts: a slide must look the same on every machine.
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _compiler(template: str, inputs: dict[str, str]) -> typst.Compiler:
    # One for each use: it is cheap, and must not be shared between threads.
    return typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
