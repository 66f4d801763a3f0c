"""Finds what a hook is remembered by: a number together with its sign or unit."""

import re
import unicodedata
from collections.abc import Iterator

_NUMBER = re.compile("(?<![A-Za-z])[$€£¥₹₩]?\\d+(?:[.,:٫٬]\\d+)*(?![\ufe0f\u20e3])")
_SIGN = re.compile("[\u00a0 ]?[%€$£₹₩°٪][CF]?")
# Counters are written without a space, and a particle may follow: three hours of "3時間も".
_COUNTER = re.compile(
    "[\u00a0 ]?[個个]?(?:時間|分間|秒間|日間|週間|年間|[かカヶヵ]月|"
    "小时|小時|分钟|分鐘|秒钟|秒鐘|星期|个月|個月|시간|분|초|개월|주일?|일|년|번|명|개|원|배|가지|"
    "[時时分秒日天週周月年歳岁歲回次人名個个つ円元块塊倍件通封冊册本割万萬億亿点點])"
)
_SUFFIX = re.compile("[A-Za-z]{1,4}(?![A-Za-z])")
_SHORT_UNITS = frozenset(
    "am pm h hr hrs m min s sec d w y yr kg g km cm mm kb mb gb tb x k".split()  # noqa: SIM905 - a list of words
)
# Words after a number that are no unit of it: of English and of its European neighbours.
_NO_UNITS = frozenset(
    """
    and are but can did does for from has have how into not now off out over per than that the then
    they this was were what when who why will with you your
    con del los las para por pero que und der die das mit für von oder les des pour avec dans
    """.split()  # noqa: SIM905 - a list of words
)


def find_figures(piece: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each figure in *piece*, a part of a line."""
    end = 0
    for number in _NUMBER.finditer(piece):
        if number.start() >= end:
            end = _end_of_unit(piece, number.end())
            yield number.start(), end


def ends_in_figure(piece: str) -> bool:
    """Return whether *piece* ends in a number that may have a unit after it."""
    return any(number.end() == len(piece) for number in _NUMBER.finditer(piece))


def is_unit(word: str) -> bool:
    """Return whether *word*, after a number, says what is counted."""
    letters = "".join(letter for letter in word if _is_part_of_word(letter)).lower()
    if not letters or not _is_part_of_word(word[0]):
        return False
    if _COUNTER.match(word) or letters in _SHORT_UNITS:
        return True
    return len(letters) > 2 and letters not in _NO_UNITS


def _end_of_unit(piece: str, at: int) -> int:
    for pattern in (_SIGN, _COUNTER, _SUFFIX):
        if match := pattern.match(piece, at):
            return match.end()
    # A piece has a word beside its number only if that is the unit.
    if piece[at : at + 1] != "\u00a0" or not is_unit(piece[at + 1 :] or " "):
        return at
    end = at + 1
    while end < len(piece) and _is_part_of_word(piece[end]):
        end += 1
    return end


def _is_part_of_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM"
