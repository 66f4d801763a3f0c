"""The brand of the sandbox's seeded project: InboxZen, an app that does not exist."""

import json
from pathlib import Path

from layers_cli.sandbox.media.slide import Brand

DEMO = Path(__file__).parent / "demo"


def demo_brand() -> Brand:
    """Name, texts and pictures of InboxZen, out of the files in `demo/`, all of them ours."""
    texts = json.loads((DEMO / "brand.json").read_text(encoding="utf-8"))
    return Brand(
        **texts,
        logo=DEMO / "logo.webp",
        screenshots=tuple(sorted(DEMO.glob("screenshot-*.webp"))),
    )
