"""The reactions to choose from: the bundled ones and the user's own clips."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_CLIPS = frozenset((".mp4", ".mov", ".m4v", ".webm"))


@dataclass(frozen=True)
class Reaction:
    """A clip; a drawn one has no background and is stored in the format of `tile_format`."""

    path: Path
    is_drawn: bool


def choose_reaction(seed: str, folder: Path | None = None) -> Reaction:
    """Choose a bundled reaction or a clip in *folder*; the same *seed* gives the same choice."""
    pool = [Reaction(path, is_drawn=True) for path in _clips(HERE)]
    if folder is not None and folder.is_dir():
        pool += [Reaction(path, is_drawn=False) for path in _clips(folder)]
    digest = hashlib.sha256(b"reaction\0" + seed.encode("utf-8", "replace")).digest()
    return pool[int.from_bytes(digest[:8], "big") % len(pool)]


def _clips(folder: Path) -> list[Path]:
    found = (path for path in folder.iterdir() if path.suffix.lower() in _CLIPS)
    return sorted(path for path in found if not path.name.startswith(".") and path.is_file())
