"""Makes names of files out of foreign text: no such name leaves its folder, hides, or does harm.

What Windows forbids is avoided everywhere: folders are shared and copied. Pure.
"""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import urlsplit

# File systems take 255 bytes, and `.part.json` is put behind a name while its file is under way.
LONGEST_NAME = 255 - len(".part.json")
LONGEST_SLUG = 60
NO_ENDING = "bin"

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
# Control, format (bidi, zero width), surrogate, private and unassigned characters, line ends.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DEVICE = re.compile(r"(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
}
_KNOWN_ENDINGS = frozenset(_ENDINGS.values()) | {"jpeg"}


def safe_name(text: str, *, ending: str = "") -> str:
    """Return *text* with *ending* behind it as the name of one file or folder.

    The name is in NFC, has 1 to `LONGEST_NAME` bytes in UTF-8, begins with neither a dot nor a
    dash, ends with neither a dot nor a space, is not the name of a device, and holds nothing
    invisible. It is shortened before the *ending*, which is ours.
    """
    kept = "".join(_kept(c) for c in _normal(text))
    kept = kept.strip().lstrip(".-~ ").rstrip(". ") or "_"
    if _DEVICE.fullmatch(kept.partition(".")[0].rstrip()):
        kept = f"_{kept}"
    return _cut(kept, LONGEST_NAME - len(ending.encode())) + ending


def slug(text: str | None) -> str:
    """Return the letters and digits of *text*, of any script, as words joined by dashes."""
    words = "".join(c if _is_in_word(c) else " " for c in _normal(text or "", "NFKC").lower())
    return _cut("-".join(words.split()), LONGEST_SLUG).rstrip("-") or "untitled"


def ending_for(url: str, mime_type: str | None) -> str | None:
    """Return the ending that suits a file, of those we know, by *url* or type; None for neither."""
    try:
        found = PurePosixPath(urlsplit(url).path).suffix.lower().lstrip(".")
    except ValueError:
        found = ""
    kind = (mime_type or "").partition(";")[0].strip().lower()
    return found if found in _KNOWN_ENDINGS else _ENDINGS.get(kind)


def _normal(text: str, form: str = "NFC") -> str:
    whole = "".join(c for c in text if unicodedata.category(c) != "Cs")
    return unicodedata.normalize(form, whole)  # type: ignore[arg-type]  # one of its four forms


def _kept(c: str) -> str:
    category = unicodedata.category(c)
    if category == "Zs" or c in "\t\r\n\v\f":
        return " "
    if category in _HIDDEN:
        return ""
    return "_" if _FORBIDDEN.match(c) else c


def _is_in_word(c: str) -> bool:
    return unicodedata.category(c)[0] in "LNM" or c == "_"


def _cut(text: str, most: int) -> str:
    """Shorten *text* to *most* bytes of UTF-8, between characters, and not before a mark."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    kept = raw[:most].decode(errors="ignore")
    if unicodedata.category(text[len(kept)])[0] == "M":
        base = kept.rstrip("".join(c for c in set(kept) if unicodedata.category(c)[0] == "M"))
        kept = base[:-1] or kept
    return kept.rstrip(". ") or "_"
