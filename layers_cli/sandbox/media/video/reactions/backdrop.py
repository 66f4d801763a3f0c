"""Adds a drawn reaction to a video: the character in front of rays in a brand's colours."""

import functools
import math
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.filter.context import FilterContext
from PIL import Image, ImageDraw, ImageFilter

from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH, Layer
from layers_cli.sandbox.media.colors import Color, from_oklch, to_oklch
from layers_cli.sandbox.media.palette import Palette
from layers_cli.sandbox.media.video.artwork import Artwork
from layers_cli.sandbox.media.video.filters import BT709, FrameGraph, FrameSize, still_frame
from layers_cli.sandbox.media.video.reactions.tile_format import (
    TILE_HEIGHT,
    TILE_WIDTH,
    TILE_X,
    TILE_Y,
)
from layers_cli.sandbox.media.video.sound import ClipSound
from layers_cli.sandbox.media.video.source import Clip, open_clip, packets
from layers_cli.sandbox.media.video.writer import FPS, RemixWriter

_HALF = FrameSize(WIDTH // 2, HEIGHT // 2)  # rays are drawn at half the size: their edges turn soft
_MIDDLE = (WIDTH // 4, (TILE_Y + TILE_HEIGHT // 2) // 2)
_RAYS, _REACH, _TURN = 12, 1500, 0.35
_LIGHTER = 0.07


class Backdrop:
    """The background of a character: turning rays in the colours of *palette*."""

    def __init__(self, palette: Palette, arrangement: str) -> None:
        chance = random.Random(arrangement)  # noqa: S311 - a look, not a secret
        self._palette = palette
        self._begin = chance.uniform(0, math.tau)
        self._turn = chance.choice((-_TURN, _TURN))

    def at(self, seconds: float) -> Image.Image:
        """Draw the background after that many *seconds*, at half the size of the video."""
        base, lit = self._palette.vivid.base, _lighter(self._palette.vivid.base)
        picture = Image.new("RGB", (_HALF.width, _HALF.height), base)
        pen = ImageDraw.Draw(picture)
        x, y = _MIDDLE
        for number in range(_RAYS):
            begin = self._begin + seconds * self._turn + number * math.tau / _RAYS
            edges = (begin, begin + math.pi / _RAYS)
            far = [(x + _REACH * math.cos(edge), y + _REACH * math.sin(edge)) for edge in edges]
            pen.polygon([(x, y), *far], fill=lit)
        picture.paste(self._palette.dark.base, mask=_dusk())
        return picture


def append_drawn(
    writer: RemixWriter, template: Path, stage: Backdrop, *, size: FrameSize, artwork: Artwork
) -> Iterator[av.VideoFrame]:
    """Append the drawn reaction *template* with *stage* behind it and *artwork* over it.

    Yields each frame just before it is written.
    """
    with open_clip(template) as clip:
        sound = ClipSound(writer, clip)
        graph = _BackdropGraph(size, artwork.layer)
        for number, tile in enumerate(_tiles(clip, sound)):
            for frame in graph.compose(stage.at(number / FPS), tile, number):
                yield frame
                writer.add_frame(frame)
        for frame in graph.finish():
            yield frame
            writer.add_frame(frame)
    sound.release(writer.seconds)
    writer.add_silence(writer.seconds)


def _tiles(clip: Clip, sound: ClipSound) -> Iterator[av.VideoFrame]:
    for packet in packets(clip):
        for frame in packet.decode():
            if isinstance(frame, av.AudioFrame):
                sound.take(frame)
            elif isinstance(frame, av.VideoFrame):
                yield frame


class _BackdropGraph:
    """Overlays the character on the rays."""

    def __init__(self, size: FrameSize, layer: Layer | None) -> None:
        graph = self._graph = FrameGraph()
        self._rays = graph.source(_HALF.width, _HALF.height, "rgb24", Fraction(1, FPS))
        rays = graph.chain(
            self._rays,
            ("scale", f"{size.width}:{size.height}:flags=bilinear:{BT709}"),
            ("format", "yuv420p"),
        )
        self._tile = graph.source(TILE_WIDTH, 2 * TILE_HEIGHT, "yuv420p", Fraction(1, FPS))
        spot = f"{TILE_X * size.width // WIDTH}:{TILE_Y * size.height // HEIGHT}:format=yuv420"
        graph.end(graph.join("overlay", spot, rays, self._cut_out(size)), layer)

    def compose(
        self, rays: Image.Image, tile: av.VideoFrame, number: int
    ) -> Iterator[av.VideoFrame]:
        """Push both parts of frame *number* and yield the frames that are ready."""
        tile.pts, tile.time_base = number, Fraction(1, FPS)
        self._rays.push(still_frame(rays, number))
        self._tile.push(tile)
        yield from self._graph.pull()

    def finish(self) -> Iterator[av.VideoFrame]:
        """Signal the end and yield the remaining frames."""
        self._rays.push(None)
        self._tile.push(None)
        yield from self._graph.pull()

    def _cut_out(self, size: FrameSize) -> FilterContext:
        """Use the matte as the alpha channel of the colours."""
        scale = (
            f"{TILE_WIDTH * size.width // WIDTH & ~1}:{TILE_HEIGHT * size.height // HEIGHT & ~1}"
        )
        part = f"{TILE_WIDTH}:{TILE_HEIGHT}:0"
        colors, matte = self._graph.split(
            self._tile, ("crop", f"{part}:0"), ("crop", f"{part}:{TILE_HEIGHT}")
        )
        colors = self._graph.chain(colors, ("scale", f"{scale}:{BT709}"))
        matte = self._graph.chain(matte, ("format", "gray"), ("scale", scale))
        return self._graph.join("alphamerge", "", colors, matte)


def _lighter(color: Color) -> Color:
    lightness, chroma, hue = to_oklch(color)
    return from_oklch(min(0.97, lightness + _LIGHTER), chroma, hue)


@functools.lru_cache(maxsize=1)
def _dusk() -> Image.Image:
    """Return a mask of the vignette and of the character's shadow."""
    wide, high = round(_HALF.width * 1.5), round(_HALF.height * 1.35)
    left, top = (wide - _HALF.width) // 2, (high - _HALF.height) // 2 - 30
    fall = [min(200, round(max(0, value - 90) * 1.25)) for value in range(256)]
    dusk = Image.radial_gradient("L").resize((wide, high)).point(fall)
    dusk = dusk.crop((left, top, left + _HALF.width, top + _HALF.height))
    shadow = Image.new("L", dusk.size, 0)
    x, y = _MIDDLE[0], _MIDDLE[1] + 205
    ImageDraw.Draw(shadow).ellipse((x - 120, y - 16, x + 120, y + 16), fill=120)
    dusk.paste(255, mask=shadow.filter(ImageFilter.GaussianBlur(14)))
    return dusk
