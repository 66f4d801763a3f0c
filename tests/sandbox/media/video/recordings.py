"""Recordings for tests: as small as they may be, in whatever a phone or a screen recorder writes."""

import math
import random
from array import array
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageChops, ImageDraw

GREEN = (20, 200, 60)
BLUE = (30, 60, 220)
_TURNS = {90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}
"""The corner of a track's matrix by how far the picture is turned against the clock."""


@dataclass(frozen=True)
class Sound:
    codec: str = "aac"
    layout: str = "stereo"
    rate: int = 48_000
    amplitude: float = 0.5
    delay: float = 0.0


def record(
    path: Path,
    *,
    size: tuple[int, int] = (180, 390),
    seconds: float = 1.5,
    fps: int = 30,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    sound: Sound | None = None,
    pictures=None,
    times=None,
    transfer: int | None = None,
    pixel_aspect: Fraction | None = None,
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
) -> Path:
    """Write a recording; *pictures* is a function of the frame's number, *times* of it, too."""
    sound = sound if sound is not None else Sound("libopus" if path.suffix == ".webm" else "aac")
    with av.open(str(path), "w", options=container_options or {}) as container:
        video: Any = container.add_stream(codec, rate=fps, options=options or {})
        video.width, video.height, video.pix_fmt = *size, pixels
        video.codec_context.time_base = Fraction(1, 600)
        if pixel_aspect is not None:
            video.codec_context.sample_aspect_ratio = pixel_aspect
        if transfer is not None:
            context = video.codec_context
            context.color_trc, context.color_primaries, context.colorspace = transfer, 9, 9
            context.color_range = 1
        heard: Any = None
        if sound.amplitude:
            heard = container.add_stream(sound.codec, rate=sound.rate, layout=sound.layout)
        moments = times or [number / fps for number in range(round(seconds * fps))]
        for number, moment in enumerate(moments):
            picture = (pictures or plain())(number)
            frame = av.VideoFrame.from_image(picture.resize(size))
            frame = frame.reformat(format=pixels, dst_colorspace="ITU709")
            frame.pts, frame.time_base = round(moment * 600), Fraction(1, 600)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if heard is not None:
            _add_tone(container, heard, sound, seconds)
    return path


def record_sound(path: Path) -> Path:
    """Write a recording without any picture."""
    with av.open(str(path), "w") as container:
        _add_tone(container, container.add_stream("aac", rate=48_000), Sound(), 0.5)
    return path


def _add_tone(container, stream, sound: Sound, seconds: float) -> None:
    fifo = av.AudioFifo()
    count = round(seconds * sound.rate)
    frame = av.AudioFrame(format="fltp", layout=sound.layout, samples=count)
    frame.sample_rate, frame.time_base = sound.rate, Fraction(1, sound.rate)
    step = math.tau * 440 / sound.rate
    wave = array("f", (sound.amplitude * math.sin(step * number) for number in range(count)))
    for plane in frame.planes:
        plane.update(wave.tobytes().ljust(plane.buffer_size, b"\0"))
    fifo.write(frame)
    for part in fifo.read_many(stream.codec_context.frame_size or 960, partial=True):
        part.pts = (part.pts or 0) + round(sound.delay * sound.rate)
        container.mux(stream.encode(part))
    container.mux(stream.encode(None))


def plain(color=GREEN):
    """Every frame in one colour, a white bar at its top."""

    def picture(number: int) -> Image.Image:
        image = Image.new("RGB", (90, 180), color)
        ImageDraw.Draw(image).rectangle((0, 0, 90, 18), fill="white")
        return image

    return picture


def noisy(number: int) -> Image.Image:
    """What a camera sees in the dark."""
    grain = random.Random(number).randbytes(180 * 320)
    return Image.frombytes("L", (180, 320), grain).convert("RGB")


def turned(path: Path, degrees: int) -> Path:
    """Say in the header that the picture is to be shown turned by *degrees* against the clock."""
    content = bytearray(path.read_bytes())
    matrix = content.index(b"tkhd") + 4 + 40
    for place, value in zip((0, 4, 12, 16), _TURNS[degrees], strict=True):
        content[matrix + place : matrix + place + 4] = (value << 16).to_bytes(4, "big", signed=True)
    path.write_bytes(content)
    return path


@dataclass(frozen=True)
class Watched:
    """A finished video, decoded: its *frames* in RGB and the samples of one channel, -1 to 1."""

    frames: list[Image.Image]
    samples: "array[float]"
    container: str
    codecs: tuple[str, str]
    profile: str | None
    pixels: str | None
    colors: tuple[int, int, int]
    rate: int
    channels: int
    fps: float


def watch(path: Path, shrink: int = 1) -> Watched:
    """Decode all of a video; keep its frames *shrink* times smaller."""
    with av.open(str(path)) as container:
        video, heard = container.streams.video[0], container.streams.audio[0]
        frames, samples = [], array("f")
        for packet in container.demux(video, heard):
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    size = frame.width // shrink, frame.height // shrink
                    shown = frame.reformat(*size, format="rgb24", src_colorspace="ITU709")
                    frames.append(shown.to_image())
                elif isinstance(frame, av.AudioFrame):
                    samples.frombytes(bytes(frame.planes[0])[: frame.samples * 4])
        context = video.codec_context
        return Watched(
            frames,
            samples,
            container.format.name,
            (video.codec_context.name, heard.codec_context.name),
            context.profile,
            context.pix_fmt,
            (context.colorspace, context.color_primaries, context.color_trc),
            heard.rate,
            heard.channels,
            float(video.average_rate or 0),
        )


def share_of(frame: Image.Image, color, tolerance: int = 40) -> float:
    """Return how much of *frame* has about that *color*."""
    away = ImageChops.difference(frame, Image.new("RGB", frame.size, color)).split()
    near = ImageChops.lighter(ImageChops.lighter(away[0], away[1]), away[2])
    return sum(near.histogram()[: tolerance + 1]) / (frame.width * frame.height)
