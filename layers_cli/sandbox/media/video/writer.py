"""Writes H.264 and AAC into a streamable MP4, with the same bytes every time."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
from av.audio.fifo import AudioFifo
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from PIL import Image

FPS = 30
SAMPLE_RATE = 48_000
_SAMPLES = 1024  # of one AAC frame
_SOUND_BITS = 160_000
_LONGEST_SILENCE = 4096
_BT709 = 1
_H264 = {
    "preset": "veryfast",
    "crf": "21",
    "profile": "high",
    "level": "4.1",
    "maxrate": "8M",
    "bufsize": "12M",
    # With its macroblock tree x264 gives other bytes, and worse pictures, from run to run when
    # filters work beside it (seen with PyAV 18.1; without it, never).
    "x264-params": "mbtree=0",
}
# `bitexact` leaves out what differs between machines and versions: times, names of libraries.
_MP4 = {"movflags": "+faststart", "fflags": "+bitexact"}
_THREADS = 2  # x264's output depends on the number, so it is not left to the machine


class RemixWriter:
    """An MP4 under construction; *frames* and *samples* count what is written."""

    def __init__(self, container: OutputContainer, width: int, height: int) -> None:
        self.frames = self.samples = 0
        self._container = container
        self._video = _video_stream(container, width, height)
        self._sound: AudioStream = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        self._sound.bit_rate = _SOUND_BITS
        self._waiting = AudioFifo()
        self._last: av.VideoFrame | None = None

    @property
    def seconds(self) -> float:
        """Return how long the picture is so far."""
        return self.frames / FPS

    def add_frame(self, frame: av.VideoFrame) -> None:
        """Append one frame, of the size of the file, in yuv420p."""
        frame.pts, frame.time_base = self.frames, Fraction(1, FPS)
        # The frame type of its source file must not influence the encoder.
        frame.pict_type = av.video.frame.PictureType.NONE
        self.frames += 1
        self._last = frame
        self._container.mux(self._video.encode(frame))

    def hold(self, until: int) -> None:
        """Show the last frame until there are *until* frames."""
        while self._last is not None and self.frames < until:
            self.add_frame(self._last)

    def add_sound(self, frame: av.AudioFrame) -> None:
        """Append sound: planar floats, stereo, `SAMPLE_RATE`, any length."""
        frame.pts, frame.time_base = self.samples, Fraction(1, SAMPLE_RATE)
        self.samples += frame.samples
        self._waiting.write(frame)
        for part in self._waiting.read_many(_SAMPLES):
            self._container.mux(self._sound.encode(part))

    def add_silence(self, until: float) -> None:
        """Append silence until the sound is *until* seconds long; nothing if it is longer."""
        while (missing := round(until * SAMPLE_RATE) - self.samples) > 0:
            self.add_sound(_silence(min(_LONGEST_SILENCE, missing)))

    def finish(self) -> None:
        """Make the sound as long as the picture and write out what the encoders still hold."""
        self.add_silence(self.seconds)
        rest = self._waiting.read()
        if rest is not None:
            self._container.mux(self._sound.encode(rest))
        for stream in (self._video, self._sound):
            self._container.mux(stream.encode(None))


@contextmanager
def open_writer(path: Path, width: int, height: int) -> Iterator[RemixWriter]:
    """Open *path* for an MP4 of *width* x *height* pixels; it is whole when `with` is left."""
    with av.open(str(path), "w", format="mp4", options=_MP4) as container:
        writer = RemixWriter(container, width, height)
        yield writer
        writer.finish()


def as_picture(frame: av.VideoFrame) -> Image.Image:
    """Return a frame of the video as an RGB picture in its true colours."""
    rgb = frame.reformat(
        format="rgb24", src_colorspace=Colorspace.ITU709, src_color_range=ColorRange.MPEG
    )
    picture: Image.Image = rgb.to_image()  # type: ignore[no-untyped-call] # PyAV says not
    return picture


def _video_stream(container: OutputContainer, width: int, height: int) -> VideoStream:
    stream: VideoStream = container.add_stream("libx264", rate=FPS, options=dict(_H264))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    # PyAV's default, threads by slices, makes the file larger and the encoder slower.
    context.thread_count, context.thread_type = _THREADS, "FRAME"
    context.gop_size = 2 * FPS
    context.color_range = context.colorspace = _BT709
    context.color_primaries = context.color_trc = _BT709
    return stream


def _silence(samples: int) -> av.AudioFrame:
    frame = av.AudioFrame(format="fltp", layout="stereo", samples=samples)
    frame.sample_rate = SAMPLE_RATE
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    return frame
