"""Converts the frames of any recording to upright 9:16 at 30 frames a second and 8 bits."""

from collections.abc import Iterator

import av
from av.filter.context import FilterContext

from layers_cli.sandbox.media.video.artwork import Artwork
from layers_cli.sandbox.media.video.filters import BT709, YUV, Filter, FrameGraph, FrameSize
from layers_cli.sandbox.media.video.writer import FPS

_PQ, _HLG = 16, 18
# How much of a frame may be cut off so that it fills ours; else it is shown whole. Of a recording,
# no more than rounding to even numbers takes.
_MAX_LOST, _MAX_LOST_OF_WHOLE = 0.22, 0.01
_ALIKE = 0.03  # shapes of a clip and its window, which was rounded to whole pixels
# `frame.rotation` counts against the clock.
_TURNS: dict[int, tuple[Filter, ...]] = {
    90: (("transpose", "cclock"),),
    180: (("hflip", ""), ("vflip", "")),
    270: (("transpose", "clock"),),
}
_SMALL = FrameSize(108, 192)
_SQUARE: Filter = ("setsar", "1")


class ClipGraph:
    """Converts frames of the same shape as *frame* to frames of *size*.

    A frame is scaled to fill the video if little is cut off, and nothing where *artwork* wants it
    whole; otherwise it stands over a blurred copy of itself. If *artwork* has a window, the frame
    is placed in it. The layer of *artwork* is drawn on top.
    """

    def __init__(
        self, frame: av.VideoFrame, pixel_aspect: float, *, size: FrameSize, artwork: Artwork
    ) -> None:
        assert frame.pts is not None
        assert frame.time_base is not None
        start = float(frame.pts * frame.time_base)
        self._shape = _shape(frame)
        self._graph = FrameGraph()
        self._source = self._graph.source(
            frame.width, frame.height, frame.format.name, frame.time_base
        )
        square = FrameSize(round(frame.width * pixel_aspect / 2) * 2, frame.height)
        turned = frame.rotation % 180 != 0
        shown = FrameSize(square.height, square.width) if turned else square
        node = self._graph.chain(
            self._source,
            *(_stretched(square) if pixel_aspect != 1 else ()),
            *_TURNS.get(frame.rotation % 360, ()),
            ("fps", f"fps={FPS}:start_time={start:.6f}:round=near"),
            *_to_sdr(frame.color_trc, shown, size),
        )
        self._graph.end(self._fit(node, shown, size, artwork), artwork.layer)

    def takes(self, frame: av.VideoFrame) -> bool:
        """Return whether *frame* still has the shape of the first: a clip may change its size."""
        return _shape(frame) == self._shape

    def convert(self, frame: av.VideoFrame | None) -> Iterator[av.VideoFrame]:
        """Push one frame, or None after the last, and yield the converted frames that are ready."""
        self._source.push(frame)
        yield from self._graph.pull()

    def _fit(
        self, node: FilterContext, shown: FrameSize, size: FrameSize, artwork: Artwork
    ) -> FilterContext:
        if window := artwork.window:
            return self._graph.chain(
                node,
                *_filling(FrameSize(window.width, window.height), shown),
                _SQUARE,
                YUV,
                ("pad", f"{size.width}:{size.height}:{window.x}:{window.y}"),
            )
        if _loss(shown, size) <= (_MAX_LOST_OF_WHOLE if artwork.whole else _MAX_LOST):
            cut = ("crop", f"{size.width}:{size.height}")
            return self._graph.chain(node, ("scale", _covering(size)), cut, _SQUARE, YUV)
        return self._over_own_blur(node, size, below=_end_of(artwork))

    def _over_own_blur(self, node: FilterContext, size: FrameSize, below: int) -> FilterContext:
        behind, front = self._graph.split(
            node, ("scale", _covering(_SMALL)), ("scale", _inside(size))
        )
        behind = self._graph.chain(
            behind,
            ("crop", f"{_SMALL.width}:{_SMALL.height}"),
            ("gblur", "sigma=9"),
            YUV,
            ("scale", f"{size.width}:{size.height}:flags=bicubic:{BT709}"),
            ("hue", "b=-1.2"),
            _SQUARE,
        )
        front = self._graph.chain(front, _SQUARE, YUV)
        # In the middle, but not under the words as long as there is room below them.
        top = f"max((H-h)/2\\,min({below}\\,H-h))"
        return self._graph.join("overlay", f"(W-w)/2:{top}:format=yuv420", behind, front)


