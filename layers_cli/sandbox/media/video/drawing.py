"""Draws a remix: the reaction, then the demo, into one file."""

from dataclasses import dataclass, replace
from pathlib import Path

from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH
from layers_cli.sandbox.media.pictures import encode_jpeg
from layers_cli.sandbox.media.video import artwork
from layers_cli.sandbox.media.video.artwork import Artwork
from layers_cli.sandbox.media.video.clips import append_clip
from layers_cli.sandbox.media.video.filters import FrameSize
from layers_cli.sandbox.media.video.reactions.backdrop import Backdrop, append_drawn
from layers_cli.sandbox.media.video.remix import LONGEST, SHORTEST, DemoStyle, RemixPlan
from layers_cli.sandbox.media.video.writer import FPS, RemixWriter, as_picture, open_writer

_REACTION_SECONDS = 2.6
# What a reaction is remembered by has begun by then.
_POSTER_SECONDS = 1.5
_REACTION_BRIGHTNESS = 0.3
# A recording shorter than that is rather a still: it is held, not repeated.
_MIN_LOOP = 1.0


@dataclass(frozen=True)
class RemixResult:
    """A video on the disk: its *poster* is a JPEG of the same *width* and *height* in pixels."""

    path: Path
    poster: bytes
    duration_ms: int
    width: int
    height: int
    size_bytes: int


def draw_remix(
    remix: RemixPlan, into: Path, *, shrink: int = 1, shortest: int = SHORTEST
) -> RemixResult:
    """Write *remix* as MP4 into the file *into*; the same plan gives the same bytes.

    An error leaves an unfinished file behind: write to a name that is renamed afterwards.

    Args:
        remix: made by `plan_remix`.
        into: the file; it is overwritten.
        shrink: divides the 1080 x 1920 pixels.
        shortest: seconds that a short demo is repeated to fill.

    Raises:
        MediaUnreadableError: the demo or the reaction is damaged.

    """
    size = FrameSize(WIDTH // shrink & ~1, HEIGHT // shrink & ~1)
    with open_writer(into, size.width, size.height) as writer:
        poster = _add_reaction(writer, remix, size, shrink)
        _add_demo(writer, remix, size, shrink, shortest * FPS)
        frames = writer.frames
    return RemixResult(
        path=into,
        poster=poster,
        duration_ms=round(frames * 1000 / FPS),
        width=size.width,
        height=size.height,
        size_bytes=into.stat().st_size,
    )


def _add_reaction(writer: RemixWriter, remix: RemixPlan, size: FrameSize, shrink: int) -> bytes:
    """Append the reaction and return the frame of it that stands for the whole, as JPEG."""
    worn = _label(remix, _REACTION_BRIGHTNESS, shrink)
    frames = round(_REACTION_SECONDS * FPS)
    if remix.reaction.is_drawn:
        stage = Backdrop(remix.palette, remix.arrangement)
        shown = append_drawn(writer, remix.reaction.path, stage, size=size, artwork=worn)
    else:
        shown = append_clip(writer, remix.reaction.path, max_frames=frames, size=size, artwork=worn)
    poster = None
    for number, frame in enumerate(shown):
        # A user's own clip may be too short to get there.
        if number in (0, round(_POSTER_SECONDS * FPS)):
            poster = as_picture(frame)
    assert poster is not None
    return encode_jpeg(poster)


def _add_demo(
    writer: RemixWriter, remix: RemixPlan, size: FrameSize, shrink: int, shortest: int
) -> None:
    """Append the demo: cut if it is long; once more, or held, until there are *shortest* frames."""
    worn = _demo_artwork(remix, shrink)
    begin = writer.frames
    _play(writer, remix, LONGEST * FPS, size, worn)
    if writer.frames - begin < _MIN_LOOP * FPS:
        writer.hold(shortest)
    while writer.frames < shortest:
        _play(writer, remix, shortest, size, worn)


def _play(writer: RemixWriter, remix: RemixPlan, end: int, size: FrameSize, worn: Artwork) -> None:
    """Append the demo from its beginning until the video has *end* frames."""
    missing = end - writer.frames
    for _ in append_clip(writer, remix.demo, max_frames=missing, size=size, artwork=worn):
        pass


def _demo_artwork(remix: RemixPlan, shrink: int) -> Artwork:
    if remix.style is DemoStyle.FRAMED:
        return artwork.framed(
            remix.hook,
            remix.palette,
            language=remix.language,
            ratio=remix.ratio,
            arrangement=remix.arrangement,
            shrink=shrink,
        )
    return replace(_label(remix, remix.brightness, shrink), whole=True)


def _label(remix: RemixPlan, brightness: float, shrink: int) -> Artwork:
    if remix.hook is None:
        return Artwork()
    return artwork.label(remix.hook, language=remix.language, brightness=brightness, shrink=shrink)
