"""Opens untrusted video clips: only listed containers, never by path, within limits."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import av.error
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from layers_cli.sandbox.media.errors import MediaUnreadableError

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 4096 * 4096
"""Maximum of one frame, checked before decoding."""

MAX_DAMAGED = 50
"""Packets that may fail to decode before a clip is rejected (media-engine 7)."""

PICTURE_BUDGET = 16 * 60 * 3840 * 2160
"""Pixels decoded for one clip: 16 seconds of 4K at 60 frames a second."""

_ATTACHED_PICTURE = 0x400
# A player, as FFmpeg calls its demuxers, may be told by a file to open others: these two cannot.
_CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
_OPTIONS = {
    "format_whitelist": _CONTAINERS,
    "protocol_whitelist": "file,pipe",
    "max_streams": "12",
    "probesize": "10000000",
    "analyzeduration": "5000000",
}


@dataclass(frozen=True)
class Clip:
    """An open file: its first video stream, and its first audio stream if it has one."""

    name: str
    container: InputContainer
    video: VideoStream
    audio: AudioStream | None

    @property
    def codec(self) -> str:
        """The codec of the picture, such as `h264`."""
        return self.video.codec_context.codec.canonical_name

    @property
    def pixel_aspect(self) -> float:
        """The width of a pixel divided by its height, mostly 1."""
        said = self.video.sample_aspect_ratio
        return float(said) if said and 1 / 4 <= said <= 4 else 1.0

    @property
    def sound_offset(self) -> float:
        """Return how much later than the picture the sound begins, in seconds."""
        if self.audio is None:
            return 0.0
        begins = [
            float(stream.start_time * stream.time_base)
            if stream.start_time is not None and stream.time_base is not None
            else 0.0
            for stream in (self.video, self.audio)
        ]
        return begins[1] - begins[0]


@contextmanager
def open_clip(path: Path, max_pixels: int = MAX_PIXELS) -> Iterator[Clip]:
    """Open *path* to be decoded.

    Raises:
        MediaUnreadableError: it is missing, no MP4, MOV or WebM, has no video that can be
            decoded, or frames of more than *max_pixels*.

    """
    with ExitStack() as stack:
        with translate_errors(path.name):
            # A file object, so that nothing in the name is ever taken for a protocol.
            file = stack.enter_context(path.open("rb"))
            container = stack.enter_context(av.open(file, "r", container_options=_OPTIONS))
            clip = _clip(path, container, max_pixels)
        yield clip


def packets(clip: Clip) -> "Iterator[av.Packet[Any]]":
    """Yield the packets of picture and sound; a file that ends in rubbish ends there."""
    streams = [clip.video, *([clip.audio] if clip.audio else [])]
    try:
        yield from clip.container.demux(*streams)
    except av.error.FFmpegError:
        return


def first_picture(path: Path, longest: int = 640) -> "Image.Image":
    """Return the first frame of *path* as it is meant to be seen, at most *longest* pixels.

    Raises:
        MediaUnreadableError: there is none.

    """
    with open_clip(path) as clip:
        frame = decode_first(clip)
        shown = frame.width * clip.pixel_aspect, float(frame.height)
    scale = min(1.0, longest / max(shown))
    width, height = (max(2, round(side * scale)) for side in shown)
    small = frame.reformat(width=width, height=height)
    picture: Image.Image = small.to_image()  # type: ignore[no-untyped-call] # PyAV says not
    return picture.rotate(frame.rotation, expand=True) if frame.rotation else picture


def decode_first(clip: Clip) -> av.VideoFrame:
    """Decode the first frame of *clip*.

    Raises:
        MediaUnreadableError: there is none, or too much before it is damaged.

    """
    damaged = 0
    for packet in packets(clip):
        if packet.stream is not clip.video:
            continue
        try:
            frames = clip.video.decode(packet)
        except av.error.FFmpegError:
            damaged = count_damage(clip, damaged)
            continue
        if frames:
            first: av.VideoFrame = frames[0]
            return first
    raise MediaUnreadableError(f"{clip.name}: no picture in it can be decoded")


def count_damage(clip: Clip, before: int) -> int:
    """Count one more damaged packet; raises `MediaUnreadableError` if that is one too many."""
    if before >= MAX_DAMAGED:
        raise MediaUnreadableError(f"{clip.name}: more than {MAX_DAMAGED} damaged packets")
    return before + 1


def _clip(path: Path, container: InputContainer, max_pixels: int) -> Clip:
    video = next((stream for stream in container.streams.video if not _is_cover(stream)), None)
    if video is None or not _has_decoder(video):
        raise MediaUnreadableError(f"{path.name}: no video in it that can be decoded")
    if video.codec_context.width * video.codec_context.height > max_pixels:
        raise MediaUnreadableError(f"{path.name}: its frames have too many pixels")
    # With more of them, what conceals the damage of a frame depends on which thread came first.
    video.codec_context.thread_count = 1
    # Later frames may be larger than the headers state.
    video.codec_context.options = {"max_pixels": str(max_pixels)}
    audio = next((stream for stream in container.streams.audio if _has_decoder(stream)), None)
    return Clip(path.name, container, video, audio)


def _has_decoder(stream: VideoStream | AudioStream) -> bool:
    # PyAV's types know nothing of codecs that FFmpeg does not know.
    context: object = stream.codec_context
    return context is not None


def _is_cover(stream: VideoStream) -> bool:
    return bool(int(stream.disposition) & _ATTACHED_PICTURE)


@contextmanager
def translate_errors(name: str) -> Iterator[None]:
    """Turn everything FFmpeg raises on a bad file *name* into `MediaUnreadableError`."""
    try:
        yield
    except MediaUnreadableError:
        raise
    except FileNotFoundError as error:
        raise MediaUnreadableError(f"{name}: no such file") from error
    except (av.error.FFmpegError, OSError, ValueError, OverflowError) as error:
        raise MediaUnreadableError(f"{name}: no readable MP4, MOV or WebM") from error
