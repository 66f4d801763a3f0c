"""What phones and screen recorders write, and what is seen of it."""

from fractions import Fraction
from typing import Any

import av
import pytest
from PIL import Image, ImageChops, ImageDraw

from layers_cli.sandbox.media.video.remix import DemoStyle
from tests.sandbox.media.video.conftest import FRAMES
from tests.sandbox.media.video.recordings import (
    BLUE,
    GREEN,
    Sound,
    noisy,
    plain,
    record,
    share_of,
    turned,
)

TINY: dict[str, Any] = {"size": (90, 196), "seconds": 1.2}
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "hevc": ("demo.mov", {"codec": "libx265", "options": {"x265-params": "log-level=none"}}),
    "vp9 webm": ("demo.webm", {"codec": "libvpx-vp9", "options": {"deadline": "realtime"}}),
    "av1": ("demo.mp4", {"codec": "libsvtav1", "options": {"preset": "12"}}),
    "prores": ("demo.mov", {"codec": "prores_ks", "pixels": "yuv422p10le"}),
    "60 fps, mono 22 kHz": ("demo.mp4", {"fps": 60, "sound": Sound(layout="mono", rate=22_050)}),
    "444, odd size": ("demo.mp4", {"pixels": "yuv444p", "size": (91, 197)}),
}


@pytest.fixture(autouse=True)
def _quiet_encoders(monkeypatch):
    monkeypatch.setenv("SVT_LOG", "0")


@pytest.mark.parametrize("case", CASES)
def test_common_recordings_are_seen_in_their_colours(show, tmp_path, case):
    name, how = CASES[case]
    demo = record(tmp_path / name, **{**TINY, **how})

    shown = show(demo, hook=None)

    assert len(shown.frames) == FRAMES
    assert all(share_of(shown.frames[number], GREEN) > 0.25 for number in (30, 60, FRAMES - 1))


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_recording_that_was_held_sideways_is_upright(show, tmp_path, degrees):
    """The bar that was the top of the picture goes where the header says that it belongs."""
    size = (180, 320) if degrees == 180 else (320, 180)
    demo = turned(record(tmp_path / "demo.mp4", size=size, pictures=plain(GREEN)), degrees)

    frame = show(demo, hook=None, style="label").frames[60]

    width, height = frame.size
    edges = {
        90: (0, 0, 8, height),
        180: (0, height - 14, width, height),
        270: (width - 8, 0, width, height),
    }
    for place, box in edges.items():
        is_white = share_of(frame.crop(box), (255, 255, 255)) > 0.9
        assert is_white == (place == degrees)


@pytest.mark.parametrize(("aspect", "high"), [(Fraction(2), 4), (Fraction(1, 2), 1)])
def test_pixels_that_are_not_square_are_stretched(show, tmp_path, aspect, high):
    """A wide recording is shown whole: as high as its shown shape says."""
    demo = record(
        tmp_path / "demo.mp4", size=(320, 160), pictures=plain(GREEN), pixel_aspect=aspect
    )

    frame = show(demo, hook=None, style="label").frames[60]

    white = frame.convert("L").point(lambda value: 255 * (value > 230))  # the bar at its top
    box = white.getbbox()
    assert box is not None
    assert frame.height - 2 * box[1] == pytest.approx(frame.width / high, abs=5)


def test_a_variable_frame_rate_keeps_its_timing(show, tmp_path):
    """Green for half a second in 15 frames, then blue in 3 frames, seconds apart."""
    moments = [number / 30 for number in range(15)] + [0.5, 2.4, 4.5]
    demo = record(
        tmp_path / "demo.mp4",
        size=(90, 196),
        times=moments,
        pictures=lambda number: plain(GREEN if number < 15 else BLUE)(number),
        sound=Sound(amplitude=0),
    )

    frames = show(demo, hook=None).frames

    assert share_of(frames[15 + 8], GREEN) > 0.25
    assert share_of(frames[15 + 17], BLUE) > 0.25
    assert share_of(frames[15 + 100], BLUE) > 0.25


