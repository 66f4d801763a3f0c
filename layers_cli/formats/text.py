"""What text is on its way in: marks, encodings, line ends, and what is blank."""

import codecs
import errno
import re
import unicodedata
from typing import BinaryIO

LONGEST_CAPTION = 2200  # Unicode code points (api-core 3.1)
LONGEST_HOOK = 2000  # Unicode code points (api-core 1.7)
LARGEST = 32_000_000  # bytes that a text or a list may have; /dev/zero has no end
# The longest first: UTF-32's mark begins as UTF-16's does.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_MARK = "\ufeff"
_PLAIN_WORD = re.compile(r"[A-Za-z0-9_-]+")
# Controls, format characters and separators show nothing; nor do these letters and marks:
# fillers, joiners and the empty Braille pattern.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SELECTORS = "VARIATION SELECTOR", "MONGOLIAN FREE VARIATION SELECTOR"


class NotTextError(ValueError):
    """What should be text is not; the message says where: `line 2: byte 14 (0xE9) …`."""


def read(stream: BinaryIO) -> bytes:
    """Return all of *stream*; raises `OSError` if it cannot be read, or has more than `LARGEST`."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(errno.EFBIG, f"it is larger than {LARGEST // 1_000_000} MB")
    return content


def decode(content: bytes) -> str:
    """Return *content* as text: without a byte order mark, with line feeds for line breaks.

    It is UTF-8, or what its byte order mark says. Raises `NotTextError`, with the line and the
    byte, counted from 1, of what is not text.
    """
    mark, codec, name = mark_of(content)
    body = content[len(mark) :]
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as exc:
        before = body[: exc.start].decode(codec, "replace")
        what = f"(0x{body[exc.start]:02X}) is not {name}"
        raise _not_text(before, len(mark) + exc.start, what) from None
    if "\0" in text:
        before = text.partition("\0")[0]
        at = len(mark) + len(before.encode(codec))
        raise _not_text(before, at, "(0x00) is in no text; UTF-16 needs a byte order mark")
    return unified(text)


def checked(text: str) -> str:
    """Return the *text* of a flag as `decode` returns that of a file; raises `NotTextError`.

    What is not UTF-8 on a command line arrives as lone surrogates.
    """
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        at = len(text[: exc.start].encode())
        raise _not_text(text[: exc.start], at, "is not UTF-8") from None
    return unified(text)


def unified(text: str) -> str:
    """Return *text* without a byte order mark, and with a line feed for each line break."""
    return text.lstrip(_MARK).replace("\r\n", "\n").replace("\r", "\n")


def lines(text: str) -> list[str]:
    """Return the lines of *text* that hold something, without the marks of files joined in it."""
    return [line.strip(_MARK) for line in text.split("\n") if not is_blank(line)]


def words(text: str) -> list[str]:
    """Return what blanks separate in *text*, without the marks of files joined in it."""
    return [word for each in text.split() if (word := each.strip(_MARK))]


def is_plain_word(text: str) -> bool:
    """Whether *text* is ASCII letters, digits, `-` and `_` alone, which no shell or URL alters."""
    return _PLAIN_WORD.fullmatch(text) is not None


def is_blank(text: str) -> bool:
    """Whether nothing in *text* can be seen: white space of any script, joiners, fillers."""
    if "!" <= text[:1] <= "~":  # most texts begin with what is seen
        return False
    return all(
        unicodedata.category(character) in _INVISIBLE
        or character in _FILLERS
        or unicodedata.name(character, "").startswith(_SELECTORS)
        for character in text
    )


def mark_of(content: bytes) -> tuple[bytes, str, str]:
    """Return the mark that *content* begins with, the codec it stands for, and its name."""
    found = (each for each in _MARKS if content.startswith(each[0]))
    return next(found, (b"", "utf-8", "UTF-8"))


def _not_text(before: str, start: int, what: str) -> NotTextError:
    """Return the error for the byte at *start*, which follows the text *before* it."""
    line = unified(before).count("\n") + 1
    return NotTextError(f"line {line}: byte {start + 1} {what}")
