"""What a probe finds, what it refuses, and that no file harms more than the process that looks."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from layers_cli.sandbox.media.errors import MediaUnreadableError
from layers_cli.sandbox.media.probing.inspect_file import inspect_file
from layers_cli.sandbox.media.probing.media_info import MediaInfo, MediaLimits, MediaRefusedError
from layers_cli.sandbox.media.probing.prober import Prober, probe
from tests.filetypes.files import case, jpeg_with, segment
from tests.platforms import named_pipes_only, posix_only
from tests.sandbox.media.probing.files import claiming_png, picture, save, zipped
from tests.sandbox.media.video.recordings import Sound, record, record_sound, turned

LIMITS = MediaLimits()


@pytest.fixture(scope="module")
def prober():
    with Prober(children=1) as prober:
        yield prober


@pytest.fixture
def error_of(prober, tmp_path):
    """Probe bytes that must be refused; return the code and the reason."""

    def _refusal(content: bytes, limits: MediaLimits = LIMITS) -> tuple[str, str]:
        with pytest.raises(MediaRefusedError) as caught:
            prober.probe(save(tmp_path / "upload.mp4", content), limits=limits)
        assert isinstance(caught.value, MediaUnreadableError)
        return caught.value.code, str(caught.value)

    return _refusal


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    return record(tmp_path_factory.mktemp("video") / "video.mp4", size=(90, 160), seconds=0.5)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_picture_is_typed_by_content_not_by_name(prober, tmp_path, kind):
    content = picture(kind)

    found = prober.probe(save(tmp_path / "movie.mp4", content))

    assert found == MediaInfo("image", f"image/{kind}", 60, 40, None, len(content), False, kind)


def test_a_pictures_size_is_that_after_rotation(prober, tmp_path):
    found = prober.probe(save(tmp_path / "a", picture("jpeg", turned=True)))

    assert (found.width, found.height) == (40, 60)


def test_a_video_is_described_by_its_first_frame(prober, video):
    found = prober.probe(video)

    size = video.stat().st_size
    assert found == MediaInfo("video", "video/mp4", 90, 160, 500, size, True, "h264")


@pytest.mark.parametrize(
    ("name", "how", "expected"),
    [
        ("a.mov", {"codec": "prores_ks", "pixels": "yuv422p10le"}, ("video/quicktime", "prores")),
        ("a.mp4", {"codec": "mpeg4", "sound": Sound(amplitude=0)}, ("video/mp4", "mpeg4")),
        (
            "a.webm",
            {"codec": "libvpx-vp9", "options": {"deadline": "realtime"}},
            ("video/webm", "vp9"),
        ),
    ],
)
def test_containers_and_codecs_are_told_apart(prober, tmp_path, name, how, expected):
    path = record(tmp_path / name, size=(64, 96), seconds=0.4, **how)
    limits = replace(LIMITS, types=(*LIMITS.types, "video/webm"))

    found = prober.probe(path, limits=limits)

    assert (found.mime, found.codec) == expected
    assert found.has_audio == ("sound" not in how)
    assert found.duration_ms == pytest.approx(400, abs=60)


def test_a_videos_size_is_that_after_rotation(prober, tmp_path):
    path = turned(record(tmp_path / "a.mp4", size=(160, 90), seconds=0.2), 270)

    found = prober.probe(path)

    assert (found.width, found.height) == (90, 160)


def test_unsupported_types_are_rejected_with_the_supported_ones(error_of, tmp_path):
    webm = record(
        tmp_path / "a.webm", size=(64, 96), seconds=0.2, codec="libvpx", sound=Sound(amplitude=0)
    )

    for content in (
        b"",
        b"hello",
        b"GIF89a" + bytes(50),
        b"\0\0\0\x18ftypheic" + bytes(50),
        b"#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1/\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        webm.read_bytes(),
    ):
        code, reason = error_of(content)
        assert code == "MEDIA_TYPE_UNSUPPORTED"
        assert "image/jpeg" in reason


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_polyglot_picture_is_rejected(error_of, kind):
    whole = picture(kind)

    for tail in (
        zipped(b"#!/bin/sh"),
        b"<script>alert(1)</script>",
        b"<HTML><body onload=alert(1)>",
        b"<?php system('id');",
        b"<!DOCTYPE html>",
    ):
        assert error_of(whole + tail)[0] == "MEDIA_UNREADABLE"


def test_what_compressed_data_happens_to_spell_is_no_polyglot(tmp_path, video):
    """`<svg` in pixels or in frames, a page in a comment: nothing of it follows the media."""
    spelled = b"<svg <script>%PDF-PK\5\6"
    rows = zlib.compress((b"\0" + (spelled * 2).ljust(60, b".")) * 9, 0)
    whole = video.read_bytes()
    free = len(spelled + spelled) + 8
    for name, content in {
        "a.png": claiming_png(60, 9, rows),
        "b.jpg": jpeg_with(segment(0xFE, spelled)),
        "c.mp4": whole + free.to_bytes(4, "big") + b"free" + spelled + spelled,
    }.items():
        assert spelled in content
        assert inspect_file(save(tmp_path / name, content), LIMITS).width > 0


def test_a_refused_file_is_called_what_it_is(error_of):
    content = case("real-animated.avif")

    assert error_of(content)[1].startswith("is an AVIF picture; it must be one of image/jpeg, ")


def test_data_before_a_picture_is_rejected(error_of):
    for head in (b"<html>", zipped(b"x"), b"%PDF-1.7\n"):
        assert error_of(head + picture("jpeg"))[0] == "MEDIA_TYPE_UNSUPPORTED"


def test_a_polyglot_video_is_rejected(error_of, video):
    whole = video.read_bytes()

    assert error_of(whole + zipped(b"x")) == ("MEDIA_UNREADABLE", "is also a zip archive")
    assert error_of(whole + b"\0\0\0\x30free<script>alert(1)</script>")[0] == "MEDIA_UNREADABLE"
    assert error_of(b"<!--ftypmp42" + whole)[0] == "MEDIA_TYPE_UNSUPPORTED"


def test_trailing_data_of_phone_photos_is_accepted(prober, tmp_path):
    """Motion photos and gain maps follow the picture in the same file."""
    content = picture("jpeg") + picture("jpeg") + bytes(range(256)) * 8

    assert prober.probe(save(tmp_path / "photo.jpg", content)).kind == "image"


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_truncated_picture_is_rejected(error_of, kind):
    content = picture(kind, size=(400, 300))

    assert error_of(content[: len(content) // 2])[0] == "MEDIA_UNREADABLE"


def test_a_file_too_large_for_its_type_is_rejected(error_of, video):
    limits = replace(LIMITS, image_bytes=300, video_bytes=1000)

    assert error_of(picture("png") + bytes(300), limits)[0] == "MEDIA_TOO_LARGE"
    assert error_of(video.read_bytes(), limits)[0] == "MEDIA_TOO_LARGE"


@pytest.mark.parametrize("side", [17_000, 50_000, 2**31 - 1])
def test_too_many_pixels_are_rejected_by_the_header(error_of, side):
    code, reason = error_of(claiming_png(side, side))

    assert code == "MEDIA_UNREADABLE"
    assert "pixels" in reason or "no readable" in reason


def test_a_bomb_within_the_pixel_limit_is_rejected_at_the_memory_limit(tmp_path, video):
    """A small file, 49 million pixels; the process may not have a byte more than it has."""
    rows = zlib.compress(bytes(7001 * 7000), 9)
    bomb = save(tmp_path / "bomb.png", claiming_png(7000, 7000, rows))
    with Prober(children=1) as prober:
        with pytest.raises(MediaRefusedError, match="memory"):
            prober.probe(bomb, limits=replace(LIMITS, memory_bytes=1))

        assert prober.probe(video).kind == "video"


def test_a_too_long_video_is_rejected(error_of, tmp_path):
    hours = record(
        tmp_path / "a.mp4", size=(64, 96), times=[0.0, 3600.0, 7200.0], sound=Sound(amplitude=0)
    )

    code, reason = error_of(hours.read_bytes())

    assert (code, reason) == ("MEDIA_UNREADABLE", "is longer than 600 s")


def test_a_false_duration_in_the_header_is_ignored(prober, tmp_path, video):
    content = bytearray(video.read_bytes())
    for box, place in ((b"mvhd", 20), (b"tkhd", 24), (b"mdhd", 20)):
        at = content.index(box) + place
        content[at : at + 4] = b"\xee\xee\xee\xee"

    found = prober.probe(save(tmp_path / "a.mp4", bytes(content)))

    assert found.duration_ms == pytest.approx(500, abs=60)


def test_headers_without_frames_are_rejected(error_of, video, tmp_path):
    content = video.read_bytes()
    begin = content.index(b"mdat") + 4
    end = content.rindex(b"moov") - 4

    blank = content[:begin] + bytes(end - begin) + content[end:]

    assert error_of(blank)[0] == "MEDIA_UNREADABLE"
    assert error_of(content[: len(content) // 2])[0] == "MEDIA_UNREADABLE"
    assert error_of(record_sound(tmp_path / "sound.mp4").read_bytes())[0] == "MEDIA_UNREADABLE"


def test_a_missing_file_is_rejected(prober, tmp_path):
    with pytest.raises(MediaRefusedError, match="No such file"):
        prober.probe(tmp_path / "nothing")


@pytest.mark.parametrize("seed", range(20))
def test_a_mutated_file_leaves_the_prober_working(prober, tmp_path, video, seed):
    chance = random.Random(seed)
    whole = chance.choice([video.read_bytes(), *(picture(kind) for kind in ("jpeg", "png"))])
    content = bytearray(whole)
    for _ in range(chance.choice((1, 10, 100))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)

    with contextlib.suppress(MediaRefusedError):
        assert prober.probe(save(tmp_path / "a", bytes(content))).width > 0

    assert prober.probe(video).kind == "video"


def children_of(process: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in listed.stdout.split()]


@posix_only
def test_a_killed_child_is_replaced(video):
    with Prober(children=1) as prober:
        prober.probe(video)
        before = set(prober.processes)
        for process in before:
            os.kill(process, signal.SIGKILL)
        found = [_tried(prober, video) for _ in range(2)]

        assert found[-1] is not None
        assert not before & set(prober.processes)


def _tried(prober: Prober, path):
    try:
        return prober.probe(path)
    except MediaRefusedError:
        return None


@named_pipes_only
def test_a_hanging_probe_ends_at_the_time_limit(tmp_path, video):
    """A named pipe that nobody writes to: reading it never returns."""
    os.mkfifo(tmp_path / "pipe")
    with Prober(children=1) as prober:
        prober.probe(video)
        begun = time.monotonic()
        with pytest.raises(MediaRefusedError, match="cannot be decoded within"):
            prober.probe(tmp_path / "pipe", limits=replace(LIMITS, wall_seconds=0.2))
        took = time.monotonic() - begun

        assert took < 0.2 * 20
        assert prober.probe(video).kind == "video"


def test_no_child_outlives_its_prober(video):
    with Prober(children=2) as prober:
        prober.probe(video)
        processes = prober.processes
        assert processes

    assert not set(processes) & set(children_of(os.getpid()))


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")
def test_a_child_inherits_no_environment_and_no_open_files(tmp_path, video, monkeypatch):
    monkeypatch.setenv("LAYERS_API_KEY", "lp_live_secret")
    with (tmp_path / "open.txt").open("w") as ours, Prober(children=1) as prober:
        os.set_inheritable(ours.fileno(), True)
        prober.probe(video)
        (child,) = prober.processes
        environment = Path(f"/proc/{child}/environ").read_bytes()
        files = {str(file.readlink()) for file in Path(f"/proc/{child}/fd").iterdir()}

    assert b"lp_live_secret" not in environment
    assert not any("open.txt" in file for file in files)


def test_many_threads_may_probe_at_once(video, tmp_path):
    photo = save(tmp_path / "a.png", picture("png"))
    with Prober(children=2) as prober, ThreadPoolExecutor(8) as threads:
        kinds = list(threads.map(lambda path: prober.probe(path).kind, [video, photo] * 12))

        assert kinds == ["video", "image"] * 12
        assert len(prober.processes) <= 2


def test_a_warm_child_answers_much_faster_than_a_new_one(video):
    with Prober(children=1) as prober:
        times = []
        for _ in range(6):
            begun = time.perf_counter()
            prober.probe(video)
            times.append(time.perf_counter() - begun)

    assert min(times[1:]) < times[0] / 3


def test_one_probe_needs_no_prober(video):
    assert probe(video).kind == "video"


def test_without_pyav_pictures_are_still_probed(tmp_path, video):
    code = (
        "import sys; sys.modules['av'] = None\n"
        "from pathlib import Path\n"
        "from layers_cli.sandbox.media.probing.media_info import *\n"
        "from layers_cli.sandbox.media.probing.inspect_file import inspect_file\n"
        "print(inspect_file(Path(sys.argv[1]), MediaLimits()).kind)\n"
        "try: inspect_file(Path(sys.argv[2]), MediaLimits())\n"
        "except MediaRefusedError as exc: print(exc.code, exc)\n"
    )
    photo = save(tmp_path / "a.png", picture("png"))

    done = subprocess.run(
        [sys.executable, "-c", code, str(photo), str(video)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines() == [
        "image",
        "MEDIA_TYPE_UNSUPPORTED videos need PyAV: pip install 'layers-cli[sandbox-video]'",
    ]
