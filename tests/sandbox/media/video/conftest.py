"""Small videos: an eighth of the usual size, three seconds, half a second of blue for a reaction."""

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from layers_cli.sandbox.media.palette import make_palette
from layers_cli.sandbox.media.video.drawing import RemixResult, draw_remix
from layers_cli.sandbox.media.video.planning import plan_remix
from layers_cli.sandbox.media.video.reactions.catalog import HERE, Reaction
from layers_cli.sandbox.media.video.remix import RemixPlan
from layers_cli.sandbox.media.video.writer import FPS
from tests.sandbox.media.brands import demo_brand
from tests.sandbox.media.video.recordings import BLUE, Sound, Watched, plain, record, watch

SHRINK = 8
SECONDS = 3
FRAMES = SECONDS * FPS
PALETTE = make_palette((20, 160, 110))
HOOK = "POV: you finally stopped losing 3 hours a day to your inbox 😭📥"


@pytest.fixture(scope="session")
def blue_reaction(tmp_path_factory) -> Reaction:
    """A user's own reaction, as short as it may be."""
    path = tmp_path_factory.mktemp("reactions") / "blue.mp4"
    record(path, size=(90, 160), seconds=0.5, pictures=plain(BLUE), sound=Sound(amplitude=0))
    return Reaction(path, is_drawn=False)


@pytest.fixture(scope="session")
def screen(tmp_path_factory) -> Path:
    """Two seconds of a phone's screen, green, with a tone."""
    return record(tmp_path_factory.mktemp("demo") / "screen.mp4", seconds=2.0)


@pytest.fixture(scope="session")
def plan(blue_reaction) -> Callable[..., RemixPlan]:
    def _plan(demo: Path, *, hook: str | None = HOOK, **changes) -> RemixPlan:
        remix = plan_remix(hook, demo_brand(), demo, seed="test")
        return replace(remix, **{"reaction": blue_reaction, **changes})

    return _plan


@pytest.fixture(scope="session")
def plain_remix(plan, screen, tmp_path_factory) -> Path:
    """The remix of *screen* without words; not to be changed."""
    path = tmp_path_factory.mktemp("remixes") / "remix.mp4"
    return draw_remix(plan(screen, hook=None), path, shrink=SHRINK, shortest=SECONDS).path


@pytest.fixture(scope="session")
def reaction_remix(plan, screen, tmp_path_factory) -> Callable[[str], RemixResult]:
    """Give the remix of *screen* that begins with a reaction of ours; each is drawn once."""
    folder = tmp_path_factory.mktemp("reaction-remixes")

    @functools.cache
    def _draw(name: str) -> RemixResult:
        remix = plan(screen, **drawn_reaction(name))
        return draw_remix(remix, folder / f"{name}.mp4", shrink=SHRINK, shortest=SECONDS)

    return _draw


def drawn_reaction(name: str) -> dict[str, Any]:
    """Return the changes to a plan that make it the plan of `reaction_remix`."""
    reaction = Reaction(HERE / f"{name}.mp4", is_drawn=True)
    return {"hook": None, "reaction": reaction, "palette": PALETTE}


@pytest.fixture
def draw(plan, tmp_path) -> Callable[..., RemixResult]:
    """Draw a small remix of a demo."""

    def _draw(
        demo: Path,
        *,
        name: str = "remix.mp4",
        shrink: int = SHRINK,
        shortest: int = SECONDS,
        **changes,
    ) -> RemixResult:
        remix = plan(demo, **changes)
        return draw_remix(remix, tmp_path / name, shrink=shrink, shortest=shortest)

    return _draw


@pytest.fixture
def show(draw) -> Callable[..., Watched]:
    """Draw a small remix of a demo and watch it."""

    def _show(demo: Path, **changes) -> Watched:
        return watch(draw(demo, **changes).path)

    return _show
