"""The plan of a `ugc-remix` video. Data only, all of it picklable."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from layers_cli.sandbox.media.palette import Palette
from layers_cli.sandbox.media.video.reactions.catalog import Reaction

SHORTEST, LONGEST = 8, 15
"""Seconds of a remix (media-engine 6)."""


class DemoStyle(StrEnum):
    """How the demo is shown: in a phone or card on the brand's background, or under a label."""

    FRAMED = "framed"
    LABEL = "label"


@dataclass(frozen=True)
class RemixPlan:
    """One video, ready to be drawn in any process.

    Args:
        hook: the words over the video, verbatim; None for none.
        language: a BCP 47 tag.
        palette: the brand's colours.
        demo: the user's recording.
        reaction: the clip before the demo.
        style: how the demo is shown.
        ratio: the demo's height divided by its width, upright.
        brightness: the demo's, where a label would lie, 0 to 1.
        arrangement: any text; picks one of the many layouts of the backgrounds.

    """

    hook: str | None
    language: str
    palette: Palette
    demo: Path
    reaction: Reaction
    style: DemoStyle
    ratio: float
    brightness: float
    arrangement: str
