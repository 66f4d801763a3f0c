"""Appends a recording to a video: conformed, cut to length, silent where it has no sound."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.error

from layers_cli.sandbox.media.errors import MediaUnreadableError
from layers_cli.sandbox.media.video.artwork import Artwork
from layers_cli.sandbox.media.video.filters import FrameSize
from layers_cli.sandbox.media.video.graph import ClipGraph
from layers_cli.sandbox.media.video.sound import ClipSound
from layers_cli.sandbox.media.video.source import (
    PICTURE_BUDGET,
    Clip,
    count_damage,
    open_clip,
    packets,
    translate_errors,
)
from layers_cli.sandbox.media.video.writer import FPS, RemixWriter


def append_clip(
    writer: RemixWriter, path: Path, *, max_frames: int, size: FrameSize, artwork: Artwork
) -> Iterator[av.VideoFrame]:
    """Append the first *max_frames* frames of *path* with their sound.

    Yields each frame just before it is written, so that a caller can look at it.

    Raises:
        MediaUnreadableError: nothing of it can be decoded, or too much is damaged.

    """
    writer.add_silence(writer.seconds)
    with open_clip(path) as clip:
        picture = _Picture(writer, clip, max_frames, size, artwork)
        sound = ClipSound(writer, clip)
        for frame in _decoded(clip, picture):
            if isinstance(frame, av.AudioFrame):
                sound.take(frame)
            else:
                yield from picture.take(frame)
            if picture.is_complete and sound.reaches(picture.end):
                break
        yield from picture.finish()
    sound.release(writer.seconds)
    writer.add_silence(writer.seconds)


class _Picture:
    """The frames of one clip on their way into the video."""

    def __init__(
        self, writer: RemixWriter, clip: Clip, max_frames: int, size: FrameSize, artwork: Artwork
    ) -> None:
        self._writer, self._clip, self._size, self._artwork = writer, clip, size, artwork
        self._first, self._last = writer.frames, writer.frames + max_frames
        self._budget = PICTURE_BUDGET
        self._graph: ClipGraph | None = None

    @property
    def is_complete(self) -> bool:
        """Tell whether no more of the clip is wanted."""
        return self._writer.frames >= self._last or self._budget < 0

    @property
    def end(self) -> float:
        """Return how long the video is to be at most when the clip is in it, in seconds."""
        return self._last / FPS

    def take(self, frame: av.VideoFrame) -> Iterator[av.VideoFrame]:
        """Conform *frame*; yield and write what comes of it."""
        if frame.pts is None or frame.time_base is None:
            return
        self._budget -= frame.width * frame.height
        if self._graph is None or not self._graph.takes(frame):
            yield from self._write(None)
            with translate_errors(self._clip.name):
                self._graph = ClipGraph(
                    frame, self._clip.pixel_aspect, size=self._size, artwork=self._artwork
                )
        yield from self._write(frame)

    def finish(self) -> Iterator[av.VideoFrame]:
        """Yield and write what was held back; raises if the clip gave no picture at all."""
        yield from self._write(None)
        if self._writer.frames == self._first:
            raise MediaUnreadableError(f"{self._clip.name}: no picture in it can be decoded")

    def _write(self, frame: av.VideoFrame | None) -> Iterator[av.VideoFrame]:
        if self._graph is None or self._writer.frames >= self._last:
            return
        for shown in self._converted(self._graph, frame):
            if self._writer.frames >= self._last:
                return
            yield shown
            self._writer.add_frame(shown)

    def _converted(self, graph: ClipGraph, frame: av.VideoFrame | None) -> Iterator[av.VideoFrame]:
        # Only what the filters raise is about the clip; a full disk is not.
        with translate_errors(self._clip.name):
            yield from graph.convert(frame)


def _decoded(clip: Clip, picture: _Picture) -> Iterator[Any]:
    """Yield pictures and sounds; packets that are damaged are passed over, up to a limit."""
    damaged = 0
    for packet in packets(clip):
        if packet.stream is clip.video and picture.is_complete:
            continue
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            damaged = count_damage(clip, damaged)
