"""Chooses the size of a text and where its lines end. Pure arithmetic; widths are in ems."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layers_cli.sandbox.media.typesetting.pieces import Piece

_STEP = 0.97  # from one size that is tried to the next
_SMALLEST = 1.0  # pixels
_TRIES = 12  # sizes below the largest that fits
_MANY = 400  # pieces of a paragraph; more are set line by line
# A size smaller by 1 % is worth as much as 0.01 / _WEIGHT of what a line costs on average.
_WEIGHT = 1.0
_RAGGED, _ORPHAN, _ORPHAN_SHARE = 1.2, 1.0, 0.5
# What each further line costs, up to a few: few long lines are read faster than many short ones.
_LINE, _FEW = 0.03, 8
_MORE_LINES = 2  # options: as few lines as can be, or one more


@dataclass(frozen=True)
class Measured:
    """A piece, its *width* and the width of the *gap* after it, if it ends no line."""

    piece: Piece
    width: float
    gap: float


Paragraph = Sequence[Measured]
Line = Sequence[Measured]


@dataclass(frozen=True)
class Block:
    """The box to fill, in pixels; lines are *leading* ems apart, letters at most *most* pixels."""

    width: float
    height: float
    leading: float
    most: float


@dataclass(frozen=True)
class Lines:
    """Lines, and the size of their letters in pixels."""

    lines: list[Line]
    size: float


def choose_lines(paragraphs: Sequence[Paragraph], block: Block) -> Lines:
    """Choose the lines and the size that fill *block* best: large, even, no word left alone."""
    widest = max((each.width for part in paragraphs for each in part), default=0.0)
    size = max(_SMALLEST, min(block.most, block.width / max(widest, 0.01)))
    best, best_score, tries = None, -math.inf, 0
    # Costs are never negative, so that no smaller size can be better from there on.
    while math.log(size) > best_score and tries < _TRIES and size > _SMALLEST:
        for lines, cost in _options(paragraphs, block, size):
            score = math.log(size) - _WEIGHT * cost
            if score > best_score:
                best, best_score = Lines(lines, size), score
        tries += best is not None
        size *= _STEP
    if best is not None:
        return best
    limit = block.width / _SMALLEST
    return Lines([line for part in paragraphs for line in _greedy(part, limit)], _SMALLEST)


def line_width(line: Line) -> float:
    """Return how wide *line* is, without the gap at its end."""
    return sum(each.width + each.gap for each in line) - (line[-1].gap if line else 0.0)


def _options(
    paragraphs: Sequence[Paragraph], block: Block, size: float
) -> Iterator[tuple[list[Line], float]]:
    """Yield the ways to set *paragraphs* in *size* that fit *block*, and what a line costs."""
    limit = block.width / size
    room = int((block.height / size - 1) / block.leading + 1e-6) + 1
    fewest = [max(1, math.ceil(line_width(part) / limit)) for part in paragraphs]
    if sum(fewest) > room:
        return
    for more in range(_MORE_LINES):
        lines: list[Line] = []
        cost = 0.0
        for part, count in zip(paragraphs, fewest, strict=True):
            ideal = line_width(part) / (count + more if count > 1 else 1)
            broken, costs = _break(part, limit, ideal)
            lines += broken
            cost += costs
        if len(lines) <= room:
            yield lines, cost / len(lines) + _LINE * min(len(lines), _FEW)


def _break(paragraph: Paragraph, limit: float, ideal: float) -> tuple[list[Line], float]:
    """Break *paragraph* into lines at most *limit* wide that differ least from *ideal*."""
    if line_width(paragraph) <= limit or len(paragraph) < 2:
        return [paragraph], 0.0
    if len(paragraph) > _MANY:
        return _greedy(paragraph, limit), 0.0
    reached = [0.0]
    for each in paragraph:
        reached.append(reached[-1] + each.width + each.gap)
    count = len(paragraph)
    costs, starts = [0.0] * (count + 1), [0] * (count + 1)
    for end in range(1, count + 1):
        costs[end] = math.inf
        edge = reached[end] - paragraph[end - 1].gap
        break_cost = paragraph[end - 1].piece.cost if end < count else 0.0
        for start in range(end - 1, -1, -1):
            width = edge - reached[start]
            if width > limit and start < end - 1:
                break
            ragged = _RAGGED * (width / ideal - 1) ** 2
            if width < _ORPHAN_SHARE * ideal:
                ragged += _ORPHAN
            if (cost := costs[start] + ragged + break_cost) < costs[end]:
                costs[end], starts[end] = cost, start
    return _traced(paragraph, starts), costs[count]


def _traced(paragraph: Paragraph, starts: list[int]) -> list[Line]:
    lines, end = [], len(paragraph)
    while end:
        lines.append(paragraph[starts[end] : end])
        end = starts[end]
    return lines[::-1]


def _greedy(paragraph: Paragraph, limit: float) -> list[Line]:
    lines: list[list[Measured]] = [[]]
    for each in paragraph:
        if lines[-1] and line_width([*lines[-1], each]) > limit:
            lines.append([])
        lines[-1].append(each)
    return [*lines]
