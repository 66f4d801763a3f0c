"""The brand that media are made for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Brand:
    """The words and pictures that media are made from; there are no others.

    *language* is a BCP 47 tag. *screenshots* are of the app, *photos* are the media
    named in the request, *end_card* is a picture that replaces the last slide.
    """

    name: str
    description: str = ""
    tagline: str | None = None
    language: str = "en"
    logo: Path | None = None
    screenshots: tuple[Path, ...] = ()
    photos: tuple[Path, ...] = ()
    end_card: Path | None = None
