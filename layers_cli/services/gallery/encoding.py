"""Makes pictures small enough that all of them fit into one file."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image


class Step(NamedTuple):
    """A picture of at most *size*, in pixels, in WebP of *quality*; *usual* bytes for a slide."""

    size: tuple[int, int]
    quality: int
    usual: int


# From the best to the least that can still be judged. A half and a quarter of the usual 1080 x 1920
# are what a JPEG decodes to at once: another size takes longer than all the rest.
STEPS = (
    Step((540, 960), 76, 20_000),
    Step((540, 960), 56, 16_500),
    Step((270, 480), 80, 8_600),
    Step((270, 480), 60, 7_100),
    Step((270, 480), 42, 5_600),
    Step((216, 384), 42, 4_200),
    Step((135, 240), 60, 2_900),
    Step((135, 240), 30, 2_000),
)
GOOD_BYTES = 9_000
"""What a picture needs to be looked at with pleasure; with less, fewer slides are better."""

LEAST_BYTES = STEPS[-1].usual

_EFFORT = 2  # of 6: more takes three times as long for 3 % fewer bytes


def first_step(share: int) -> int:
    """Return the number of the best step whose usual picture fits into *share* bytes."""
    fitting = (number for number, step in enumerate(STEPS) if step.usual <= share)
    return next(fitting, len(STEPS) - 1)


def encode(image: Image, share: int) -> bytes:
    """Return *image* as WebP of at most *share* bytes, or as small as the last step makes it."""
    data = b""
    for step in STEPS[first_step(share) :]:
        data = _encoded(image, step)
        if len(data) <= share:
            break
    return data


def _encoded(image: Image, step: Step) -> bytes:
    if image.width > step.size[0] or image.height > step.size[1]:
        image = image.copy()
        image.thumbnail(step.size)
    file = BytesIO()
    image.save(file, "WEBP", quality=step.quality, method=_EFFORT)
    return file.getvalue()
