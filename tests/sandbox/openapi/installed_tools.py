"""Programs from npm and PyPI: `.ci/run` installs them into one folder; elsewhere tests are skipped.

Those from PyPI have an environment of their own there, since they pin what this package needs newer.
"""

import os
import shutil
import sys
from pathlib import Path

import platformdirs
import pytest


def folder() -> Path:
    """Return the folder that `.ci/run` installs into."""
    cache = platformdirs.user_cache_dir("layers-cli-tests", appauthor=False)
    return Path(os.environ.get("LAYERS_NODE_TOOLS", cache))


def modules() -> Path:
    """Return the folder that npm installed into."""
    return folder() / "node_modules"


def found(name: str) -> list[str] | None:
    """Return the command line of *name* of npm, if it is there."""
    node, program = shutil.which("node"), modules() / ".bin" / name
    return [node, str(program)] if node is not None and program.exists() else None


def node_tool(name: str) -> list[str]:
    """Return the command line of *name*; without it the test is skipped, and in CI it fails."""
    return found(name) or _missing(f"{name} of npm is not installed in {modules()}")


def python_tool(name: str) -> list[str]:
    """Return the command line of *name* of PyPI; without it the test is skipped, and in CI it fails."""
    programs = folder() / "python" / ("Scripts" if sys.platform == "win32" else "bin")
    if (program := shutil.which(name, path=str(programs))) is not None:
        return [program]
    return _missing(f"{name} of PyPI is not installed in {programs}")


def _missing(what: str) -> list[str]:
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)
