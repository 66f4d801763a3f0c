"""Plans the slides of a slideshow. Reads pictures and measures text, but draws nothing."""

import hashlib
import random
from dataclasses import replace
from pathlib import Path

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.claims import claims_for, tagline_for
from layers_cli.sandbox.media.palette import brand_color, vary_palette
from layers_cli.sandbox.media.pictures import check_picture
from layers_cli.sandbox.media.slideshow.slide import Design, Slide, Tone
from layers_cli.sandbox.media.slideshow.splitting import split_evenly
from layers_cli.sandbox.media.slideshow.stories import tell_story
from layers_cli.sandbox.media.slideshow.wording import hook_size

MAX_SLIDES = 8
"""Slides of one slideshow; never fewer than 4 (sandbox-surface 3)."""

MIN_SIZE = 34
"""Pixels; a hook that would be smaller goes on over further slides."""

# A headline over a phone has to be read at a glance.
_MIN_SIZES = {Design.POSTER: MIN_SIZE, Design.PHONE: 58, Design.PHOTO: MIN_SIZE}

# A hook that needs more than one slide anyway gets an easier size while it needs few.
_EASY_SIZE, _EASY_PARTS = 44, 3


def plan_slideshow(hook: str, brand: Brand, *, seed: str) -> tuple[Slide, ...]:
    """Plan the 4 to 8 slides of a slideshow: hook, the brand's claims and pictures, end card.

    Claims in another language than the hook's are left out. The same arguments give the same
    plan; another *seed* gives another story, other colours and another look.

    Raises:
        MediaUnreadableError: a picture of *brand* is missing or not a picture.

    """
    chance = random.Random(hashlib.sha256(seed.encode()).digest())  # noqa: S311 - not a secret
    _check_pictures(brand)
    first = Slide(
        design=Design.POSTER,
        tone=Tone.DARK,
        text="",
        brand=brand,
        palette=vary_palette(brand_color(brand), chance),
    )
    claims = claims_for(hook, brand)
    closing = tagline_for(hook, brand) or next(iter(claims), "")
    claims = [claim for claim in claims if claim != closing]
    hooks = _plan_hook(hook, first, chance)
    room = MAX_SLIDES - len(hooks) - 1
    middle = tell_story(first, claims, chance, used=hooks[0].picture, room=room)
    tone = chance.choice((Tone.VIVID, Tone.VIVID, Tone.DARK))
    end = replace(first, design=Design.END_CARD, tone=tone, text=closing)
    return tuple(
        replace(slide, arrangement=f"{seed}/{number}")
        for number, slide in enumerate((*hooks, *middle, end))
    )


def _check_pictures(brand: Brand) -> None:
    for path in (brand.logo, brand.end_card, *brand.screenshots, *brand.photos):
        if path is not None:
            check_picture(path)


def _plan_hook(hook: str, first: Slide, chance: random.Random) -> list[Slide]:
    pictures: dict[Design, tuple[Path | None, ...]] = {
        Design.POSTER: (None,),
        Design.PHONE: first.brand.screenshots,
        Design.PHOTO: first.brand.photos,
    }
    whole = replace(first, text=hook)
    designs = [
        design
        for design, shown in pictures.items()
        if shown and hook_size(whole, design) >= _MIN_SIZES[design]
    ]
    if not designs:
        return _continue_hook(hook, whole)
    design = chance.choice(designs)
    tones = (Tone.VIVID,) if design is Design.PHONE else (Tone.DARK, Tone.DARK, Tone.VIVID)
    return [
        replace(
            whole, design=design, tone=chance.choice(tones), picture=chance.choice(pictures[design])
        )
    ]


def _continue_hook(hook: str, whole: Slide) -> list[Slide]:
    """Spread *hook* over as few posters as keep it readable, all in one size."""
    most = MAX_SLIDES - 1
    # Twice the size takes four times the room; the true size decides.
    fewest = round((MIN_SIZE / hook_size(whole, Design.POSTER)) ** 2)
    for parts in range(min(max(2, fewest), most), most + 1):
        slides = [replace(whole, text=text) for text in split_evenly(hook, parts)]
        size = min(hook_size(slide, Design.POSTER) for slide in slides)
        if size >= (_EASY_SIZE if parts <= _EASY_PARTS else MIN_SIZE):
            break
    return [replace(slide, max_size=max(1, int(size))) for slide in slides]
