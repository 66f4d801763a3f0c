"""Names of files as people take them: which deceive, which are the same, which are near.

Two systems write one name in two ways: a Mac composes letters differently and puts a narrow space
before PM, a camera writes `IMG_1.JPG`. Pure, but for what looks into folders.
"""

import os
import re
import unicodedata
from pathlib import Path, PurePath

from layers_cli.formats.near_names import near_matches

# What steers a terminal, turns the direction of text, breaks the line, or is no character:
# controls, Unicode's `Bidi_Control`, line and paragraph separators, surrogates.
_DECEIVING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_MOST_NEAR = 3
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def deceives(name: str) -> bool:
    """Whether *name* holds what steers, turns or breaks text; spaces of all scripts do not."""
    return _DECEIVING.search(name) is not None


INPUT_FOLDER = "layers-stdin-"
"""How the name of a folder begins that holds media from standard input for a while."""


def printable(name: str | PurePath) -> str:
    r"""Return *name* with what deceives in it spelled out, as `\u202e`.

    Media from standard input has no name that means anything to people.
    """
    if INPUT_FOLDER in str(name):
        return "standard input"
    return _DECEIVING.sub(lambda found: ascii(found[0])[1:-1], str(name))


def same_name(name: str) -> str:
    """Return what two names share on file systems that take them for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def name_key(name: str) -> str:
    """Return what two names share that people take for the same: normal form, case, spaces."""
    return " ".join(same_name(name).split())


def is_address(word: str) -> bool:
    """Whether *word* is an address of any kind, and not the name of a file."""
    return _SCHEME.match(word) is not None


def at_home(word: str) -> Path:
    """Return *word* as a path, with what `~` stands for; without a home it stands for itself."""
    try:
        return Path(word).expanduser()
    except RuntimeError:
        return Path(word)


def find_named(path: Path) -> Path:
    """Return the file or folder that people mean by *path*, and *path* itself if there is none.

    Each part is found as it is written, or else by its `name_key` if just one name has it.
    """
    if os.path.lexists(path) or not path.parts:
        return path
    first, *rest = path.parts
    found = Path(first)
    if not path.is_absolute():
        found, rest = Path(), [first, *rest]
    for part in rest:
        if os.path.lexists(found / part):
            found /= part
            continue
        key = name_key(part)
        same = [name for name in names_in(found) if name_key(name) == key]
        if len(same) != 1:
            return path
        found /= same[0]
    return found


def near_names(path: Path) -> list[str]:
    """Return names in the folder of *path*, which is missing, that may have been meant by it."""
    names = sorted(names_in(path.parent))
    wanted = name_key(path.name)
    same = [name for name in names if name_key(name) == wanted]
    stems = {name: name_key(PurePath(name).stem) for name in names}
    near = near_matches(name_key(path.stem), dict.fromkeys(stems.values()))
    return (same or [name for stem in near for name in names if stems[name] == stem])[:_MOST_NEAR]


def names_in(folder: Path) -> list[str]:
    """Return the names in *folder*, of none that cannot be listed."""
    try:
        return [path.name for path in folder.iterdir()]
    except (OSError, ValueError):
        return []
