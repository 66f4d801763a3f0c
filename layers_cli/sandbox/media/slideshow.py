"""Slideshows for the sandbox: planned cheaply, drawn slide by slide in any process."""

from layers_cli.sandbox.media.captions import write_captions
from layers_cli.sandbox.media.pictures import MediaUnreadableError
from layers_cli.sandbox.media.planning import plan_slideshow
from layers_cli.sandbox.media.slide import Brand, Slide

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
    from layers_cli.sandbox.media.canvas import encode
    from layers_cli.sandbox.media.designs import draw

    return encode(draw(slide))
