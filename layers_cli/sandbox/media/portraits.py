"""Draws the portrait of an invented influencer: a flat figure on a coloured background."""

import colorsys
import io
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageDraw

SIDE = 512
_OVERSAMPLING = 2

_SKINS = ("#f6d3b5", "#eabf9f", "#d69f7e", "#b97a56", "#8d5a3c", "#5c3a28")
_HAIRS = ("#1f1a17", "#3b2a20", "#6b4423", "#a8692f", "#d9a95b", "#7c2f1d")
_GRAY_HAIR = "#b9b7b2"


@dataclass(frozen=True)
class Person:
    """What a portrait is derived from: the same person gives the same picture."""

    gender: str
    age_range: str
    seed: str


def draw_portrait(person: Person) -> bytes:
    """Return a square JPEG of *person*."""
    from PIL import Image, ImageDraw  # server's start: its routes import this module

    chance = random.Random(repr(person))  # noqa: S311 - decides colours
    side = SIDE * _OVERSAMPLING
    hue = chance.random()
    picture = Image.new("RGB", (side, side), _color(hue, 0.45, 0.93))
    draw = ImageDraw.Draw(picture)
    draw.ellipse(_box(side, 0.5, 0.5, 0.43), fill=_color(hue, 0.30, 0.98))
    _draw_person(draw, side, person, chance, clothes=_color(hue + 0.5, 0.6, 0.55))
    file = io.BytesIO()
    picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(file, "JPEG", quality=88)
    return file.getvalue()


def _draw_person(
    draw: "ImageDraw.ImageDraw", side: int, person: Person, chance: random.Random, *, clothes: str
) -> None:
    skin, hair = chance.choice(_SKINS), chance.choice(_HAIRS)
    if person.age_range in ("mature", "senior"):
        hair = _GRAY_HAIR
    is_long = person.gender == "female" or (person.gender == "non_binary" and chance.random() < 0.5)
    if is_long:
        draw.rounded_rectangle(
            [0.30 * side, 0.32 * side, 0.70 * side, 0.78 * side], radius=0.16 * side, fill=hair
        )
    draw.rounded_rectangle(
        [0.20 * side, 0.73 * side, 0.80 * side, 1.2 * side], radius=0.2 * side, fill=clothes
    )
    neck = [0.44 * side, 0.60 * side, 0.56 * side, 0.79 * side]
    draw.rounded_rectangle(neck, radius=0.06 * side, fill=skin)
    draw.ellipse(_box(side, 0.5, 0.42, 0.185, 0.17), fill=hair)
    draw.ellipse(_box(side, 0.5, 0.49, 0.155, 0.19), fill=skin)
    draw.chord(_box(side, 0.5, 0.40, 0.175, 0.155), 180, 360, fill=hair)
    for at in (0.44, 0.56):
        draw.ellipse(_box(side, at, 0.50, 0.016), fill="#2b2320")
        brow = [(at - 0.028) * side, 0.452 * side, (at + 0.028) * side, 0.462 * side]
        draw.rounded_rectangle(brow, radius=0.005 * side, fill=hair)
    smile = chance.uniform(0.03, 0.05)
    draw.arc(_box(side, 0.5, 0.565, 0.055, smile), 20, 160, fill="#8c3b32", width=side // 90)


def _box(side: int, x: float, y: float, radius: float, tall: float | None = None) -> list[float]:
    """Return the box around an ellipse; all numbers but *side* are shares of the picture."""
    tall = radius if tall is None else tall
    return [(x - radius) * side, (y - tall) * side, (x + radius) * side, (y + tall) * side]


def _color(hue: float, saturation: float, value: float) -> str:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
