"""The brand of the sandbox's seeded project."""

import json
from pathlib import Path

from layers_cli.sandbox.media import brand
from layers_cli.sandbox.media.brand import Brand

DEMO = Path(brand.__file__).parent / "demo"


def demo_brand() -> Brand:
    """InboxZen, the invented app."""
    texts = json.loads((DEMO / "brand.json").read_text(encoding="utf-8"))
    return Brand(
        **texts,
        logo=DEMO / "logo.webp",
        screenshots=tuple(sorted(DEMO.glob("screenshot-*.webp"))),
    )
