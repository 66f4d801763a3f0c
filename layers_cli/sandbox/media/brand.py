"""What a project brings to its pictures: words, logo, screenshots. And the brand of the demo."""

import json
from dataclasses import dataclass
from pathlib import Path

DEMO = Path(__file__).parent / "demo"


@dataclass(frozen=True)
class Brand:
    """Everything a slideshow may draw on; no word or picture comes from anywhere else.

    *language* is a BCP 47 tag. *screenshots* are of the app, *photos* whatever media the request
    refers to, *end_card* a picture that takes the last slide's place.
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
