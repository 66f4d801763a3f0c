"""The brand that media are made for, and the brand of the demo project."""

import json
from dataclasses import dataclass
from pathlib import Path

DEMO = Path(__file__).parent / "demo"


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


def demo_brand() -> Brand:
    """Load InboxZen, the invented app of the seeded project, from `demo/`."""
    texts = json.loads((DEMO / "brand.json").read_text(encoding="utf-8"))
    return Brand(
        **texts,
        logo=DEMO / "logo.webp",
        screenshots=tuple(sorted(DEMO.glob("screenshot-*.webp"))),
    )
