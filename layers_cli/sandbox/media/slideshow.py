"""Slideshows for the sandbox: planned cheaply, drawn slide by slide in any process."""

from .captions import write_captions
from .pictures import MediaUnreadableError
from .planning import plan_slideshow
from .slide import Brand, Slide

__all__ = [
    "Brand",
    "MediaUnreadableError",
    "Slide",
    "draw_slide",
    "plan_slideshow",
    "write_captions",
]


def draw_slide(slide: Slide) -> bytes:
    """Draw *slide* as a JPEG of 1080 x 1920 pixels; the same slide gives the same bytes.

    Raises:
        MediaUnreadableError: one of its pictures is damaged.

    """
    from .canvas import encode
    from .designs import draw

    return encode(draw(slide))
