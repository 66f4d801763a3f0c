"""Decides how a demo is shown and in which colours. Decodes its first frame, draws nothing."""

import hashlib
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.colors import from_oklch
from layers_cli.sandbox.media.palette import Palette, characteristic_color, make_palette
from layers_cli.sandbox.media.pictures import open_picture
from layers_cli.sandbox.media.typesetting import TextBlock, measure_sizes
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

    The same arguments give the same plan; another *seed* gives other backgrounds, and perhaps
    another reaction.

    Args:
        hook: the words over the video, verbatim; None for none.
        brand: the brand of the app.
        demo: the user's recording, MP4, MOV or WebM.
        seed: any text.
        reactions: a folder of the user's own clips to choose from as well; it need not exist.

    Raises:
        MediaUnreadableError: the demo, the chosen reaction or a picture of *brand* is damaged.

    """
    reaction = choose_reaction(seed, reactions)
    if not reaction.is_drawn:
        first_picture(reaction.path)
    picture = first_picture(demo).convert("RGB")
    framed = _is_screen(picture) and (hook is None or _fits_over_phone(hook, brand.language))
    return RemixPlan(
        hook=hook,
        language=brand.language,
        palette=_palette(brand, picture),
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
    sizes = measure_sizes([hook], ["phone"], TextBlock(hook, language=language))
    return sizes[0]["phone"] >= _MIN_HEADLINE


def _brightness(picture: Image.Image) -> float:
    """Return how bright the upper half is, where a label lies."""
    upper = picture.convert("L").crop((0, 0, picture.width, picture.height // 2))
    return ImageStat.Stat(upper).mean[0] / 255


def _palette(brand: Brand, demo: Image.Image) -> Palette:
    """Take the colours from the logo, a screenshot, the demo, or what the name hashes to."""
    pictures = (open_picture(path) for path in (brand.logo, *brand.screenshots[:2]) if path)
    for picture in (*pictures, demo):
        if color := characteristic_color(picture):
            return make_palette(color)
    digest = hashlib.sha256(brand.name.encode("utf-8", "replace")).digest()
    return make_palette(from_oklch(0.55, 0.19, int.from_bytes(digest[:2], "big") % 360))
