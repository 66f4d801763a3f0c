"""Small pictures for the page's cards, kept beside the media that they show."""

import io
from pathlib import Path

from layers_cli.sandbox.media.pictures import open_small
from layers_cli.sandbox.rendering.renderer import write_whole

SIZE = (432, 768)
"""Pixels; as large as a card's picture gets on a dense screen, in a window of usual width."""

_QUALITY = 72
_EFFORT = 2


def thumbnail(source: Path) -> Path:
    """Return the small picture of *source*; it is drawn when it is asked for the first time.

    It lies in the same folder, so that it goes where its source goes; its name starts with a dot,
    as those of all files that `/media` does not serve.

    Raises:
        MediaUnreadableError: *source* is missing, or not a picture.

    """
    target = source.with_name(f".{source.name}.thumbnail.webp")
    if not target.exists():
        buffer = io.BytesIO()
        open_small(source, SIZE).save(buffer, "WEBP", quality=_QUALITY, method=_EFFORT)
        write_whole(target, buffer.getvalue())
    return target
