"""Fits the sound of a clip to the length of its picture."""

import av
from av.audio.fifo import AudioFifo
from av.audio.resampler import AudioResampler

from layers_cli.sandbox.media.video.source import Clip
from layers_cli.sandbox.media.video.writer import SAMPLE_RATE, RemixWriter


class ClipSound:
    """The sound of one clip, buffered until the length of its picture is known."""

    def __init__(self, writer: RemixWriter, clip: Clip) -> None:
        self._writer = writer
        self._resampler = AudioResampler("fltp", "stereo", SAMPLE_RATE)
        self._held = AudioFifo()
        self._is_silent = clip.audio is None
        late = round(clip.sound_offset * SAMPLE_RATE)
        self._early = max(0, -late)
        self._begin = writer.samples + max(0, late)

    def take(self, frame: av.AudioFrame) -> None:
        """Resample *frame* and add it to the buffer."""
        for sound in self._resampler.resample(frame):
            sound.pts = None  # its place is where the sound before it ends
            self._held.write(sound)
        if self._early and self._held.samples:
            skipped = min(self._early, self._held.samples)
            self._held.read(skipped)
            self._early -= skipped

    def reaches(self, end: float) -> bool:
        """Return whether the buffered sound fills a video of *end* seconds."""
        return self._is_silent or self._begin + self._held.samples >= round(end * SAMPLE_RATE)

    def release(self, end: float) -> None:
        """Write the buffered sound, cut where a video of *end* seconds ends."""
        room = round(end * SAMPLE_RATE)
        self._writer.add_silence(min(room, self._begin) / SAMPLE_RATE)
        wanted = min(room - self._writer.samples, self._held.samples)
        if wanted > 0 and (sound := self._held.read(wanted)) is not None:
            self._writer.add_sound(sound)
