"""What comes out: a file that every app takes, of the right length, the same every time."""

import pickle
import subprocess
import sys
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from layers_cli.sandbox.media.errors import MediaUnreadableError
from layers_cli.sandbox.media.video.remix import SHORTEST, DemoStyle
from tests.sandbox.media.video.conftest import HOOK, SECONDS, SHRINK, drawn_reaction
from tests.sandbox.media.video.recordings import (
    BLUE,
    GREEN,
    Sound,
    noisy,
    plain,
    record,
    share_of,
    watch,
)


def top_boxes(content: bytes) -> list[bytes]:
    at, names = 0, []
    while at < len(content):
        names.append(content[at + 4 : at + 8])
        at += int.from_bytes(content[at : at + 4], "big")
    return names


def test_a_remix_is_a_streamable_1080_by_1920_mp4_of_h264_and_aac(draw, screen):
    """The only one of full size."""
    result = draw(screen, shrink=1)

    shown = watch(result.path, shrink=20)
    assert shown.frames[0].size == (54, 96)
    assert (result.width, result.height) == (1080, 1920)
    assert (shown.codecs, shown.profile, shown.pixels) == (("h264", "aac"), "High", "yuv420p")
    assert (shown.fps, shown.rate, shown.channels, shown.colors) == (30, 48_000, 2, (1, 1, 1))
    assert len(shown.frames) / 30 == result.duration_ms / 1000 == SECONDS
    content = result.path.read_bytes()
    boxes = top_boxes(content)
    assert boxes[0] == b"ftyp"
    assert boxes.index(b"moov") < boxes.index(b"mdat")
    assert result.size_bytes == len(content)
    with Image.open(BytesIO(result.poster)) as poster:
        assert (poster.format, poster.size) == ("JPEG", (1080, 1920))
        assert share_of(poster, BLUE) > 0.5  # a frame of the reaction, with the hook on it
        assert share_of(poster, (255, 255, 255)) > 0.03


def test_the_reaction_comes_first_and_then_the_demo(plain_remix):
    frames = watch(plain_remix).frames

    assert share_of(frames[5], BLUE) > 0.8
    assert share_of(frames[5], GREEN) == 0
    assert all(share_of(frame, GREEN) > 0.2 for frame in frames[16::30])


@pytest.mark.parametrize(("recorded", "shown"), [(0.2, 8), (1.2, 8), (9.0, 9.5), (20.0, 15)])
def test_picture_and_sound_last_8_to_15_seconds_whatever_the_demo(draw, tmp_path, recorded, shown):
    demo = record(tmp_path / "demo.mp4", seconds=recorded, fps=10, size=(36, 78))

    result = draw(demo, hook=None, shortest=SHORTEST)

    assert result.duration_ms == pytest.approx(shown * 1000, abs=70)
    watched = watch(result.path)
    assert len(watched.frames) / 30 * 1000 == pytest.approx(result.duration_ms, abs=1)
    assert len(watched.samples) / 48_000 == pytest.approx(len(watched.frames) / 30, abs=0.05)


def test_the_demo_is_heard_where_it_is_seen_and_does_not_clip(show, tmp_path):
    demo = record(tmp_path / "demo.mp4", seconds=3, fps=10, size=(36, 78))

    samples = show(demo, hook=None).samples

    assert max(map(abs, samples[: int(0.4 * 48_000)])) < 0.01
    assert 0.4 < max(samples[48_000 : SECONDS * 48_000]) < 0.7


def test_a_late_sound_track_stays_late(show, tmp_path):
    demo = record(tmp_path / "demo.mp4", seconds=3, fps=10, size=(36, 78), sound=Sound(delay=2.0))

    samples = show(demo, hook=None).samples

    heard = next(number for number, value in enumerate(samples) if abs(value) > 0.2)
    assert heard / 48_000 == pytest.approx(0.5 + 2.0, abs=0.1)


