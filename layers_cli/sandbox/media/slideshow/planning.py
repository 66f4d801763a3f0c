"""Plans the slides of a slideshow. Reads pictures and measures text, but draws nothing."""

import hashlib
import random
from dataclasses import replace
from itertools import cycle, islice, zip_longest
from pathlib import Path

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.claims import find_claims
from layers_cli.sandbox.media.colors import from_oklch
from layers_cli.sandbox.media.palette import Palette, characteristic_color, make_palette
from layers_cli.sandbox.media.pictures import check_picture, open_picture
from layers_cli.sandbox.media.slideshow.slide import Design, Slide, Tone
from layers_cli.sandbox.media.slideshow.splitting import split_evenly
from layers_cli.sandbox.media.typesetting import TextBlock, measure_sizes

MAX_SLIDES = 8
"""Slides of one slideshow; never fewer than 4 (sandbox-surface 3)."""

MIN_SIZE = 34
"""Pixels; a hook that would be smaller goes on over further slides."""

# A headline over a phone has to be read at a glance.
_MIN_SIZES = {Design.POSTER: MIN_SIZE, Design.PHONE: 58, Design.PHOTO: MIN_SIZE}

# A hook that needs more than one slide anyway gets an easier size while it needs few.
_EASY_SIZE, _EASY_PARTS = 44, 3
_FEWEST_MIDDLE, _USUAL_MIDDLE = 2, 4


def plan_slideshow(hook: str, brand: Brand, *, seed: str) -> tuple[Slide, ...]:
    """Plan the 4 to 8 slides of a slideshow: hook, the brand's claims and pictures, end card.

    The same arguments give the same plan; another *seed* gives another look. Costs 10 to
    40 ms for a short hook and 0.1 to 0.9 s for one of 2,000 characters, nearly all of it Typst
    measuring text; the first plan of a process also loads fonts and pictures, about 0.15 s.

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
        palette=_palette(brand, turn=chance.choice((48.0, -42.0, 24.0))),
    )
    hooks = _plan_hook(hook, first, chance)
    end = replace(first, design=Design.END_CARD, tone=Tone.VIVID, text=_closing_line(brand))
    middle = _plan_middle(first, chance, used=hooks[0].picture, room=MAX_SLIDES - len(hooks) - 1)
    slides = (*hooks, *middle, end)
    return tuple(
        replace(slide, arrangement=f"{seed}/{number}") for number, slide in enumerate(slides)
    )


def _check_pictures(brand: Brand) -> None:
    for path in (brand.logo, brand.end_card, *brand.screenshots, *brand.photos):
        if path is not None:
            check_picture(path)


def _palette(brand: Brand, *, turn: float) -> Palette:
    """Take the colours from the logo, else from a screenshot, else from what the name hashes to."""
    for path in (brand.logo, *brand.screenshots[:2]):
        color = characteristic_color(open_picture(path)) if path else None
        if color:
            return make_palette(color, turn=turn)
    digest = hashlib.sha256(brand.name.encode("utf-8", "replace")).digest()
    hue = int.from_bytes(digest[:2], "big") % 360
    return make_palette(from_oklch(0.55, 0.19, hue), turn=turn)


def _plan_hook(hook: str, first: Slide, chance: random.Random) -> list[Slide]:
    pictures: dict[Design, tuple[Path | None, ...]] = {
        Design.POSTER: (None,),
        Design.PHONE: first.brand.screenshots,
        Design.PHOTO: first.brand.photos,
    }
    possible = [design for design in pictures if pictures[design]]
    sizes = _measure([hook], possible, first)[0]
    designs = [design for design in possible if sizes[design] >= _MIN_SIZES[design]]
    if not designs:
        return _continue_hook(hook, first, sizes[Design.POSTER])
    design = chance.choice(designs)
    return [
        replace(
            first,
            design=design,
            tone=Tone.VIVID if design is Design.PHONE else Tone.DARK,
            text=hook,
            picture=chance.choice(pictures[design]),
        )
    ]


def _continue_hook(hook: str, first: Slide, size_on_one: float) -> list[Slide]:
    """Spread *hook* over as few posters as keep it readable, all in one size."""
    most = MAX_SLIDES - 1
    # Twice the size takes four times the room; the true size decides.
    fewest = round((MIN_SIZE / size_on_one) ** 2)
    for parts in range(min(max(2, fewest), most), most + 1):
        texts = split_evenly(hook, parts)
        size = min(sizes[Design.POSTER] for sizes in _measure(texts, [Design.POSTER], first))
        if size >= (_EASY_SIZE if parts <= _EASY_PARTS else MIN_SIZE):
            break
    return [replace(first, text=text, max_size=max(1, int(size))) for text in texts]


def _measure(texts: list[str], designs: list[Design], slide: Slide) -> list[dict[str, float]]:
    words = TextBlock(texts[0], language=slide.brand.language, placement=slide.placement)
    return measure_sizes(texts, [design.value for design in designs], words)


def _plan_middle(
    first: Slide, chance: random.Random, *, used: Path | None, room: int
) -> list[Slide]:
    """Pair the brand's claims with its pictures; surplus ones are shown alone."""
    brand = first.brand
    pictures = _pictures_in_turn(brand, chance, used)
    texts = _claims_in_turn(brand, chance)
    count = min(room, max(_FEWEST_MIDDLE, min(_USUAL_MIDDLE, len(texts)), min(6, len(pictures))))
    shown: list[Path | None] = [*pictures, *[None] * count][:count]
    chance.shuffle(shown)
    if shown and shown[0] == used:
        shown.append(shown.pop(0))
    tones = islice(cycle((Tone.PALE, Tone.DARK)), chance.randrange(2), None)
    tilts = islice(cycle((0.0, -5.0, 0.0, 5.0)), chance.randrange(4), None)
    looks = zip(shown, [*texts, *[""] * count], tones, tilts, strict=False)
    return [
        replace(
            first,
            design=_design(picture, text, brand),
            tone=tone,
            text=text,
            picture=picture,
            tilt=tilt,
        )
        for picture, text, tone, tilt in looks
    ]


def _pictures_in_turn(brand: Brand, chance: random.Random, used: Path | None) -> list[Path]:
    """Alternate photos and screenshots; leave out the hook's photo, put its screenshot last."""
    pairs = zip_longest(_rotated(brand.photos, chance), _rotated(brand.screenshots, chance))
    pictures = [path for pair in pairs for path in pair if path is not None]
    pictures = [path for path in pictures if path != used or path not in brand.photos]
    return sorted(pictures, key=lambda path: path == used)


def _claims_in_turn(brand: Brand, chance: random.Random) -> list[str]:
    """Choose from the brand's claims, keeping their order; its name if there are none."""
    texts = [text for text in find_claims(brand.description) if text != _closing_line(brand)]
    kept = sorted(chance.sample(range(len(texts)), min(_USUAL_MIDDLE, len(texts))))
    return [texts[index] for index in kept] or [brand.name]


def _rotated(paths: tuple[Path, ...], chance: random.Random) -> tuple[Path, ...]:
    start = chance.randrange(len(paths)) if paths else 0
    return paths[start:] + paths[:start]


def _design(picture: Path | None, text: str, brand: Brand) -> Design:
    if picture is None:
        return Design.STATEMENT if text else Design.EMBLEM
    return Design.PHOTO if picture in brand.photos else Design.PHONE


def _closing_line(brand: Brand) -> str:
    """Return the text of the end card: the tagline, or the first claim."""
    return brand.tagline or next(iter(find_claims(brand.description)), "")
