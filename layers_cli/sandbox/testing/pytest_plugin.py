"""The pytest fixture `layers_sandbox`. Light: pytest loads this module before every run."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from layers_cli.sandbox.testing import Sandbox


@pytest.fixture
def layers_sandbox(tmp_path: Path) -> Iterator["Sandbox"]:
    """Give the test a Layers sandbox of its own: `base_url`, `key`, `project`, `transport()`.

    It draws at once, keeps nothing beyond the test, and opens a port only if `base_url` is read.
    For other settings write a fixture around `layers_cli.sandbox.testing.sandbox`.
    """
    missing = ""
    try:
        from layers_cli.sandbox.testing import sandbox  # pytest loads this module in every run
    except ModuleNotFoundError as exc:
        missing = str(exc)
    if missing:  # not above: pytest would show both as one chain
        pytest.fail(missing, pytrace=False)

    with sandbox(tmp_path / "layers-sandbox") as opened:
        yield opened
