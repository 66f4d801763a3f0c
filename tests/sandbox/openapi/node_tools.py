"""Programs from npm: `.ci/run` installs them into a cache folder; elsewhere a test is skipped."""

import os
import shutil
from pathlib import Path

import platformdirs
import pytest


def modules() -> Path:
    """Return the folder that npm installed into."""
    cache = platformdirs.user_cache_dir("layers-cli-tests", appauthor=False)
    return Path(os.environ.get("LAYERS_NODE_TOOLS", cache), "node_modules")


def found(name: str) -> list[str] | None:
    """Return the command line of *name*, if it is there."""
    node, program = shutil.which("node"), modules() / ".bin" / name
    return [node, str(program)] if node is not None and program.exists() else None


def node_tool(name: str) -> list[str]:
    """Return the command line of *name*; without it the test is skipped, and in CI it fails."""
    if (command := found(name)) is not None:
        return command
    what = f"{name} of npm is not installed in {modules()}"
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)
