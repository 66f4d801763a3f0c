"""`ugc-remix` for the sandbox: planned cheaply, drawn in any process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH
from layers_cli.sandbox.media.palette import Palette
from layers_cli.sandbox.media.pictures import MediaUnreadableError
from layers_cli.sandbox.media.slide import Brand
from layers_cli.sandbox.media.video.reactions.pool import Reaction, choose_reaction

__all__ = [
    "INSTALL_LINE",
    "LONGEST",
    "SHORTEST",
    "Brand",
    "Look",
    "MediaUnreadableError",
    "Remix",
    "RemixResult",
    "VideoSupportMissingError",
    "check_video_support",
    "draw_remix",
    "plan_remix",
]

SHORTEST, LONGEST = 8, 15
"""Seconds of a remix (media-engine 6)."""

INSTALL_LINE = "pip install 'layers-cli[sandbox-video]'"


class VideoSupportMissingError(RuntimeError):
    """PyAV is not installed; the text says what to type."""


class Look(StrEnum):
    """How the demo is shown: on the brand's ground, in a phone or as a card, or under a label."""

    FRAMED = "framed"
    LABEL = "label"


@dataclass(frozen=True)
class Remix:
    """One video, ready to be drawn in any process.

    Args:
        hook: the words over the video, verbatim; None for none.
        language: a BCP 47 tag.
        palette: the brand's colours.
        demo: the user's recording.
        reaction: what comes before it.
        look: how the demo is shown.
        ratio: the demo's height through its width, upright.
        brightness: the demo's, where a label would lie, 0 to 1.
        arrangement: any text; picks one of the many layouts of the grounds.

    """

    hook: str | None
    language: str
    palette: Palette
    demo: Path
    reaction: Reaction
    look: Look
    ratio: float
    brightness: float
    arrangement: str


@dataclass(frozen=True)
class RemixResult:
    """A video on the disk: its *poster* is a JPEG of the same *width* and *height* in pixels."""

    path: Path
    poster: bytes
    duration_ms: int
    width: int
    height: int
    size_bytes: int


def check_video_support() -> None:
    """Load what videos need.

    Raises:
        VideoSupportMissingError: it is not installed.

    """
    with _support():
        from layers_cli.sandbox.media.video import drawing  # noqa: F401 - loading it is the check


def plan_remix(
    hook: str | None, brand: Brand, demo: Path, *, seed: str, reactions: Path | None = None
) -> Remix:
    """Decide how *demo* becomes a video; costs some 100 ms, nearly all of it to set the hook.

    The same arguments give the same plan; another *seed* gives other grounds, and perhaps another
    reaction.

    Args:
        hook: the words over the video, verbatim; None for none.
        brand: whose app it is.
        demo: the user's recording, MP4, MOV or WebM.
        seed: any text.
        reactions: a folder of the user's own clips that joins the pool; it need not exist.

    Raises:
        MediaUnreadableError: the demo, the chosen reaction or a picture of *brand* is damaged.
        VideoSupportMissingError: PyAV is not installed.

    """
    with _support():
        from layers_cli.sandbox.media.video.planning import plan

        return plan(hook, brand, demo, choose_reaction(seed, reactions), arrangement=seed)


def draw_remix(remix: Remix, into: Path, *, shrink: int = 1) -> RemixResult:
    """Write *remix* as MP4 into the file *into*; the same remix gives the same bytes.

    An error leaves an unfinished file behind: write to a name that is renamed afterwards.

    Args:
        remix: what `plan_remix` has made.
        into: the file; it is overwritten.
        shrink: makes the video this many times smaller than 1080 x 1920.

    Raises:
        MediaUnreadableError: the demo or the reaction is damaged.
        VideoSupportMissingError: PyAV is not installed.

    """
    with _support():
        from layers_cli.sandbox.media.video.drawing import draw
        from layers_cli.sandbox.media.video.writer import FPS

        poster, frames = draw(remix, into, shrink)
    return RemixResult(
        path=into,
        poster=poster,
        duration_ms=round(frames * 1000 / FPS),
        width=WIDTH // shrink & ~1,
        height=HEIGHT // shrink & ~1,
        size_bytes=into.stat().st_size,
    )


@contextmanager
def _support() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as exc:
        if exc.name is None or exc.name.partition(".")[0] != "av":
            raise
        raise VideoSupportMissingError(f"videos need PyAV: {INSTALL_LINE}") from exc
