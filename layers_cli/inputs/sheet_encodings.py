"""Finds the encoding of a spreadsheet: programs that write them leave it out.

UTF-8 and UTF-16 are told for certain, and Windows-1252 where all words could be words of its
languages. Anything else is refused, with what its words would be: a wrong guess is published.
"""

import re
from dataclasses import dataclass

from layers_cli.formats.text import NotTextError, decode, marked, unified

_MOST_WORDS = 3
_OTHERS = ("windows-1252", "windows-1250", "windows-1251", "mac-roman", "shift_jis", "gb18030")
_NAMES = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}
_FOREIGN_WORD = re.compile(r'[^\s,;|"]*[^\x00-\x7f\s][^\s,;|"]*')
# What words of Windows-1252's languages do not have: signs between letters, a capital with a mark
# behind a small letter, three letters with marks in a row. Other encodings, read as this one, have.
_IMPLAUSIBLE = re.compile(
    r"(?<=[^\W\d_])[\u00a1-\u00aa\u00ac-\u00b6\u00b8-\u00ba\u00bc-\u00bf\u00d7\u00f7]"
    r"(?=[^\W\d_])"
    r"|(?<=[^\W\d_])[\u201a\u201e]|[\u2020\u2021\u02c6\u02dc\u2030\u0192](?=[^\W\d_])"
    r"|[a-z\u00df-\u00f6\u00f8-\u00ff][\u00c0-\u00d6\u00d8-\u00de\u0160\u0152\u017d\u0178]"
    r"|[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]{3}"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_PLAIN_LETTER = re.compile(r"[A-Za-z]")
_MARKED_WORD = re.compile(r"(?=\S*[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff])[^\W\d_]{2}")


class UnknownEncodingError(ValueError):
    """The encoding cannot be told, or is not the one that was named."""


@dataclass(frozen=True)
class SheetText:
    """The *text* of a sheet with line feeds, and its *encoding*; *guessed* from its words."""

    text: str
    encoding: str
    guessed: bool = False

    @property
    def sample(self) -> str:
        """Return its first words beyond ASCII, by which people see whether it was read well."""
        return _words(self.text)


def decode_sheet(content: bytes, encoding: str | None = None) -> SheetText:
    """Return the text of *content*, in *encoding* if one is named.

    Raises `UnknownEncodingError` with what it may be.
    """
    if encoding is not None:
        return SheetText(_named(content, encoding), encoding)
    if found := _utf16_without_mark(content):
        return SheetText(unified(content.decode(found)), _NAMES[found])
    try:
        return SheetText(decode(content), marked(content))
    except NotTextError as exc:
        text = _decoded(content, "cp1252")
        if text is not None and _is_western(text):
            return SheetText(text, _NAMES["cp1252"], guessed=True)
        raise UnknownEncodingError(_suggestion(content, str(exc))) from exc


def _named(content: bytes, encoding: str) -> str:
    try:
        return unified(content.decode(encoding))
    except LookupError as exc:
        raise UnknownEncodingError(f"cannot be read: there is no encoding `{encoding}`") from exc
    except UnicodeError as exc:
        raise UnknownEncodingError(f"is not in the encoding {encoding}: {exc}") from exc


def _utf16_without_mark(content: bytes) -> str | None:
    """Return which UTF-16 *content* is: the first two characters of a sheet are ASCII."""
    zeros = [byte == 0 for byte in content[:4]]
    is_little, is_big = zeros == [False, True] * 2, zeros == [True, False] * 2
    found = "utf-16-le" if is_little else "utf-16-be" if is_big else None
    text = _decoded(content, found) if found else None
    return found if text is not None and "\0" not in text else None


def _is_western(text: str) -> bool:
    """Whether *text*, which was read as Windows-1252, is made of what its languages write."""
    if _IMPLAUSIBLE.search(text) or _CONTROL.search(text):
        return False
    # A letter alone says nothing: `à` is a word, and so is what Cyrillic has there.
    words = [word for word in _FOREIGN_WORD.findall(text) if _MARKED_WORD.search(word)]
    plain = sum(_PLAIN_LETTER.search(word) is not None for word in words)
    return plain * 2 >= len(words)


def _suggestion(content: bytes, why: str) -> str:
    """Return why *content* is no Unicode, and its words in encodings that it may be in."""
    readings: dict[str, str] = {}
    for name in _OTHERS:
        text = _decoded(content, name)
        if text is not None:
            readings.setdefault(_words(text), name)
    shown = ", ".join(f"`{words}` in {name}" for words, name in readings.items() if words)
    said = f"is in an unknown encoding: {why}"
    return f"{said}; its words would be {shown}: say --encoding NAME" if shown else said


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return unified(content.decode(encoding))
    except UnicodeError:
        return None


def _words(text: str) -> str:
    return " ".join(list(dict.fromkeys(_FOREIGN_WORD.findall(text)))[:_MOST_WORDS])
