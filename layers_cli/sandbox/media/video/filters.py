"""Building blocks of FFmpeg filter graphs; the pixels never pass through Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import av.error
import av.filter
from av.filter.context import FilterContext
from PIL import Image

from layers_cli.sandbox.media.canvas import Layer
from layers_cli.sandbox.media.video.writer import FPS

Filter = tuple[str, str]
"""A filter's name and its arguments, written as in FFmpeg's filter syntax."""

BT709 = "out_color_matrix=bt709:out_range=tv:out_primaries=bt709:out_transfer=bt709"
YUV: Filter = ("format", "yuv420p")
_THREADS = 2


@dataclass(frozen=True)
class FrameSize:
    """Width and height in pixels, both even."""

    width: int
    height: int


class FrameGraph:
    """A filter graph with one output: add nodes, call `end`, push frames, then `pull`."""

    def __init__(self) -> None:
        self._graph = av.filter.Graph()
        self._graph.threads = _THREADS  # before the first filter, or it has no effect

    def source(self, width: int, height: int, pixels: str, time_base: Fraction) -> FilterContext:
        """Add an input for frames of one size and one pixel format."""
        return self._graph.add_buffer(
            width=width,
            height=height,
            format=av.VideoFormat(pixels, width, height),
            time_base=time_base,
        )

    def chain(self, node: FilterContext, *filters: Filter) -> FilterContext:
        """Append *filters* to *node*, in order, and return the last node."""
        for name, arguments in filters:
            following = self._graph.add(name, arguments or None)
            node.link_to(following)
            node = following
        return node

    def split(self, node: FilterContext, *first: Filter) -> list[FilterContext]:
        """Split *node* into one branch per filter of *first*; return those filters' nodes."""
        fork = self._graph.add("split")
        node.link_to(fork)
        ways = [self._graph.add(name, arguments) for name, arguments in first]
        for number, way in enumerate(ways):
            fork.link_to(way, number)
        return ways

    def join(
        self, name: str, arguments: str, one: FilterContext, other: FilterContext
    ) -> FilterContext:
        """Add the filter *name* with the two inputs *one* and *other*."""
        joined = self._graph.add(name, arguments or None)
        one.link_to(joined, 0, 0)
        other.link_to(joined, 0, 1)
        return joined

    def end(self, node: FilterContext, layer: Layer | None) -> None:
        """Overlay *layer* on the output of *node* and configure the graph."""
        still = None
        if layer is not None:
            still = self.source(*layer.picture.size, "rgba", Fraction(1, FPS))
            shown = self.chain(still, ("scale", BT709), ("format", "yuva420p"))
            spot = f"{layer.x}:{layer.y}:eof_action=repeat:format=yuv420"
            node = self.join("overlay", spot, node, shown)
        node = self.chain(node, YUV)
        self._sink = self._graph.add("buffersink")
        node.link_to(self._sink)
        self._graph.configure()
        if still is not None and layer is not None:
            still.push(still_frame(layer.picture))
            still.push(None)

    def pull(self) -> Iterator[av.VideoFrame]:
        """Yield the frames that are ready."""
        while True:
            try:
                frame = self._sink.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            assert isinstance(frame, av.VideoFrame)
            yield frame


def still_frame(picture: Image.Image, number: int = 0) -> av.VideoFrame:
    """Convert *picture*, RGB or RGBA, into frame *number* at `FPS` frames a second."""
    if picture.mode == "RGBA":
        # Not `from_image`: that drops the alpha channel.
        frame = av.VideoFrame.from_bytes(picture.tobytes(), *picture.size, format="rgba")
    else:
        frame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call] # PyAV says not
    frame.pts, frame.time_base = number, Fraction(1, FPS)
    return frame
