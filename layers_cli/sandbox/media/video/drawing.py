"""Draws a remix: the reaction, then the demo, into one file."""

from pathlib import Path

from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH, encode
from layers_cli.sandbox.media.video import artwork
from layers_cli.sandbox.media.video.artwork import Artwork
from layers_cli.sandbox.media.video.clips import append_clip
from layers_cli.sandbox.media.video.filters import Size
from layers_cli.sandbox.media.video.reactions.stage import Stage, append_drawn
from layers_cli.sandbox.media.video.remix import LONGEST, SHORTEST, Look, Remix
from layers_cli.sandbox.media.video.writer import FPS, RemixWriter, as_picture, open_writer

_REACTION_SECONDS = 2.6
# What a reaction is remembered by has begun by then.
_POSTER_SECONDS = 1.5
_REACTION_BRIGHTNESS = 0.3
# A recording shorter than that is rather a still: it is held, not repeated.
_LEAST_LOOP = 1.0


def draw(remix: Remix, into: Path, shrink: int) -> tuple[bytes, int]:
    """Draw *remix* into the file *into*; return its poster and how many frames it has.

    Raises:
        MediaUnreadableError: the demo or the reaction is damaged.

    """
    size = Size(WIDTH // shrink & ~1, HEIGHT // shrink & ~1)
    with open_writer(into, size.width, size.height) as writer:
        poster = _add_reaction(writer, remix, size, shrink)
        _add_demo(writer, remix, size, shrink)
        return poster, writer.frames


def _add_reaction(writer: RemixWriter, remix: Remix, size: Size, shrink: int) -> bytes:
    """Append the reaction and return the frame of it that stands for the whole, as JPEG."""
    worn = _label(remix, _REACTION_BRIGHTNESS, shrink)
    frames = round(_REACTION_SECONDS * FPS)
    if remix.reaction.is_drawn:
        stage = Stage(remix.palette, remix.arrangement)
        shown = append_drawn(writer, remix.reaction.path, stage, size=size, artwork=worn)
    else:
        shown = append_clip(
            writer, remix.reaction.path, most_frames=frames, size=size, artwork=worn
        )
    poster = None
    for number, frame in enumerate(shown):
        # A user's own clip may be too short to get there.
        if number in (0, round(_POSTER_SECONDS * FPS)):
            poster = as_picture(frame)
    assert poster is not None
    return encode(poster)


def _add_demo(writer: RemixWriter, remix: Remix, size: Size, shrink: int) -> None:
    """Append the demo: cut if it is long, and once more, or held, if it is short."""
    worn = _demo_artwork(remix, shrink)
    begin = writer.frames
    _play(writer, remix, LONGEST * FPS, size, worn)
    if writer.frames - begin < _LEAST_LOOP * FPS:
        writer.hold(SHORTEST * FPS)
    while writer.frames < SHORTEST * FPS:
        _play(writer, remix, SHORTEST * FPS, size, worn)


def _play(writer: RemixWriter, remix: Remix, end: int, size: Size, worn: Artwork) -> None:
    """Append the demo from its beginning until the video has *end* frames."""
    missing = end - writer.frames
    for _ in append_clip(writer, remix.demo, most_frames=missing, size=size, artwork=worn):
        pass


def _demo_artwork(remix: Remix, shrink: int) -> Artwork:
    if remix.look is Look.FRAMED:
        return artwork.framed(
            remix.hook,
            remix.palette,
            language=remix.language,
            ratio=remix.ratio,
            arrangement=remix.arrangement,
            shrink=shrink,
        )
    return _label(remix, remix.brightness, shrink)


def _label(remix: Remix, brightness: float, shrink: int) -> Artwork:
    if remix.hook is None:
        return Artwork()
    return artwork.label(remix.hook, language=remix.language, brightness=brightness, shrink=shrink)
