"""Hostile files cost the process that looks at them little, and the prober nothing at all."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from layers_cli.sandbox.media.probing.media_info import (
    MEGABYTE,
    MediaInfo,
    MediaLimits,
    MediaRefusedError,
)
from layers_cli.sandbox.media.probing.prober import Prober
from tests.sandbox.media.probing import bombs
from tests.sandbox.media.probing.files import picture, save
from tests.sandbox.media.video.recordings import record

SECONDS = 20
"""Far more than any answer takes on a busy machine; endless work would take longer."""
MAX_MEMORY = 700 * MEGABYTE
KINDS = ("jpeg", "png", "webp", "video")
BOMBS: dict[str, Callable[[], bytes]] = {
    "jpeg of 4 billion pixels": bombs.giant_jpeg,
    "webp of 268 million pixels": bombs.giant_webp,
    "webp canvas of 4 billion pixels": bombs.giant_webp_canvas,
    "gif of many giant frames": bombs.giant_gif,
    "boxes in boxes": bombs.nested_boxes,
    "nothing": lambda: b"",
    "page": lambda: b"<!doctype html><script>alert(1)</script>",
    "drawing": lambda: b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
}


@dataclass
class Outcome:
    found: MediaInfo | None
    code: str | None
    seconds: float
    memory: int


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    return record(folder / "video.mp4", size=(90, 160), seconds=0.5)


@pytest.fixture(scope="module")
def prober():
    with Prober(children=1) as prober:
        yield prober


@pytest.fixture
def look(prober, tmp_path, video) -> Callable[..., Outcome]:
    """Probe a file called `photo.jpg`; say what came of it and the most memory it took."""
    assert prober.probe(video).kind == "video"

    def _look(content: bytes, **limits) -> Outcome:
        path = save(tmp_path / "photo.jpg", content)
        begun = time.monotonic()
        found = code = None
        try:
            found = prober.probe(path, limits=replace(MediaLimits(), **limits))
        except MediaRefusedError as exc:
            code = exc.code
        outcome = Outcome(found, code, time.monotonic() - begun, most_memory(prober))
        assert prober.probe(video).kind == "video"
        return outcome

    return _look


def most_memory(prober: Prober) -> int:
    """Return the most bytes the living child has held; 0 where that cannot be read."""
    for process in prober.processes:
        status = Path(f"/proc/{process}/status")
        if status.exists():
            most = status.read_text().partition("VmHWM:")[2].split()
            return int(most[0]) * 1024 if most else 0
    return 0


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_rejected_before_it_is_decoded(look, bomb):
    outcome = look(BOMBS[bomb]())

    assert outcome.code in ("MEDIA_UNREADABLE", "MEDIA_TYPE_UNSUPPORTED")
    assert outcome.seconds < SECONDS
    assert outcome.memory < MAX_MEMORY


@pytest.mark.parametrize("make", [bombs.animated_png, bombs.folded_comment])
def test_compressed_metadata_is_not_inflated(look, make):
    """Whether the picture is taken does not matter; that nothing is unfolded does."""
    outcome = look(make())

    assert outcome.found is not None or outcome.code == "MEDIA_UNREADABLE"
    assert outcome.seconds < SECONDS
    assert outcome.memory < MAX_MEMORY


def test_an_endless_decode_ends_at_the_cpu_limit(look):
    """Its bytes and pixels are within all limits, but each scan is over all of the pixels."""
    outcome = look(bombs.scans_without_end(), cpu_seconds=1)

    assert outcome.code == "MEDIA_UNREADABLE"
    assert outcome.seconds < SECONDS


@pytest.mark.parametrize("lie", bombs.LIES)
def test_a_video_with_false_headers_costs_no_more_than_another(look, video, lie):
    outcome = look(bombs.lying_video(video, lie))

    if outcome.found is not None:
        assert (outcome.found.width, outcome.found.height) == (90, 160)
        assert 0 <= (outcome.found.duration_ms or 0) <= MediaLimits().duration_ms
    assert outcome.seconds < SECONDS
    assert outcome.memory < MAX_MEMORY


@pytest.mark.parametrize("kind", KINDS)
def test_damage_of_any_kind_is_answered(look, video, kind):
    damage(look, video, kind, seeds=range(10))


@pytest.mark.torture
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", KINDS)
def test_a_lot_of_damage_is_answered(look, video, kind):
    begin = time.time_ns()
    damage(look, video, kind, seeds=range(begin, begin + 500))


def damage(look, video: Path, kind: str, *, seeds: range) -> None:
    whole = video.read_bytes() if kind == "video" else picture(kind)
    for seed in seeds:
        outcome = look(bombs.damaged(whole, seed))
        assert (outcome.found is None) != (outcome.code is None), seed
        assert outcome.seconds < SECONDS, seed
        assert outcome.memory < MAX_MEMORY, seed