def _end_of(artwork: Artwork) -> int:
    """Return the row below the words that lie over a video, including their shadow."""
    return artwork.layer.y + artwork.layer.picture.height if artwork.layer else 0


def _shape(frame: av.VideoFrame) -> tuple[int, int, str, int]:
    return frame.width, frame.height, frame.format.name, frame.rotation


def _stretched(square: FrameSize) -> tuple[Filter, ...]:
    return (("scale", f"{square.width}:{square.height}:flags=bicubic"), _SQUARE)


def _loss(shown: FrameSize, size: FrameSize) -> float:
    """Return the share of a picture, 0 to 1, that is cut off when it fills *size*."""
    scale = max(size.width / shown.width, size.height / shown.height)
    return 1 - size.width * size.height / (shown.width * shown.height * scale**2)


def _filling(window: FrameSize, shown: FrameSize) -> tuple[Filter, ...]:
    """Fill *window* with a clip of its shape; one that has turned stands in its middle."""
    width, height = window.width, window.height
    if abs(shown.height * width / (shown.width * height) - 1) < _ALIKE:
        return (("scale", f"{width}:{height}:flags=bicubic:{BT709}"),)
    return (("scale", _inside(window)), ("pad", f"{width}:{height}:(ow-iw)/2:(oh-ih)/2"))


def _covering(size: FrameSize) -> str:
    return f"{size.width}:{size.height}:force_original_aspect_ratio=increase:flags=bicubic:{BT709}"


def _inside(size: FrameSize) -> str:
    how = "force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic"
    return f"{size.width}:{size.height}:{how}:{BT709}"


def _to_sdr(transfer: int, shown: FrameSize, size: FrameSize) -> tuple[Filter, ...]:
    """Convert HDR to BT.709, after scaling down, because this is the slowest step."""
    if transfer not in (_PQ, _HLG):
        return ()
    scale = min(1.0, max(size.width / shown.width, size.height / shown.height))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (shown.width, shown.height))
    # HLG is made so that a screen which knows nothing of it shows it well. swscale's own conversion
    # of either costs five times as much (media-engine 6).
    as_sdr = "color_trc=bt2020-10:color_primaries=bt2020:colorspace=bt2020nc"
    return (
        ("scale", f"{width}:{height}:flags=bicubic"),
        *((("lutyuv", _PQ_CURVE),) if transfer == _PQ else ()),
        ("setparams", as_sdr),
        ("colorspace", "all=bt709:format=yuv420p"),
    )


def _pq_curve() -> str:
    """Return the `lutyuv` expressions that convert PQ (SMPTE ST 2084) to gamma 2.4.

    Highlights are rolled off. Only lightness is exact; chroma is amplified by the factor that is
    right near white.
    """
    root = "pow(clip((val-minval)/(maxval-minval),0,1),1/78.84375)"
    linear = f"10000*pow(max({root}-0.8359375,0)/(18.8515625-18.6875*{root}),1/0.1593017578)"
    # Diffuse white is at 203 nits (BT.2408); four times as much is the brightest told apart.
    light = f"({linear})*1.6/203"
    rolled = f"min(1,({light})*(1+({light})/16)/(1+({light})))"
    middle = "(maxval+minval)/2"
    color = f"clip({middle}+(val-{middle})*1.45,minval,maxval)"
    return f"y='minval+(maxval-minval)*pow({rolled},1/2.4)':u='{color}':v='{color}'"


_PQ_CURVE = _pq_curve()
