"""Decides how a demo is shown and in which colours. Decodes its first frame, draws nothing."""

import hashlib
import random
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.canvas import text_area
from layers_cli.sandbox.media.palette import brand_color, vary_palette
from layers_cli.sandbox.media.typesetting.styles import HEADLINE, headline_box
from layers_cli.sandbox.media.typesetting.words import Words, fit
from layers_cli.sandbox.media.video.reactions.catalog import choose_reaction
from layers_cli.sandbox.media.video.remix import DemoStyle, RemixPlan
from layers_cli.sandbox.media.video.source import first_picture

# A headline over a phone has to be read at a glance; a longer hook gets all of the frame.
_MIN_HEADLINE = 58
_TALL = 1.9
# Neighbours that differ by less than this are the same colour; a camera's noise is more.
_NOISE = 3
_MIN_FLAT = 0.6


def plan_remix(
    hook: str | None, brand: Brand, demo: Path, *, seed: str, reactions: Path | None = None
) -> RemixPlan:
    """Decide how *demo* becomes a video; costs some 100 ms, nearly all of it to set the hook.

    The same arguments give the same plan; another *seed* gives other colours and
    backgrounds, and perhaps another reaction.

    Args:
        hook: the words over the video, verbatim; None for none.
        brand: the brand of the app.
        demo: the user's recording, MP4, MOV or WebM.
        seed: any text.
        reactions: a folder of the user's own clips to choose from as well; it need not exist.

    Raises:
        MediaUnreadableError: the demo, the chosen reaction or a picture of *brand* is damaged.

    """
    chance = random.Random(hashlib.sha256(seed.encode()).digest())  # noqa: S311 - not a secret
    reaction = choose_reaction(seed, reactions)
    if not reaction.is_drawn:
        first_picture(reaction.path)
    picture = first_picture(demo).convert("RGB")
    framed = _is_screen(picture) and (hook is None or _fits_over_phone(hook, brand.language))
    return RemixPlan(
        hook=hook,
        language=brand.language,
        palette=vary_palette(brand_color(brand, [picture]), chance),
        demo=demo,
        reaction=reaction,
        style=DemoStyle.FRAMED if framed else DemoStyle.LABEL,
        ratio=picture.height / picture.width,
        brightness=_brightness(picture),
        arrangement=seed,
    )


def _is_screen(picture: Image.Image) -> bool:
    """Tell a screen from what a camera sees: by a phone's shape, else by its flat colours."""
    return picture.height / picture.width > _TALL or _flatness(picture) > _MIN_FLAT


def _flatness(picture: Image.Image) -> float:
    """Return the share of pixels that have the colour of the one beside them."""
    grey = picture.convert("L")
    counts = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0)).histogram()
    return sum(counts[:_NOISE]) / sum(counts)


def _fits_over_phone(hook: str, language: str) -> bool:
    box = headline_box(text_area("organic"))
    return fit(Words(hook, language), HEADLINE, box).size >= _MIN_HEADLINE


def _brightness(picture: Image.Image) -> float:
    """Return how bright the upper half is, where a label lies."""
    upper = picture.convert("L").crop((0, 0, picture.width, picture.height // 2))
    return ImageStat.Stat(upper).mean[0] / 255
