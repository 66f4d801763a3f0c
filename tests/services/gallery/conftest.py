"""A sandbox whose pictures a browser can show."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.testing import open_sandbox
from tests import browsers
from tests.conftest import Layers
from tests.sandbox.page.browsing import TealRenderer

chromium = browsers.chromium


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxState]:
    opened = open_sandbox(tmp_path / "sandbox", renderer=TealRenderer())
    yield opened
    opened.close()


@pytest.fixture
def reviewed(layers: Layers) -> Layers:
    """Containers that are generated wait for a review."""
    layers("project", "update", "--review", "review_all")
    return layers
