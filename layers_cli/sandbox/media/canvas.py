"""The frame that media are drawn on: its size and the safe areas of text."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image  # the server's start: renderers take the frame's size from here

WIDTH, HEIGHT = 1080, 1920


@dataclass(frozen=True)
class Layer:
    """An RGBA picture drawn over every frame, with its top left corner at *x*, *y*."""

    picture: "Image.Image"
    x: int = 0
    y: int = 0

    def onto(self, frame: "Image.Image") -> None:
        """Paste it on *frame*; what reaches out of it is left out."""
        frame.paste(self.picture, (self.x, self.y), self.picture)


@dataclass(frozen=True)
class SafeArea:
    """The area for text, in pixels, clear of what an app draws over a slide.

    Text stays between *left* and *right*, *top* and *bottom*; below *rail_top* an app shows its
    column of buttons, so there the right edge is *rail*.
    """

    left: int
    right: int
    top: int
    bottom: int
    rail: int
    rail_top: int


SAFE_AREAS = {
    "organic": SafeArea(left=84, right=996, top=250, bottom=1400, rail=912, rail_top=760),
    "ads": SafeArea(left=120, right=888, top=288, bottom=1248, rail=888, rail_top=760),
}
"""By placement: feeds of TikTok, Reels and Shorts together, and the stricter box for ads."""

# Round strokes, accents and italics reach a little out of the boxes that type is set in.
_OVERHANG = 8


def text_area(placement: str) -> SafeArea:
    """Return the area to set text in so that its ink stays in the safe area of *placement*."""
    area = SAFE_AREAS[placement]
    return SafeArea(
        left=area.left + _OVERHANG,
        right=area.right - _OVERHANG,
        top=area.top + _OVERHANG,
        bottom=area.bottom - _OVERHANG,
        rail=area.rail - _OVERHANG,
        rail_top=area.rail_top - _OVERHANG,
    )
