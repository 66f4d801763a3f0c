"""Splits a long hook over several slides; the parts joined are the hook."""

import re
import unicodedata

from layers_cli.sandbox.media.typesetting.clusters import may_part

_NEW_LINE_WIDTH = 24  # a line break takes about half a line of a slide, in narrow letters

# From the best place for a cut to the worst: how far from the middle it may lie, as a share of a
# part, and what the text before it looks like.
_CUTS = (
    (0.45, re.compile(r"\n[^\S\n]*\n+")),
    (0.40, re.compile(r"\n+")),
    (0.35, re.compile(r"[.!?…؟۔।]+[\"”’)]*\s+|[。！？]+[」』]?")),
    (0.25, re.compile(r"[,;:،]\s+|[，；、：]")),
    (0.25, re.compile(r"\s+|\u200b")),
    (1.00, re.compile(r"(?s:.)")),
)


def split_evenly(text: str, parts: int) -> list[str]:
    """Cut *text* into at most *parts* pieces of like size, each at the best place near its end.

    A paragraph's end is better than a line's, then come sentence, clause and word; letters that
    belong together (marks, joined emoji, flags) are never parted.
    """
    pieces = []
    while parts > 1 and len(text) > 1:
        end = _best_cut(text, parts)
        pieces.append(text[:end])
        text = text[end:]
        parts -= 1
    return [piece for piece in [*pieces, text] if piece]


def _best_cut(text: str, parts: int) -> int:
    reached = _reached_widths(text)
    share = reached[-1] / parts
    for tolerance, pattern in _CUTS:
        ends = (match.end() for match in pattern.finditer(text))
        near = [
            end
            for end in ends
            if abs(reached[end] - share) <= tolerance * share and may_part(text, end)
        ]
        if near:
            return min(near, key=lambda end: abs(reached[end] - share))
    return len(text)


def _reached_widths(text: str) -> list[int]:
    """For every index of *text*, how wide the text before it is, in narrow letters."""
    reached = [0]
    for letter in text:
        reached.append(reached[-1] + _width(letter))
    return reached


def _width(letter: str) -> int:
    if letter == "\n":
        return _NEW_LINE_WIDTH
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
