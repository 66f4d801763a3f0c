"""Renderers that draw nothing: a few bytes at once, for tests and for trials of many jobs."""

import struct
from dataclasses import dataclass

from layers_cli.sandbox.rendering.renderer import (
    RenderedVideo,
    Renderer,
    RenderItem,
    RenderPlan,
    RenderRequest,
    shown_hook,
)


@dataclass(frozen=True)
class InstantRenderer:
    """Returns a few bytes between the markers of a JPEG, at once, instead of a picture."""

    slides: int = 4

    def warm(self) -> None:
        """Do nothing: there is nothing to load."""

    def plan(self, request: RenderRequest) -> RenderPlan:
        """Plan a few slides that differ by number and seed."""
        items = tuple(
            RenderItem(
                f"slide-{n:02}.jpg", "image", "image/jpeg", 1080, 1920, f"{request.seed}/{n}"
            )
            for n in range(1, self.slides + 1)
        )
        hook = shown_hook(request.hook)
        captions = {"tiktok": hook, "instagram": f"{hook}\n\n{request.brand['name']}"}
        return RenderPlan(items, captions)

    def draw(self, item: RenderItem) -> bytes:
        """Wrap the item's text in the start and end markers of a JPEG."""
        text = str(item.work).encode()
        return b"\xff\xd8\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + b"\xff\xd9"


@dataclass(frozen=True)
class InstantRemixRenderer:
    """Returns the boxes of an MP4 of two seconds, at once, without any picture."""

    def warm(self) -> None:
        """Do nothing: there is nothing to load."""

    def plan(self, request: RenderRequest) -> RenderPlan:
        """Plan a video that differs by seed."""
        item = RenderItem(
            "video.mp4", "video", "video/mp4", 1080, 1920, request.seed, poster="poster.jpg"
        )
        captions = {"tiktok": shown_hook(request.hook), "instagram": request.brand["name"]}
        return RenderPlan((item,), captions)

    def draw(self, item: RenderItem) -> RenderedVideo:
        """Write the seed where the media data would be."""
        header = _box(b"mvhd", struct.pack(">12x2I", 1000, 2000))
        content = _box(b"mdat", str(item.work).encode())
        video = _box(b"ftyp", b"isom") + _box(b"moov", header) + content
        return RenderedVideo(video, InstantRenderer().draw(item))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def instant_renderers() -> dict[str, Renderer]:
    """Return the renderers of placeholders by format."""
    return {"slideshow-builder": InstantRenderer(), "ugc-remix": InstantRemixRenderer()}
