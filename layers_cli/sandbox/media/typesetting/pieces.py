"""Cuts text into pieces that no line is broken in: words, and phrases of unspaced scripts.

BudouX (Apache-2.0) finds the phrases of Japanese, Chinese and Thai; Korean breaks at its spaces.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import budoux

from layers_cli.sandbox.media.languages import is_traditional, script_of
from layers_cli.sandbox.media.typesetting.clusters import clusters, is_emoji
from layers_cli.sandbox.media.typesetting.figures import ends_in_figure, find_figures, is_unit

NO_BREAK = "\u00a0"
_GAPS = re.compile("([ \u3000\u200b]+)")
_UNSPACED = re.compile(
    "[\u0e00-\u0e7f\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Scripts without spaces that BudouX does not know: Lao, Khmer, Burmese.
_UNKNOWN = re.compile("[\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]")
_PAUSES = tuple(".,:;!?…—。、，．！？；：،؛؟۔।")
_STOPS = tuple(".!?…。！？؟۔।")
# A line ends with none of these: opening marks, and words of Chinese that count what follows.
_OPENING = tuple("([{“‘«¿¡（「『【〈《每第")
_SEPARATORS = tuple("·•|/&+–—")
# A line begins with none of these: closing marks, small kana, and particles of Chinese.
_TRAILING = tuple(
    ")]}”’».,:;!?…%、。，．・：；？！）」』】〉》〜ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ的了吗嗎呢吧啊"
)
_LONG_WORD, _LONG_PHRASE = 24, 11  # letters; more may be broken anywhere
# Where short words lean on the one after them, such as articles.
_WITH_ARTICLES = ("LATIN", "GREEK", "CYRILLIC")

# What a break costs, from a natural pause to one that hurts.
_PAUSE, _SPACE, _PHRASE, _MINOR = 0.0, 0.1, 0.15, 0.25
_SHORT_WORD, _DANGLING, _INSIDE = 0.35, 0.5, 1.5


@dataclass(frozen=True)
class Piece:
    """A part of a line.

    *spaced*: a space follows it on the same line. *cost* is of a break after it: 0 where a reader
    pauses, more than 1 inside a word.
    """

    text: str
    spaced: bool = False
    cost: float = _SPACE


def find_pieces(paragraph: str, language: str) -> list[Piece]:
    """Cut *paragraph*, which has no line break of its own.

    Args:
        paragraph: the words.
        language: a BCP 47 tag, for what the script alone does not tell.

    """
    pieces = [piece for word in _words(paragraph) for piece in _cut(word, language)]
    pieces = _joined(pieces)
    return [
        replace(piece, cost=piece.cost + _DANGLING)
        if before.text.endswith(_STOPS) and not piece.text.endswith(_PAUSES)
        else piece
        for before, piece in zip([Piece(""), *pieces], pieces, strict=False)
    ]


def split_at_figure(text: str, language: str) -> tuple[str, str, str] | None:
    """Return what is before, in and after the first figure of *text*; None if it has none."""
    before = ""
    pieces = find_pieces(text, language)
    for number, piece in enumerate(pieces):
        for begin, end in find_figures(piece.text):
            rest = piece.text[end:] + _gap(piece) + _line(pieces[number + 1 :])
            return (before + piece.text[:begin]).strip(), piece.text[begin:end], rest.strip()
        before += piece.text + _gap(piece)
    return None


def _line(pieces: list[Piece]) -> str:
    return "".join(piece.text + _gap(piece) for piece in pieces)


def _gap(piece: Piece) -> str:
    return " " if piece.spaced else ""


def _words(paragraph: str) -> Iterator[Piece]:
    """Yield what is between gaps; a zero-width space is a gap without width."""
    parts = [*_GAPS.split(paragraph), ""]
    for word, gap in zip(parts[::2], parts[1::2], strict=True):
        if word:
            yield Piece(word, spaced=gap.strip("\u200b") != "")


def _cut(word: Piece, language: str) -> list[Piece]:
    if _UNSPACED.search(word.text):
        phrases = _phrases(word.text, language)
        cost = _MINOR if script_of(word.text) == "THAI" else _PHRASE
        cut = [part for phrase in phrases for part in _split(phrase, _LONG_PHRASE, cost)]
    elif _UNKNOWN.search(word.text):
        cut = [Piece(letter, cost=_MINOR) for letter in clusters(word.text)]
    else:
        leans = script_of(word.text) in _WITH_ARTICLES and not is_unit(word.text)
        cut = _split(word.text, _LONG_WORD, _SHORT_WORD if leans else _SPACE)
        return [*cut[:-1], replace(cut[-1], spaced=word.spaced)]
    return [*cut[:-1], Piece(cut[-1].text, word.spaced, _PAUSE)]


def _split(phrase: str, most: int, cost: float) -> list[Piece]:
    """Return *phrase* as one piece, or letter by letter if it has more than *most* of them."""
    letters = list(clusters(phrase))
    last = _PAUSE if phrase.endswith(_PAUSES) else cost
    if len(letters) <= most:
        return [Piece(phrase, cost=last)]
    return [
        *(Piece(letter, cost=_INSIDE) for letter in letters[:-1]),
        Piece(letters[-1], cost=last),
    ]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Join pieces that a break would tear apart: a number and its unit, a word and its emoji."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and _belong(joined[-1], piece):
            before = joined.pop()
            text = before.text + (NO_BREAK if before.spaced else "") + piece.text
            joined.append(replace(piece, text=text))
        else:
            joined.append(piece)
    return joined


def _belong(before: Piece, piece: Piece) -> bool:
    if len(before.text) + len(piece.text) > _LONG_WORD:
        return False
    if is_emoji(next(clusters(piece.text))):
        return not is_emoji(list(clusters(before.text))[-1])
    if ends_in_figure(before.text) or before.text.endswith(("個", "个")):
        return is_unit(piece.text) or not before.spaced
    if before.spaced or before.cost == _INSIDE:
        return before.spaced and piece.text in _SEPARATORS
    return (
        piece.text.startswith(_TRAILING)
        or before.text.endswith(_OPENING)
        or (_is_latin(before.text[-1]) and _is_latin(piece.text[0]))
    )


def _is_latin(letter: str) -> bool:
    return letter.isalnum() and not _UNSPACED.match(letter)


def _phrases(text: str, language: str) -> list[str]:
    return _parser(_model(text, language)).parse(text)


def _model(text: str, language: str) -> str:
    script = script_of(text)
    if script == "THAI":
        return "thai"
    if script == "JAPANESE" or language.lower().startswith("ja"):
        return "japanese"
    return "traditional_chinese" if is_traditional(text) else "simplified_chinese"


@functools.lru_cache(maxsize=4)
def _parser(model: str) -> budoux.Parser:
    parser: budoux.Parser = getattr(budoux, f"load_default_{model}_parser")()
    return parser