@pytest.mark.parametrize("transfer", [18, 16], ids=["hlg", "pq"])
def test_ten_bits_of_hdr_come_out_as_eight_of_bt709(show, tmp_path, transfer):
    demo = record(
        tmp_path / "demo.mov",
        **TINY,
        codec="libx265",
        pixels="yuv420p10le",
        transfer=transfer,
        pictures=plain((120, 120, 120)),
        options={"x265-params": "log-level=none"},
    )

    shown = show(demo, hook=None, style="label")

    assert (shown.pixels, shown.colors) == ("yuv420p", (1, 1, 1))
    red, green, blue = shown.frames[60].getpixel((60, 150))
    assert max(red, green, blue) - min(red, green, blue) < 12  # grey stays grey
    assert 40 < green < 250


def test_a_recording_that_changes_its_size_on_the_way_goes_on(show, tmp_path):
    """A window that is resized while it is recorded."""
    demo = tmp_path / "demo.webm"
    with av.open(str(demo), "w") as container:
        stream = container.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 90, 160, "yuv420p"
        stream.codec_context.thread_count = 1  # several wait for each other by spinning
        add_part(container, stream, stream.codec_context, GREEN, start=0)
        wider = av.CodecContext.create("libvpx", "w")
        wider.width, wider.height, wider.pix_fmt = 180, 320, "yuv420p"
        wider.thread_count = 1
        wider.time_base, wider.framerate = Fraction(1, 10), Fraction(10)
        add_part(container, stream, wider, BLUE, start=20)

    frames = show(demo, hook=None, style="label").frames

    assert share_of(frames[15 + 30], GREEN) > 0.8
    assert share_of(frames[15 + 85], BLUE) > 0.8


def add_part(container, stream, encoder, color, *, start: int) -> None:
    for number in [*range(20), None]:
        frame = None
        if number is not None:
            frame = av.VideoFrame.from_image(
                plain(color)(0).resize((encoder.width, encoder.height))
            )
            frame = frame.reformat(format="yuv420p")
            frame.pts, frame.time_base = start + number, Fraction(1, 10)
        for packet in encoder.encode(frame):
            packet.stream = stream
            container.mux(packet)


def test_noise_stays_within_the_file_size_limit(draw, tmp_path):
    demo = record(tmp_path / "noise.mp4", size=(180, 320), seconds=2, pictures=noisy, fps=10)

    result = draw(demo, hook=None)

    assert result.size_bytes < 8_000_000 / 8 * 10


def rimmed(number: int) -> Image.Image:
    """A green screen with a red rim: where the rim is seen on all sides, nothing is cut off."""
    image = Image.new("RGB", (180, 390), GREEN)
    ImageDraw.Draw(image).rectangle((0, 0, 179, 389), outline=(230, 20, 30), width=16)
    return image


@pytest.mark.parametrize("style", DemoStyle)
@pytest.mark.parametrize("size", [(180, 390), (180, 320), (240, 320), (320, 180)])
def test_the_recording_is_shown_whole(show, tmp_path, size, style):
    demo = record(tmp_path / "demo.mp4", size=size, seconds=1.0, pictures=rimmed)

    frame = show(demo, hook=None, style=style).frames[30]

    red, green, _ = frame.split()
    is_red = ImageChops.subtract(red, green).point(lambda value: 255 * (value > 110))
    left, top, right, bottom = is_red.getbbox() or (0, 0, 0, 0)
    assert (bottom - top) / (right - left) == pytest.approx(size[1] / size[0], rel=0.12)
    middle = ((left + right) // 2, (top + bottom) // 2)
    for edge in ((left + 1, middle[1]), (right - 2, middle[1])):
        assert is_red.getpixel(edge)
    for edge in ((middle[0], top + 1), (middle[0], bottom - 2)):
        assert is_red.getpixel(edge)
