"""Letters that belong together: marks, joined emoji, flags, keycaps."""

import itertools
import unicodedata
from collections.abc import Iterator

_FLAG_LETTERS = "".join(chr(code) for code in range(0x1F1E6, 0x1F200))


def may_part(text: str, index: int) -> bool:
    """Return whether *text* may be cut before *index* without breaking a letter."""
    if not 0 < index < len(text):
        return False
    before, after = text[index - 1], text[index]
    if before in _FLAG_LETTERS and after in _FLAG_LETTERS:
        run = len(text[:index]) - len(text[:index].rstrip(_FLAG_LETTERS))
        return run % 2 == 0
    return not (
        before == "\u200d"
        or after == "\u200d"
        or unicodedata.category(after).startswith("M")
        or unicodedata.combining(before) == 9  # a virama ties two consonants
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
        or (before, after) == ("\r", "\n")
    )


def clusters(text: str) -> Iterator[str]:
    """Yield the letters of *text*, each with all that belongs to it."""
    ends = [0, *(index for index in range(1, len(text)) if may_part(text, index)), len(text)]
    return (text[start:end] for start, end in itertools.pairwise(ends) if start < end)


def is_emoji(cluster: str) -> bool:
    """Return whether *cluster* begins with a character that is shown in colour."""
    return (
        "\U0001f000" <= cluster[:1] <= "\U0001faff"
        or "\u2600" <= cluster[:1] <= "\u27bf"
        or "\ufe0f" in cluster[1:3]
    )
