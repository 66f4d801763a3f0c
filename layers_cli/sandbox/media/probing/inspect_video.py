"""Inspects videos: streams, duration, and whether the first frame can be decoded."""

from pathlib import Path

from layers_cli.sandbox.media.errors import MediaUnreadableError
from layers_cli.sandbox.media.probing.media_info import (
    UNREADABLE,
    MediaInfo,
    MediaLimits,
    MediaRefusedError,
)
from layers_cli.sandbox.media.video.source import Clip, decode_first, open_clip, packets

_MAX_PACKETS = 500_000


def inspect_video(path: Path, mime: str, size: int, limits: MediaLimits) -> MediaInfo:
    """Return the properties of the video *path* of type *mime* and *size* bytes.

    Raises:
        MediaRefusedError: it has no frame that can be decoded, or is beyond *limits*.

    """
    try:
        with open_clip(path, max_pixels=limits.pixels) as clip:
            frame = decode_first(clip)
            duration_ms = _duration_ms(clip, limits)
    except MediaUnreadableError as exc:
        reason = str(exc).removeprefix(f"{path.name}: ")
        raise MediaRefusedError(UNREADABLE, reason) from exc
    width, height = frame.width, frame.height
    if frame.rotation % 180:
        width, height = height, width
    has_audio = clip.audio is not None
    return MediaInfo("video", mime, width, height, duration_ms, size, has_audio, clip.codec)


def _duration_ms(clip: Clip, limits: MediaLimits) -> int:
    """Return the duration of the header if plausible, else that of the packets."""
    stated = clip.container.duration
    if stated is None or not 0 < stated <= limits.duration_ms * 1000:
        return _measured_ms(clip, limits)
    return round(stated / 1000)


def _measured_ms(clip: Clip, limits: MediaLimits) -> int:
    """Measure the duration by the packets, up to the limit."""
    clip.container.seek(0)
    end = 0.0
    begin: float | None = None
    for packet, _ in zip(packets(clip), range(_MAX_PACKETS), strict=False):
        if packet.pts is None or packet.time_base is None:
            continue
        start = float(packet.pts * packet.time_base)
        begin = start if begin is None else min(begin, start)
        end = max(end, start + float((packet.duration or 0) * packet.time_base))
        if (end - begin) * 1000 > limits.duration_ms:
            raise MediaRefusedError(UNREADABLE, f"is longer than {limits.duration_ms // 1000} s")
    return round((end - (begin or 0.0)) * 1000)
