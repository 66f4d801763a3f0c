"""The interface between the worker and its renderers, which run in other processes."""

import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.rendering.mp4 import duration_ms


@dataclass(frozen=True)
class RenderRequest:
    """What to draw. The bytes of the files depend on these values and on nothing else.

    Args:
        hook: the text to show, as it came.
        brand: name, description, tagline and language of the project.
        media: paths by role: `logo`, `screenshots`, `photos`, `end_card`, `app_demos`.
        seed: selects the designs; differs between variants.

    """

    hook: str
    brand: dict[str, Any]
    media: dict[str, tuple[Path, ...]]
    seed: str


def brand_of(request: RenderRequest) -> Brand:
    """Return the brand of *request*."""
    media = request.media
    return Brand(
        **request.brand,
        logo=next(iter(media.get("logo", ())), None),
        screenshots=media.get("screenshots", ()),
        photos=media.get("photos", ()),
        end_card=next(iter(media.get("end_card", ())), None),
    )


LINE_BREAK = "\\n"
"""These two characters are a line break inside a hook (list-hooks page)."""


def shown_hook(hook: str) -> str:
    """Return *hook* as slides and captions have it: with its line breaks."""
    return hook.replace(LINE_BREAK, "\n")


@dataclass(frozen=True)
class RenderItem:
    """One file to draw.

    Args:
        name: the file's name, such as `slide-01.jpg`.
        kind: `image` or `video`.
        work: the input of `Renderer.draw`; must be picklable.
        poster: the file name of a video's poster, a JPEG.

    """

    name: str
    kind: str
    mime_type: str
    width: int
    height: int
    work: Any
    poster: str | None = None


@dataclass(frozen=True)
class RenderedVideo:
    """A video and its poster."""

    video: bytes
    poster: bytes


@dataclass(frozen=True)
class RenderPlan:
    """The files of one container, in order, and its captions by platform."""

    items: tuple[RenderItem, ...]
    captions: dict[str, str]


class Renderer(Protocol):
    """Renders the media of one format; instances are picklable and keep no state."""

    def warm(self) -> None:
        """Load what drawing needs, so that the first file is not slow."""

    def plan(self, request: RenderRequest) -> RenderPlan:
        """Decide which files to draw; cheap compared to drawing them."""

    def draw(self, item: RenderItem) -> bytes | RenderedVideo:
        """Draw one file; a `RenderedVideo` for an item with a poster."""


@dataclass(frozen=True)
class RenderedFile:
    """A complete file on the disk; only videos have a duration."""

    size: int
    sha256: str
    duration_ms: int | None = None


def render_to_file(renderer: Renderer, item: RenderItem, target: Path) -> RenderedFile:
    """Draw *item* into *target*, unless that exists: an existing file is always complete."""
    try:
        content = target.read_bytes()
    except FileNotFoundError:
        drawn = renderer.draw(item)
        if isinstance(drawn, RenderedVideo):
            # The poster comes first: where there is a video, there is its poster.
            write_whole(target.with_name(str(item.poster)), drawn.poster)
            drawn = drawn.video
        content = drawn
        write_whole(target, content)
    length = duration_ms(content) if item.kind == "video" else None
    return RenderedFile(len(content), hashlib.sha256(content).hexdigest(), length)


def write_whole(target: Path, content: bytes) -> None:
    """Write *content* to *target* so that the file is complete or does not exist."""
    target.parent.mkdir(parents=True, exist_ok=True)
    writer = f"{os.getpid()}-{threading.get_ident()}"
    part = target.with_name(f".{target.name}.{writer}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
