"""Rejects polyglots: media with something behind it that other programs would run or unpack.

Only what follows the media counts. What its own data and metadata happen to spell does not: any
four bytes turn up in compressed data sooner or later.
"""

import re
import struct
import zipfile
from typing import BinaryIO

from layers_cli.sandbox.media.probing.media_info import UNREADABLE, MediaRefusedError

_REACH = 1024
_MARKUP = re.compile(  # also behind the head of a box
    rb".{0,8}?\s*<(?:\s*(?:!doctype|html|head|body|script|iframe|svg)\b|\?php)",
    re.IGNORECASE | re.DOTALL,
)


def refuse_polyglot(file: BinaryIO, end: int) -> None:
    """Refuse *file*, whose media ends at the byte *end*, if it is something else, too.

    Raises:
        MediaRefusedError: it is.

    """
    file.seek(end)
    tail = file.read(_REACH)
    if _MARKUP.match(tail):
        raise MediaRefusedError(UNREADABLE, "is followed by a script or a web page")
    if tail.lstrip().startswith(b"%PDF-"):
        raise MediaRefusedError(UNREADABLE, "is also a PDF")
    if _is_archive(file):
        raise MediaRefusedError(UNREADABLE, "is also a zip archive")


def _is_archive(file: BinaryIO) -> bool:
    """Whether there is a zip archive that can be opened; the mark alone may be a coincidence."""
    if not zipfile.is_zipfile(file):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        return False
