"""The reactions to choose from, and that those which ship are what the script draws."""

import shutil

import av
import pytest
from PIL import ImageChops, ImageStat

from layers_cli.sandbox.media.video.reactions.__main__ import stored
from layers_cli.sandbox.media.video.reactions.catalog import HERE, Reaction, choose_reaction
from layers_cli.sandbox.media.video.reactions.poses import HIT, REACTIONS, TURN, pose_at
from layers_cli.sandbox.media.video.reactions.whoosh import synthesize
from tests.sandbox.media.video.conftest import PALETTE
from tests.sandbox.media.video.recordings import share_of, watch

SEEDS = [str(number) for number in range(60)]


def test_every_reaction_is_chosen_by_some_seed_and_always_by_the_same(tmp_path):
    chosen = {seed: choose_reaction(seed) for seed in SEEDS}

    assert {reaction.path.stem for reaction in chosen.values()} == set(REACTIONS)
    assert chosen == {seed: choose_reaction(seed, tmp_path / "missing") for seed in SEEDS}


def test_the_users_own_clips_join_the_pool(tmp_path):
    shutil.copy(HERE / "crying.mp4", tmp_path / "mine.MP4")
    for name in ("notes.txt", ".hidden.mp4"):
        (tmp_path / name).write_text("no clip")
    (tmp_path / "folder.mp4").mkdir()

    chosen = {choose_reaction(seed, tmp_path) for seed in SEEDS}

    assert Reaction(tmp_path / "mine.MP4", is_drawn=False) in chosen
    assert len(chosen) == len(REACTIONS) + 1


@pytest.mark.parametrize("name", REACTIONS)
def test_shipped_reactions_match_the_script(name):
    """Frames are compared, not bytes: encoders differ between versions."""
    with av.open(str(HERE / f"{name}.mp4")) as container:
        frames = list(container.decode(video=0))

    assert len(frames) == 78
    for number in (0, 40):
        shipped = frames[number].reformat(format="rgb24", src_colorspace="ITU709").to_image()
        away = ImageChops.difference(shipped, stored(name, number / 30))
        assert max(ImageStat.Stat(away).mean) < 3


def test_shipped_reactions_are_small():
    assert all(path.stat().st_size < 600_000 for path in HERE.glob("*.mp4"))


@pytest.mark.parametrize("name", REACTIONS)
def test_a_reaction_stands_before_rays_in_the_brands_colours(reaction_remix, name):
    shown = watch(reaction_remix(name).path)

    for number in (10, 60):
        frame = shown.frames[number]
        assert share_of(frame, PALETTE.vivid.base, 24) > 0.1
        assert share_of(frame, (255, 206, 60), 50) > 0.1
    assert 0.1 < max(map(abs, shown.samples[: 48_000 * 2])) < 1
    assert shown.frames[10].size == (134, 240)


def test_a_reaction_begins_in_doubt_and_ends_in_its_pose():
    for name, end in REACTIONS.items():
        assert pose_at(name, 0) == pose_at(name, TURN) == pose_at("crying", 0)
        assert pose_at(name, HIT).mouth_height == pytest.approx(end.mouth_height)


def test_the_sound_is_the_same_every_time_and_does_not_clip():
    sound = memoryview(synthesize(1.5, 8000)).cast("f")

    assert sound == memoryview(synthesize(1.5, 8000)).cast("f")
    assert 0.3 < max(map(abs, sound)) <= 0.9
