"""Draws the bundled reactions: `python -m layers_cli.sandbox.media.video.reactions`."""

import sys
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer
from PIL import Image

from layers_cli.sandbox.media.video.filters import still_frame
from layers_cli.sandbox.media.video.reactions.catalog import HERE
from layers_cli.sandbox.media.video.reactions.character import draw_tile
from layers_cli.sandbox.media.video.reactions.poses import REACTIONS
from layers_cli.sandbox.media.video.reactions.tile_format import SECONDS, TILE_HEIGHT, TILE_WIDTH
from layers_cli.sandbox.media.video.reactions.whoosh import synthesize
from layers_cli.sandbox.media.video.writer import FPS, SAMPLE_RATE

_BACKDROP = (240, 128, 36)  # the rim's colour, so that no other one bleeds into the edges
_H264 = {"preset": "slower", "crf": "20", "profile": "high", "refs": "2", "x264-params": "mbtree=0"}
_MP4 = {"movflags": "+faststart", "fflags": "+bitexact"}
_STEP = 2  # drawn "on twos", as by hand: each drawing lasts two frames


def draw_reactions(folder: Path) -> None:
    """Draw every reaction into *folder*; the bytes are the same on the same machine."""
    for name in REACTIONS:
        draw_reaction(name, folder / f"{name}.mp4")


def draw_reaction(name: str, into: Path) -> None:
    """Draw the reaction *name* into an MP4 in the format of `tile_format`."""
    with av.open(str(into), "w", format="mp4", options=_MP4) as container:
        _add_picture(container, name)


def _add_picture(container: OutputContainer, name: str) -> None:
    video = container.add_stream("libx264", rate=FPS, options=dict(_H264))
    video.width, video.height, video.pix_fmt = TILE_WIDTH, 2 * TILE_HEIGHT, "yuv420p"
    video.codec_context.thread_count = 1
    sound = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
    sound.bit_rate = 96_000
    tile = stored(name, 0.0)
    for number in range(round(SECONDS * FPS)):
        if number % _STEP == 0:
            tile = stored(name, number / FPS)
        frame = still_frame(tile, number).reformat(format="yuv420p", dst_colorspace="ITU709")
        container.mux(video.encode(frame))
    wave = synthesize(SECONDS, SAMPLE_RATE)
    for start in range(0, len(wave) - 4095, 4096):
        heard = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        heard.sample_rate, heard.pts = SAMPLE_RATE, start // 4
        heard.time_base = Fraction(1, SAMPLE_RATE)
        heard.planes[0].update(wave[start : start + 4096])
        container.mux(sound.encode(heard))
    for stream in (video, sound):
        container.mux(stream.encode(None))


def stored(name: str, seconds: float) -> Image.Image:
    """Draw one stored frame: the character's colours above its matte."""
    tile = draw_tile(name, seconds)
    frame = Image.new("RGB", (TILE_WIDTH, 2 * TILE_HEIGHT), _BACKDROP)
    frame.paste(tile, mask=tile)
    frame.paste(tile.getchannel("A"), (0, TILE_HEIGHT))
    return frame


if __name__ == "__main__":
    draw_reactions(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
