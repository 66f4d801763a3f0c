"""Fits words into a box and draws them: what slides and videos use of this folder."""

import functools
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from layers_cli.sandbox.media.canvas import Layer
from layers_cli.sandbox.media.colors import WHITE, Color
from layers_cli.sandbox.media.languages import language_of
from layers_cli.sandbox.media.typesetting import engine
from layers_cli.sandbox.media.typesetting.engine import Face, Page, Run
from layers_cli.sandbox.media.typesetting.figures import find_figures
from layers_cli.sandbox.media.typesetting.lines import (
    Block,
    Line,
    Lines,
    Measured,
    choose_lines,
    line_width,
)
from layers_cli.sandbox.media.typesetting.pieces import Piece, find_pieces
from layers_cli.sandbox.media.typesetting.styles import Box, Style

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Marks above and below the letters need air.
_HIGH = re.compile("[\u0600-\u06ff\u0750-\u077f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_FULL = re.compile(
    "[\u0900-\u0dff\u1200-\u137f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
# Vietnamese stacks marks on capitals and letters alike.
_STACKED = re.compile("[\u1ea0-\u1ef9]")
_HIGH_LEADING, _FULL_LEADING, _STACKED_LEADING = 1.42, 1.28, 1.16
# Small letters are lighter and get air.
_SMALL, _SMALL_WEIGHT, _SMALL_AIR = 64, 650, 0.14
_MARGIN, _PAPER_MARGIN = 0.5, 0.7  # ems around the letters, for marks and paper
_SLACK = 0.1  # ems that a line may come out wider than the sum of its pieces


@dataclass(frozen=True)
class Words:
    """A *text* and its colours: *accent* is for figures, None for none.

    *language* is a BCP 47 tag, for what the script does not tell.
    """

    text: str
    language: str = "en"
    ink: Color = WHITE
    accent: Color | None = None


@dataclass(frozen=True)
class Fitted:
    """Words whose lines are chosen, for a box."""

    words: Words
    box: Box
    lines: tuple[tuple[Piece, ...], ...]
    size: float
    width: float
    face: Face

    @property
    def height(self) -> float:
        """Return how high the lines are together, in pixels."""
        return self.size * (1 + (len(self.lines) - 1) * self.face.leading)


def fit(words: Words, style: Style, box: Box) -> Fitted:
    """Choose the lines of *words* and the largest size that looks good in *box*."""
    return _fit(replace(words, text=printable(words.text)), style, box)


def fit_alike(texts: list[str], words: Words, style: Style, boxes: list[Box]) -> list[Fitted]:
    """Fit each of *texts* into its box, all of them in the size of the smallest."""
    if not texts:
        return []
    pairs = [(replace(words, text=text), box) for text, box in zip(texts, boxes, strict=True)]
    most = min(int(fit(each, style, box).size) for each, box in pairs)
    return [fit(each, replace(style, most=max(1, most)), box) for each, box in pairs]


@dataclass(frozen=True)
class Copy:
    """Fitted words and where they stand in their box.

    Args:
        fitted: what `fit` returned.
        centered: in the middle of the box's width; else at its side where reading starts.
        rise: where in the box's height: 0 for its top, 0.5 for the middle, 1 for its bottom.
        paper: white paper behind each line.

    """

    fitted: Fitted
    centered: bool = False
    rise: float = 0.0
    paper: bool = False

    @property
    def top(self) -> int:
        """Return the row of the frame where the first line begins."""
        return self.fitted.box.y + round((self.fitted.box.height - self.fitted.height) * self.rise)

    @property
    def bottom(self) -> int:
        """Return the row of the frame where the last line ends."""
        return self.top + math.ceil(self.fitted.height)

    def draw(self) -> Layer | None:
        """Draw the words, or return None if there are none."""
        fitted = self.fitted
        size, box, ink = fitted.size, fitted.box, fitted.words.ink
        if not fitted.words.text:
            return None
        margin = math.ceil(size * (_PAPER_MARGIN if self.paper else _MARGIN))
        inner = math.ceil(fitted.width + _SLACK * size)
        page = Page(
            lines=[list(_runs(line, fitted.words.accent is not None)) for line in fitted.lines],
            size=size,
            width=inner + 2 * margin,
            height=math.ceil(fitted.height) + 2 * margin,
            margin=margin,
            ink=ink,
            accent=fitted.words.accent or ink,
            centered=self.centered,
            paper=self.paper,
        )
        x = box.x
        if self.centered:
            x += (box.width - inner) // 2
        elif not fitted.face.rightwards:
            x += box.width - inner
        return Layer(engine.draw(page, fitted.face), x - margin, self.top - margin)


def printable(text: str) -> str:
    """Return *text* without control characters and lone surrogates."""
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        letter for letter in text if letter == "\n" or unicodedata.category(letter) != "Cc"
    ).strip()


def is_left_to_right(text: str) -> bool:
    """Return whether the first strong letter of *text* reads left to right (UAX 9, P2)."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction == "L"
    return True


def typst_language(tag: str) -> str:
    """Return the language of the BCP 47 *tag*; "en" where Typst would reject it."""
    subtag = tag.replace("_", "-").split("-")[0].lower()
    return subtag if re.fullmatch("[a-z]{2,3}", subtag) else "en"


@functools.lru_cache(maxsize=64)
def _fit(words: Words, style: Style, box: Box) -> Fitted:
    fitted = _fit_in(words, style, box, _face(words, style))
    if fitted.size >= _SMALL:
        return fitted
    small = replace(
        style,
        most=min(style.most, _SMALL),
        leading=style.leading + _SMALL_AIR,
        weight=min(style.weight, _SMALL_WEIGHT),
    )
    return _fit_in(words, small, box, _face(words, small))


def _face(words: Words, style: Style) -> Face:
    leading, tracking = style.leading, style.tracking
    if _HIGH.search(words.text):
        leading, tracking = max(leading, _HIGH_LEADING), 0.0
    elif _FULL.search(words.text):
        leading, tracking = max(leading, _FULL_LEADING), 0.0
    elif _STACKED.search(words.text):
        leading = max(leading, _STACKED_LEADING)
    language = typst_language(language_of(words.text, words.language))
    return Face(style.weight, tracking, leading, language, is_left_to_right(words.text))


def _fit_in(words: Words, style: Style, box: Box, face: Face) -> Fitted:
    language = language_of(words.text, words.language)
    parts = [find_pieces(part, language) for part in words.text.split("\n")]
    texts = list(dict.fromkeys([" ", *(piece.text for part in parts for piece in part)]))
    widths = dict(zip(texts, engine.measure(texts, face), strict=True))
    paragraphs = [
        [
            Measured(piece, widths[piece.text], widths[" "] if piece.spaced else 0.0)
            for piece in part
        ]
        for part in parts
    ]
    block = Block(box.width, box.height, face.leading, style.most)
    chosen: Lines = choose_lines(paragraphs, block)
    width = max(map(line_width, chosen.lines), default=0.0) * chosen.size
    return Fitted(words, box, _plain(chosen.lines), chosen.size, width, face)


def _plain(lines: list[Line]) -> tuple[tuple[Piece, ...], ...]:
    return tuple(tuple(each.piece for each in line) for line in lines)


def _runs(line: tuple[Piece, ...], in_color: bool) -> Iterator[Run]:
    for number, piece in enumerate(line):
        end = 0
        for begin, close in find_figures(piece.text) if in_color else ():
            yield piece.text[end:begin], False
            yield piece.text[begin:close], True
            end = close
        gap = " " if piece.spaced and number < len(line) - 1 else ""
        yield piece.text[end:] + gap, False
