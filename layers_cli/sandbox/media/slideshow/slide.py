"""The plan of one slide. Data only, all of it picklable."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.palette import Palette


class Design(StrEnum):
    """The design of a slide, drawn in `designs`.

    A headline stands above a *phone* or a *card*, or below a *hanging* phone. A *figure* has its
    number in the largest letters; a *checklist* has a line for each of its claims.
    """

    POSTER = "poster"
    PHONE = "phone"
    HANGING = "hanging"
    CARD = "card"
    PHOTO = "photo"
    STATEMENT = "statement"
    FIGURE = "figure"
    CHECKLIST = "checklist"
    EMBLEM = "emblem"
    END_CARD = "end-card"


class Tone(StrEnum):
    """The background of a slide: nearly black, in the brand's colour, or nearly white."""

    DARK = "dark"
    VIVID = "vivid"
    PALE = "pale"


@dataclass(frozen=True)
class Slide:
    """One slide, ready to be drawn in any process.

    *text* may be "". *picture* is the screenshot or photo it shows.
    *max_size* caps the letters, in pixels, so that a hook keeps one size over its slides.
    *tilt* is in degrees. *arrangement* picks one of the many layouts of the background. *placement*
    names the safe area (see `canvas`).
    """

    design: Design
    tone: Tone
    text: str
    brand: Brand
    palette: Palette
    picture: Path | None = None
    max_size: int | None = None
    tilt: float = 0.0
    arrangement: str = ""
    placement: str = "organic"
