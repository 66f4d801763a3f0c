"""Fits the words of a slide into the boxes of its design."""

from dataclasses import replace

from layers_cli.sandbox.media.canvas import WIDTH, SafeArea, text_area
from layers_cli.sandbox.media.colors import Color
from layers_cli.sandbox.media.palette import Shades
from layers_cli.sandbox.media.slideshow.slide import Design, Slide, Tone
from layers_cli.sandbox.media.typesetting.labels import label_copy
from layers_cli.sandbox.media.typesetting.pieces import split_at_figure
from layers_cli.sandbox.media.typesetting.styles import (
    BESIDE_FIGURE,
    BESIDE_ICON,
    CLOSING,
    FIGURE,
    HEADLINE,
    ITEM,
    LABEL,
    NAME,
    POSTER,
    STATEMENT,
    Box,
    Style,
    headline_box,
    poster_box,
    statement_box,
)
from layers_cli.sandbox.media.typesetting.words import (
    Copy,
    Fitted,
    Words,
    fit,
    fit_alike,
    is_left_to_right,
)

LABEL_INK: Color = (17, 17, 20)
TICK, ICON, HANGING_END = 76, 84, 880
"""Pixels: of a tick, of an icon, and where a hanging phone ends."""

_GAP, _LEAST_GAP = 34, 24
_FIGURE_SHARE = 0.5


def shades_of(slide: Slide) -> Shades:
    """Return the colours of *slide*'s background and words."""
    palette = slide.palette
    return {Tone.DARK: palette.dark, Tone.VIVID: palette.vivid, Tone.PALE: palette.pale}[slide.tone]


def copies_of(slide: Slide) -> list[Copy]:
    """Fit all words of *slide*, in the order in which they are read."""
    return _COPIES[slide.design](slide, text_area(slide.placement))


def hook_size(slide: Slide, design: Design) -> float:
    """Return how large the letters of *slide*'s text would be in *design*, in pixels."""
    return copies_of(replace(slide, design=design))[-1].fitted.size


def _poster(slide: Slide, area: SafeArea) -> list[Copy]:
    words = _words(slide)
    hook = fit(words, _capped(POSTER, slide), poster_box(area))
    indent = ICON + _LEAST_GAP
    width = area.rail - area.left - indent
    x = area.left + (indent if hook.face.rightwards else 0)
    box = Box(x, area.top, width, ICON)
    name = fit(replace(words, text=slide.brand.name, accent=None), BESIDE_ICON, box)
    # The name keeps its distance from the icon, which is where the hook starts.
    name = replace(name, face=replace(name.face, rightwards=hook.face.rightwards))
    return [Copy(name, rise=0.5), Copy(hook, rise=0.5)]


def _headline(slide: Slide, area: SafeArea) -> list[Copy]:
    return [Copy(fit(_words(slide), _capped(HEADLINE, slide), headline_box(area)), centered=True)]


def _hanging(slide: Slide, area: SafeArea) -> list[Copy]:
    left = WIDTH - area.rail
    top = HANGING_END + 90
    box = Box(left, top, WIDTH - 2 * left, area.bottom - top)
    return [Copy(fit(_words(slide), _capped(HEADLINE, slide), box), centered=True)]


def _photo(slide: Slide, area: SafeArea) -> list[Copy]:
    words = replace(_words(slide), ink=LABEL_INK, accent=None)
    return [label_copy(words, area, _capped(LABEL, slide))]


def _statement(slide: Slide, area: SafeArea) -> list[Copy]:
    return [Copy(fit(_words(slide), _capped(STATEMENT, slide), statement_box(area)), rise=0.5)]


def _figure(slide: Slide, area: SafeArea) -> list[Copy]:
    """Set the words before a figure, the figure as large as it goes, and the words after it."""
    words, box = _words(slide), statement_box(area)
    parts = split_at_figure(slide.text, slide.brand.language)
    if parts is None:
        return _statement(slide, area)
    before, figure, after = parts
    tall = round(box.height * _FIGURE_SHARE)
    stand_out = replace(words, text=figure, ink=shades_of(slide).accent)
    fitted = {figure: fit(stand_out, FIGURE, replace(box, height=tall))}
    beside = [text for text in (before, after) if text]
    low = replace(box, height=(box.height - tall) // 2 - _GAP)
    fitted |= zip(beside, fit_alike(beside, words, BESIDE_FIGURE, [low] * len(beside)), strict=True)
    return _stacked([fitted[text] for text in parts if text], slide.text, box)


def _stacked(parts: list[Fitted], text: str, box: Box) -> list[Copy]:
    """Stack *parts* of *text* in the middle of *box*; they all read in its direction."""
    y = box.y + (box.height - sum(part.height for part in parts) - _GAP * (len(parts) - 1)) / 2
    copies = []
    for part in parts:
        face = replace(part.face, rightwards=is_left_to_right(text))
        copies.append(Copy(replace(part, face=face, box=replace(box, y=round(y)))))
        y += part.height + _GAP
    return copies


def _checklist(slide: Slide, area: SafeArea) -> list[Copy]:
    """Give each claim the same share of the height, and a tick beside it."""
    box = statement_box(area)
    texts = slide.text.split("\n")
    share = box.height // len(texts)
    words = _words(slide)
    indent = TICK + _GAP
    narrow = [
        Box(box.x, box.y + share * number, box.width - indent, share - _GAP)
        for number in range(len(texts))
    ]
    items = fit_alike(texts, words, ITEM, narrow)
    return [
        Copy(
            replace(item, box=replace(item.box, x=box.x + (indent if item.face.rightwards else 0))),
            rise=0.5,
        )
        for item in items
    ]


def _end_card(slide: Slide, area: SafeArea) -> list[Copy]:
    left = WIDTH - area.rail
    words = replace(_words(slide), accent=None)
    name = fit(replace(words, text=slide.brand.name), NAME, Box(left, 800, WIDTH - 2 * left, 160))
    box = Box(left + 30, 1000, WIDTH - 2 * left - 60, area.bottom - 1000)
    return [Copy(name, centered=True, rise=0.5), Copy(fit(words, CLOSING, box), centered=True)]


def _none(slide: Slide, area: SafeArea) -> list[Copy]:
    return []


_COPIES = {
    Design.POSTER: _poster,
    Design.PHONE: _headline,
    Design.CARD: _headline,
    Design.HANGING: _hanging,
    Design.PHOTO: _photo,
    Design.STATEMENT: _statement,
    Design.FIGURE: _figure,
    Design.CHECKLIST: _checklist,
    Design.EMBLEM: _none,
    Design.END_CARD: _end_card,
}


def _words(slide: Slide) -> Words:
    shades = shades_of(slide)
    return Words(slide.text, slide.brand.language, ink=shades.ink, accent=shades.accent)


def _capped(style: Style, slide: Slide) -> Style:
    return style if slide.max_size is None else replace(style, most=slide.max_size)
