"""Files that are damaged, lie, or never end: a video comes out, or one error that names the file."""

import random
import time
from pathlib import Path
from typing import Any

import pytest

from layers_cli.sandbox.media.errors import MediaUnreadableError
from layers_cli.sandbox.media.video.drawing import draw_remix
from layers_cli.sandbox.media.video.source import MAX_DAMAGED
from tests.sandbox.media.video.conftest import FRAMES, SECONDS, SHRINK
from tests.sandbox.media.video.recordings import (
    GREEN,
    Sound,
    noisy,
    plain,
    record,
    record_sound,
    share_of,
    watch,
)

HOSTILE = {
    "empty": b"",
    "text": b"hello, world\n" * 40,
    "playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(400),
    "boxes": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + bytes(200),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_other_files_are_rejected_by_name(plan, tmp_path, case):
    demo = tmp_path / "demo.mp4"
    demo.write_bytes(HOSTILE[case])

    with pytest.raises(MediaUnreadableError, match=r"demo\.mp4"):
        plan(demo)


def test_sound_alone_is_no_video(plan, tmp_path):
    with pytest.raises(MediaUnreadableError, match="no video"):
        plan(record_sound(tmp_path / "demo.mp4"))


def test_a_truncated_recording_is_shown_up_to_its_end(show, tmp_path):
    demo = record(
        tmp_path / "demo.mp4",
        size=(90, 196),
        seconds=2,
        options={"g": "10"},
        container_options={"movflags": "+faststart"},
    )
    content = demo.read_bytes()
    demo.write_bytes(content[: len(content) * 3 // 4])

    frames = show(demo, hook=None).frames

    assert len(frames) == FRAMES
    assert share_of(frames[40], GREEN) > 0.25


def first_of(seeds: int, *, few: int) -> list[Any]:
    """Return so many seeds; only a *few* of them are part of a quick run."""
    return [
        *range(few),
        *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(few, seeds)),
    ]


def damaged(content: bytes, *, seed: int, places: int) -> bytes:
    chance, spoilt = random.Random(seed), bytearray(content)
    begin = content.index(b"mdat") + 8
    end = content.rindex(b"moov") if content.rindex(b"moov") > begin else len(content)
    for _ in range(places):
        spoilt[chance.randrange(begin, end)] = chance.randrange(256)
    return bytes(spoilt)


@pytest.mark.parametrize("seed", first_of(6, few=1))
def test_some_damaged_packets_are_skipped_with_the_same_bytes_every_time(draw, tmp_path, seed):
    demo = record(tmp_path / "demo.mp4", size=(180, 320), seconds=2, pictures=noisy, fps=10)
    demo.write_bytes(damaged(demo.read_bytes(), seed=seed, places=40))

    results = [draw(demo, hook=None, name=f"{number}.mp4") for number in range(2)]

    assert {result.duration_ms for result in results} == {SECONDS * 1000}
    assert len({result.path.read_bytes() for result in results}) == 1


def test_a_recording_with_too_many_damaged_packets_is_rejected(draw, plan, tmp_path):
    demo = record(tmp_path / "demo.mp4", size=(90, 160), seconds=4, fps=30, options={"g": "1"})
    remix = plan(demo, hook=None)
    content = bytearray(demo.read_bytes())
    begin = content.index(b"mdat") + 2000
    end = content.rindex(b"moov") - 4
    content[begin:end] = b"\xff" * (end - begin)
    demo.write_bytes(content)

    with pytest.raises(MediaUnreadableError, match=f"more than {MAX_DAMAGED} damaged"):
        draw_remix(remix, tmp_path / "remix.mp4", shrink=SHRINK)


def test_frames_of_too_many_pixels_are_refused_before_they_are_decoded(plan, tmp_path):
    demo = record(
        tmp_path / "demo.mov", size=(8192, 4096), seconds=0.04, codec="mjpeg", pixels="yuvj420p"
    )

    with pytest.raises(MediaUnreadableError, match="pixels"):
        plan(demo)


def test_two_hours_in_a_few_frames_cost_no_more_than_15_seconds(draw, plan, tmp_path):
    """A gap of an hour is 108,000 frames at 30 a second; nobody waits for them."""
    hours = [0.0, 0.1, 3600.0, 7200.0]
    quiet = {"size": (90, 196), "sound": Sound(amplitude=0), "pictures": plain(GREEN)}
    endless = record(tmp_path / "endless.mp4", times=hours, **quiet)
    usual = record(tmp_path / "usual.mp4", seconds=15, fps=10, **quiet)

    costs = []
    for demo in (endless, usual):
        begun = time.process_time()
        result = draw(demo, hook=None)
        costs.append(time.process_time() - begun)
        assert result.duration_ms == 15_000

    assert costs[0] < 3 * costs[1]


def test_a_demo_of_one_frame_holds_it_to_the_end(show, tmp_path):
    demo = record(tmp_path / "demo.mp4", times=[0.0], sound=Sound(amplitude=0))

    frames = show(demo, hook=None).frames

    assert len(frames) == FRAMES
    assert share_of(frames[-1], GREEN) > 0.25


@pytest.mark.parametrize("seed", first_of(20, few=6))
def test_a_mutated_file_is_drawn_or_rejected(plan, tmp_path, screen, seed):
    chance = random.Random(seed)
    content = bytearray(screen.read_bytes())
    for _ in range(chance.choice((1, 10, 200))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    if chance.random() < 0.3:
        del content[chance.randrange(len(content)) :]
    demo = tmp_path / "demo.mp4"
    demo.write_bytes(content)

    try:
        remix = plan(demo, hook=None)
        result = draw_remix(remix, tmp_path / "remix.mp4", shrink=12, shortest=SECONDS)
    except MediaUnreadableError:
        return

    assert len(watch(result.path).frames) / 30 == pytest.approx(result.duration_ms / 1000, abs=0.01)


def test_a_full_disk_is_not_the_recordings_fault(plan, screen):
    """`/dev/full` answers every write as a full disk does."""
    with pytest.raises(OSError, match=r"[Nn]o space") as caught:
        draw_remix(plan(screen, hook=None), Path("/dev/full"), shrink=SHRINK)

    assert not isinstance(caught.value, MediaUnreadableError)
