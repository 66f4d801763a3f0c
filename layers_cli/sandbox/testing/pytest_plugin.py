"""The pytest fixture `layers_sandbox`. Light: pytest loads this module before every run."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from layers_cli.sandbox.testing import Sandbox


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of the marker."""
    config.addinivalue_line(
        "markers",
        "layers_sandbox(**options): arguments of layers_cli.sandbox.testing.sandbox for the fixture"
        " layers_sandbox, such as seeded_credits=500, create_rate=60 or concurrent_jobs=3",
    )


@pytest.fixture
def layers_sandbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator["Sandbox"]:
    """Give the test a Layers sandbox of its own: `base_url`, `key`, `project`, `transport()`.

    It draws at once, keeps nothing beyond the test, and opens a port only if `base_url` is read.
    `@pytest.mark.layers_sandbox(seeded_credits=500, create_rate=60)` has other settings: the
    arguments of `layers_cli.sandbox.testing.sandbox`.
    """
    missing = ""
    try:
        from layers_cli.sandbox.testing import sandbox  # pytest loads this module in every run
    except ModuleNotFoundError as exc:
        missing = str(exc)
    if missing:  # not above: pytest would show both as one chain
        pytest.fail(missing, pytrace=False)

    marks = request.node.iter_markers("layers_sandbox")
    options = {name: value for mark in reversed([*marks]) for name, value in mark.kwargs.items()}
    with sandbox(**{"folder": tmp_path / "layers-sandbox"} | options) as opened:
        yield opened