def test_a_demo_without_sound_is_silent(show, tmp_path):
    demo = record(tmp_path / "demo.mp4", sound=Sound(amplitude=0))

    samples = show(demo, hook=None).samples

    assert len(samples) >= SECONDS * 48_000
    assert max(map(abs, samples)) == 0


def test_the_same_plan_gives_the_same_bytes_also_in_another_process(
    plan, reaction_remix, screen, tmp_path
):
    remix = plan(screen, **drawn_reaction("shocked"))
    code = (
        "import pickle, sys; from pathlib import Path\n"
        "from layers_cli.sandbox.media.video.drawing import draw_remix\n"
        f"draw_remix(pickle.load(sys.stdin.buffer), Path(sys.argv[1]), shrink={SHRINK},"
        f" shortest={SECONDS})"
    )
    again = tmp_path / "again.mp4"

    subprocess.run([sys.executable, "-c", code, str(again)], input=pickle.dumps(remix), check=True)

    assert again.read_bytes() == reaction_remix("shocked").path.read_bytes()


def test_variants_differ_even_where_they_have_the_same_reaction(reaction_remix, draw, screen):
    """There are more variants than reactions."""
    results = [
        reaction_remix("shocked"),
        draw(screen, **drawn_reaction("shocked"), arrangement="another"),
    ]

    assert len({result.path.read_bytes() for result in results}) == 2
    assert len({result.poster for result in results}) == 2


def test_the_file_names_no_time_and_no_encoder(plain_remix):
    content = plain_remix.read_bytes()

    assert b"Lavf" not in content
    header = content.index(b"mvhd")
    assert content[header + 8 : header + 16] == bytes(8)  # created, modified


def test_a_screen_recording_is_framed_and_camera_footage_is_not(plan, screen, tmp_path):
    camera = record(tmp_path / "camera.mp4", size=(360, 640), seconds=0.2, pictures=noisy)
    wide: dict[str, Any] = {"size": (320, 180), "seconds": 0.2}
    desktop = record(tmp_path / "desktop.mp4", **wide)
    landscape = record(tmp_path / "landscape.mp4", **wide, pictures=noisy)

    assert plan(screen).style is DemoStyle.FRAMED
    assert plan(camera).style is DemoStyle.LABEL
    assert plan(desktop).style is DemoStyle.FRAMED
    assert plan(landscape).style is DemoStyle.LABEL


def test_a_hook_too_long_for_a_headline_is_a_label(plan, screen):
    assert plan(screen, hook="word " * 120).style is DemoStyle.LABEL


def test_a_wide_demo_is_shown_whole_over_its_own_blur(show, tmp_path):
    demo = record(tmp_path / "wide.mp4", size=(320, 180), seconds=1.2, pictures=plain(GREEN))

    frame = show(demo, hook=None, style="label").frames[60]

    middle = frame.crop((0, 80, frame.width, 160))
    assert share_of(middle, GREEN) > 0.7
    assert share_of(frame.crop((0, 200, frame.width, 238)), GREEN, 25) < 0.3


def test_words_do_not_cover_a_demo_that_fits_below_them(show, tmp_path):
    demo = record(tmp_path / "demo.mp4", size=(320, 240))
    long = " ".join([HOOK] * 3)

    tops = []
    for hook in (None, HOOK, long):
        frame = show(demo, hook=hook, style="label").frames[60]
        rows = [frame.crop((0, y, 8, y + 1)) for y in range(frame.height)]
        tops.append(next(y for y, row in enumerate(rows) if share_of(row, (255, 255, 255)) > 0.9))

    assert tops[0] <= tops[1] < tops[2]
    assert tops[2] > 0.4 * frame.height


def test_a_plan_travels_between_processes(plan, screen):
    remix = plan(screen)

    assert pickle.loads(pickle.dumps(remix)) == remix


@pytest.mark.parametrize("name", ["nothing.mp4", "folder"])
def test_a_missing_demo_is_reported_by_name(plan, tmp_path, name):
    (tmp_path / "folder").mkdir()

    with pytest.raises(MediaUnreadableError, match=name):
        plan(tmp_path / name)
