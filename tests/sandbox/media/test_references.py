"""A few slides against pictures of them that were looked at and found good.

After a change of looks: `python -m tests.sandbox.media.test_references`, then look at them.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from layers_cli.sandbox.media.slideshow.designs import draw
from layers_cli.sandbox.media.slideshow.slide import Design, Tone
from tests.sandbox.media.brands import demo_brand
from tests.sandbox.media.hooks import HOOKS, slide

REFERENCES = Path(__file__).parent / "references"
SIZE = (216, 384)
SLIDES = {
    "poster": slide(HOOKS["latin"]),
    "phone": slide("Gives you back 11 hours a week", Design.PHONE, Tone.PALE, tilt=-5.0),
    "caption": replace(slide(HOOKS["arabic"], Design.PHOTO), picture=demo_brand().screenshots[1]),
    "end-card": slide("Clears your inbox while you sleep", Design.END_CARD, Tone.VIVID),
}


def small(name: str) -> Image.Image:
    return draw(SLIDES[name]).resize(SIZE, Image.Resampling.LANCZOS)


@pytest.mark.parametrize("name", SLIDES)
def test_a_slide_looks_like_its_reference(name):
    """Libraries may move a pixel; a letter, a line or a colour that moved is seen."""
    with Image.open(REFERENCES / f"{name}.jpg") as reference:
        difference = ImageChops.difference(small(name), reference.convert("RGB"))

    assert sum(ImageStat.Stat(difference).mean) / 3 < 3


if __name__ == "__main__":
    REFERENCES.mkdir(exist_ok=True)
    for name in SLIDES:
        small(name).save(REFERENCES / f"{name}.jpg", quality=88)
