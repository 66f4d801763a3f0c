"""Finds the encoding of a spreadsheet: programs that write them leave it out.

UTF-8 and UTF-16 are told for certain, and Windows-1252 where all words could be words of its
languages. Anything else is refused, with what its words would be: a wrong guess is published.
A sheet is read through, but never kept: it may have 100,000 rows.
"""

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import BinaryIO, NamedTuple

from layers_cli.filetypes.detection import HEAD_BYTES, detect_head
from layers_cli.formats.text import NotTextError, decode, mark_of

_BLOCK = 1 << 20  # bytes read at a time
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


class SheetEncoding(NamedTuple):
    """How a sheet's bytes are text from the byte *start* on: *codec*, and the *name* for people.

    One that was *guessed* has a *sample* of its words, by which people see whether it is right.
    """

    name: str
    codec: str
    start: int = 0
    guessed: bool = False
    sample: str = ""

    def opened(self, file: BinaryIO) -> io.TextIOWrapper:
        """Return the text of *file* from its beginning, with line feeds; `detach` it in the end."""
        file.seek(self.start)
        return io.TextIOWrapper(file, encoding=self.codec, newline=None)


def find_encoding(file: BinaryIO, named: str | None = None) -> SheetEncoding:
    """Return the encoding of *file*, which is the one *named* if any is.

    Raises `UnknownEncodingError` with what it may be.
    """
    if named is not None:
        return _named(file, named)
    file.seek(0)
    head = file.read(64)
    found = _utf16_without_mark(head)
    if found and _is_valid(file, found):
        return SheetEncoding(_NAMES[found], found)
    mark, codec, name = mark_of(head)
    if _is_valid(file, codec, len(mark)):
        return SheetEncoding(name, codec, _after_marks(head, codec, len(mark)))
    file.seek(0)
    if kind := detect_head(file.read(HEAD_BYTES)):
        raise UnknownEncodingError(f"is {kind.words}, not text")
    if _is_western(file):
        return SheetEncoding(
            _NAMES["cp1252"], "cp1252", guessed=True, sample=_words(file, "cp1252") or ""
        )
    raise UnknownEncodingError(_suggestion(file))


def _named(file: BinaryIO, encoding: str) -> SheetEncoding:
    try:
        io.TextIOWrapper(
            io.BytesIO(), encoding=encoding
        )  # others than of text, `hex` say, are none
        for _ in _blocks(file, encoding):
            pass
    except LookupError as exc:
        raise UnknownEncodingError(f"cannot be read: there is no encoding `{encoding}`") from exc
    except UnicodeError as exc:
        also = "; without a mark, say utf-16-le or utf-16-be" if "BOM" in str(exc) else ""
        raise UnknownEncodingError(f"is not in the encoding {encoding}: {exc}{also}") from exc
    file.seek(0)
    head = file.read(64)
    try:
        start = _after_marks(head, encoding, 0)
    except UnicodeError:  # it has no such mark
        start = 0
    return SheetEncoding(encoding, encoding, start)


def _utf16_without_mark(head: bytes) -> str | None:
    """Return which UTF-16 *head* may be: the first two characters of a sheet are ASCII."""
    zeros = [byte == 0 for byte in head[:4]]
    is_little, is_big = zeros == [False, True] * 2, zeros == [True, False] * 2
    return "utf-16-le" if is_little else "utf-16-be" if is_big else None


def _after_marks(head: bytes, codec: str, start: int) -> int:
    """Return where the text begins: files that were joined may have several marks."""
    mark = codecs.BOM_UTF8.decode().encode(codec)
    while head.startswith(mark, start):
        start += len(mark)
    return start


def _is_valid(file: BinaryIO, codec: str, start: int = 0) -> bool:
    """Whether *file* is text in *codec*; no text has a NUL."""
    try:
        return all("\0" not in block for block in _blocks(file, codec, start))
    except UnicodeError:
        return False


def _is_western(file: BinaryIO) -> bool:
    """Whether *file*, read as Windows-1252, is made of what its languages write."""
    count = plain = 0
    try:
        for text in _blocks(file, "cp1252"):
            if _IMPLAUSIBLE.search(text) or _CONTROL.search(text):
                return False
            # A letter alone says nothing: `à` is a word, and so is what Cyrillic has there.
            words = [word for word in _FOREIGN_WORD.findall(text) if _MARKED_WORD.search(word)]
            count += len(words)
            plain += sum(_PLAIN_LETTER.search(word) is not None for word in words)
    except UnicodeError:
        return False
    return plain * 2 >= count


def _suggestion(file: BinaryIO) -> str:
    """Return why *file* is no Unicode, and its words in encodings that it may be in."""
    readings: dict[str, str] = {}
    for name in _OTHERS:
        words = _words(file, name)
        if words is not None:
            readings.setdefault(words, name)
    shown = ", ".join(f"`{words}` in {name}" for words, name in readings.items() if words)
    said = "is in an unknown encoding"
    try:
        decode(_until_wrong(file))
    except NotTextError as exc:
        said = f"{said}: {exc}"
    return f"{said}; its words would be {shown}: say --encoding NAME" if shown else said


def _until_wrong(file: BinaryIO) -> bytes:
    """Return *file* up to the block, and with it, that is not what its mark says, or UTF-8."""
    file.seek(0)
    mark, codec, _ = mark_of(file.read(64))
    # The file stands behind the block that is wrong then, and no more of it has to be kept.
    with suppress(UnicodeError):
        next((text for text in _blocks(file, codec, len(mark)) if "\0" in text), None)
    end = file.tell()
    file.seek(0)
    return file.read(end)


def _words(file: BinaryIO, codec: str) -> str | None:
    """Return the first words of *file* beyond ASCII in *codec*; None if it is no text in that."""
    try:
        found: dict[str, None] = {}
        for text in _blocks(file, codec):
            if _CONTROL.search(text):
                return None
            if len(found) < _MOST_WORDS:
                found |= dict.fromkeys(_FOREIGN_WORD.findall(text))
        return " ".join(islice(found, _MOST_WORDS))
    except UnicodeError:
        return None


def _blocks(file: BinaryIO, codec: str, start: int = 0) -> Iterator[str]:
    """Yield the text of *file* from the byte *start* on, cut where lines end if they do."""
    decoder = codecs.getincrementaldecoder(codec)()
    file.seek(start)
    rest = ""
    while content := file.read(_BLOCK):
        whole, end, rest = (rest + decoder.decode(content)).rpartition("\n")
        yield whole + end
    yield rest + decoder.decode(b"", final=True)
