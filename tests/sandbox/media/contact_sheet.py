"""Draws the slideshows of twenty hooks in eight scripts on one sheet, to be looked at.

Run with `python -m tests.sandbox.media.contact_sheet [FILE.png]`.
"""

import sys
from pathlib import Path

from PIL import Image

from layers_cli.sandbox.media.slideshow.designs import draw
from layers_cli.sandbox.media.slideshow.planning import MAX_SLIDES, plan_slideshow
from tests.sandbox.media.brands import demo_brand
from tests.sandbox.media.hooks import SHEET

_WIDTH, _HEIGHT, _GAP = 180, 320, 8


def draw_sheet(hooks: tuple[str, ...], *, columns: int = 2) -> Image.Image:
    """A row a hook, its slides in order, in as many columns."""
    rows = -(-len(hooks) // columns)
    wide = (MAX_SLIDES - 1) * (_WIDTH + _GAP)
    sheet = Image.new("RGB", (columns * wide, rows * (_HEIGHT + _GAP)), "white")
    for number, hook in enumerate(hooks):
        column, row = divmod(number, rows)
        for place, slide in enumerate(plan_slideshow(hook, demo_brand(), seed=hook)):
            small = draw(slide).resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)
            sheet.paste(small, (column * wide + place * (_WIDTH + _GAP), row * (_HEIGHT + _GAP)))
    return sheet


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "contact-sheet.png")
    draw_sheet(SHEET).save(target)
    print(target)
