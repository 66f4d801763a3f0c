"""What comes between a hook and the end card: stories told with a brand's claims and pictures."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.slideshow.slide import Design, Slide, Tone
from layers_cli.sandbox.media.typesetting.pieces import split_at_figure

T = TypeVar("T")

_PHONE, _HANGING, _CARD = Design.PHONE, Design.HANGING, Design.CARD
_STATEMENT, _FIGURE, _CHECKLIST = Design.STATEMENT, Design.FIGURE, Design.CHECKLIST
_STORIES = (
    (_PHONE, _FIGURE, _HANGING, _CHECKLIST),
    (_FIGURE, _PHONE, _CARD, _PHONE),
    (_CHECKLIST, _PHONE, _HANGING, _STATEMENT),
    (_STATEMENT, _PHONE, _CARD, _FIGURE),
    (_PHONE, _HANGING, _PHONE, _STATEMENT),
    (_CARD, _STATEMENT, _HANGING, _FIGURE, _PHONE),
    (_HANGING, _CHECKLIST, _PHONE),
    (_STATEMENT, _FIGURE, _CARD, _HANGING),
)
_WITH_PICTURE = (_PHONE, _HANGING, _CARD)
_FEWEST, _MOST = 2, 6
_FEWEST_ITEMS, _MOST_ITEMS, _LONGEST_ITEM = 3, 4, 60
_LONGEST_FIGURE = 56  # characters of a claim that is set around its number
_TILTS = (0.0, 0.0, -6.0, -4.0, 4.0, 6.0)


@dataclass
class _Material:
    """The claims and pictures that no slide has used."""

    claims: list[str]
    pictures: list[Path]
    language: str

    def claim(self) -> str:
        return self.claims.pop(0) if self.claims else ""

    def figure(self) -> str | None:
        """Take the first short claim with a number."""
        for number, claim in enumerate(self.claims):
            if len(claim) <= _LONGEST_FIGURE and split_at_figure(claim, self.language):
                return self.claims.pop(number)
        return None

    def items(self) -> str | None:
        """Take claims that make a list."""
        short = [claim for claim in self.claims if len(claim) <= _LONGEST_ITEM][:_MOST_ITEMS]
        if len(short) < _FEWEST_ITEMS:
            return None
        self.claims = [claim for claim in self.claims if claim not in short]
        return "\n".join(short)


def tell_story(
    first: Slide, claims: list[str], chance: random.Random, *, used: Path | None, room: int
) -> list[Slide]:
    """Choose designs, words and pictures of at most *room* slides.

    Args:
        first: what the slides have in common.
        claims: what they may say.
        chance: decides.
        used: the picture of the hook's slide.
        room: 1 to 6.

    """
    brand = first.brand
    material = _Material(
        claims=_shuffled(claims, chance),
        pictures=_pictures_in_turn(brand, chance, used),
        language=brand.language,
    )
    most = min(room, _MOST)
    told = [_tell(first, design, material) for design in _outline(brand, claims, chance)]
    slides = [slide for slide in told if slide is not None][:most]
    while len(slides) < min(_FEWEST, most):
        slides.append(_spare(first, material, slides))
    tones = _tones(first.tone, chance)
    return [
        replace(slide, tone=tone, tilt=chance.choice(_TILTS) if slide.design is _PHONE else 0.0)
        for slide, tone in zip(slides, tones, strict=False)
    ]


def _tones(before: Tone, chance: random.Random) -> Iterator[Tone]:
    """Yield tones of which no two neighbours are alike."""
    while True:
        before = chance.choice([tone for tone in Tone if tone is not before])
        yield before


def _outline(brand: Brand, claims: list[str], chance: random.Random) -> list[Design]:
    """Choose a story and its order; a brand's photos come between its other slides."""
    story = _shuffled(chance.choice(_STORIES), chance)
    if not claims:
        story = chance.choices(_WITH_PICTURE, k=chance.choice((_FEWEST, _FEWEST + 1)))
    for _ in brand.photos[:_MOST]:
        story.insert(chance.randrange(len(story) + 1), Design.PHOTO)
    return story


def _tell(first: Slide, design: Design, material: _Material) -> Slide | None:
    """Make a slide of *design*, or of one that does with what is left; None if nothing is."""
    if design is _FIGURE and (text := material.figure()):
        return replace(first, design=design, text=text)
    if design is _CHECKLIST and (text := material.items()):
        return replace(first, design=design, text=text)
    pictures = _pictures_for(design, material.pictures, first.brand)
    text = material.claim()
    if pictures:
        material.pictures.remove(pictures[0])
        return replace(first, design=design, text=text, picture=pictures[0])
    return replace(first, design=_STATEMENT, text=text) if text else None


def _pictures_for(design: Design, pictures: list[Path], brand: Brand) -> list[Path]:
    if design is Design.PHOTO:
        return [path for path in pictures if path in brand.photos]
    if design in _WITH_PICTURE:
        return [path for path in pictures if path not in brand.photos]
    return []


def _spare(first: Slide, material: _Material, slides: list[Slide]) -> Slide:
    """Make a slide for a brand that has hardly anything to say or to show."""
    if (slide := _tell(first, _PHONE, material)) is not None:
        return slide
    name = first.brand.name
    if name and not any(slide.text == name for slide in slides):
        return replace(first, design=_STATEMENT, text=name)
    return replace(first, design=Design.EMBLEM, text="")


def _pictures_in_turn(brand: Brand, chance: random.Random, used: Path | None) -> list[Path]:
    """Alternate photos and screenshots; leave out the hook's photo, put its screenshot last."""
    pairs = zip_longest(_shuffled(brand.photos, chance), _shuffled(brand.screenshots, chance))
    pictures = [path for pair in pairs for path in pair if path is not None]
    pictures = [path for path in pictures if path != used or path not in brand.photos]
    return sorted(pictures, key=lambda path: path == used)


def _shuffled(things: Sequence[T], chance: random.Random) -> list[T]:
    return chance.sample(things, len(things))
