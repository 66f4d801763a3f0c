"""Checks of this machine: the program, its folders, its ledger, its terminal."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from layers_cli import __version__
from layers_cli.config.paths import cache_dir, config_dir
from layers_cli.doctor.findings import failed, passed, warned
from layers_cli.ledger.checking import trouble_of
from layers_cli.ledger.paths import ledger_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from layers_cli.doctor.findings import Finding
    from layers_cli.render.terminal import Terminal

_LEAST_FREE = 50_000_000  # bytes
_PROGRAM = "layers"


def check_program(environ: Mapping[str, str], own: Path) -> Iterator[Finding]:
    """Check the version, and whether *own*, this program, is the `layers` that a shell finds."""
    python = f"Python {platform.python_version()} at {sys.executable}"
    yield passed("version", f"layers {__version__}, {python}, {platform.platform(terse=True)}")
    found = shutil.which(_PROGRAM, path=environ.get("PATH", ""))
    ours = {_real(own), _real(Path(sys.executable).parent / _PROGRAM)}
    if found is None:
        yield warned("path", "No `layers` is on PATH", f"add {Path(sys.executable).parent} to PATH")
    elif _real(Path(found)) in ours:
        yield passed("path", f"{found} is this program")
    else:
        yield warned(
            "path",
            f"{found} is another program called `layers`; the vendor's login tool is one",
            "call this one `layers-cli`, or put its folder first in PATH",
        )


def check_folders(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check that the folders of the configuration, the ledger and the cache can be written."""
    places = {
        "config folder": (config_dir(environ), "LAYERS_CONFIG_DIR"),
        "state folder": (ledger_path(environ).parent, "LAYERS_STATE_DIR"),
        "cache folder": (cache_dir(environ), "LAYERS_CACHE_DIR"),
    }
    for name, (folder, variable) in places.items():
        if folder is not None:
            yield _folder(name, folder, variable)
        else:
            yield warned(name, "there is none: no home folder is known", f"set {variable}")


def check_ledger(environ: Mapping[str, str]) -> Finding:
    """Check that the ledger of what was started is sound; it is read, not changed."""
    path = ledger_path(environ)
    if not path.exists():
        return passed("ledger", f"{path} does not exist yet; the first call that costs makes it")
    trouble = trouble_of(path)
    if trouble is None:
        return passed("ledger", f"{path} is sound")
    fix = f"see with `layers content list` what there is, then: mv {path} {path}.broken"
    return failed("ledger", f"{path}: {trouble}", fix)


def check_extras() -> Iterator[Finding]:
    """Check which optional parts are installed."""
    from layers_cli.sandbox.manage.process import SandboxMissingError, require_extra

    try:
        require_extra()
        yield passed("sandbox", "its packages are installed")
    except SandboxMissingError as exc:
        yield warned("sandbox", str(exc), "pip install 'layers-cli[sandbox]'")
    parts = {
        "sandbox videos": ("av", "sandbox-video"),
        "previews": ("PIL", "preview"),
        "keyring": ("keyring", "keyring"),
    }
    for name, (module, extra) in parts.items():
        if find_spec(module):
            yield passed(name, "their packages are installed")
        else:
            yield passed(name, f"not installed; pip install 'layers-cli[{extra}]' adds it")


def check_terminal(
    terminal: Terminal,
    environ: Mapping[str, str],
    encoding: str,
    pictures: Callable[[], str],
) -> Finding:
    """Say what the terminal can show; *pictures* finds out how it shows those."""
    if not terminal.is_terminal:
        return passed("terminal", "the output is no terminal: plain lines, no colours")
    abilities = {
        "colours": terminal.color,
        "links": terminal.links,
        "moving lines": terminal.live,
    }
    has = [name for name, there in abilities.items() if there] or ["plain text only"]
    has.append(f"pictures by {pictures()}")
    said = f"{environ.get('TERM', 'no TERM')}, {encoding}: {', '.join(has)}"
    if terminal.glyphs:
        return passed("terminal", said)
    return warned("terminal", f"{said}; no glyphs", "use a UTF-8 locale: export LANG=C.UTF-8")


def _folder(name: str, folder: Path, variable: str) -> Finding:
    fix = f"give yourself the right to write there, or set {variable} to another folder"
    there = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    try:
        if there == folder:
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"x")
                file.flush()
        elif not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
            return failed(name, f"{folder} cannot be made: {there} does not allow it", fix)
        free = shutil.disk_usage(there).free
    except OSError as exc:
        return failed(name, f"{folder} cannot be written: {exc.strerror or exc}", fix)
    if free < _LEAST_FREE:
        return warned(name, f"{folder} has only {free // 1_000_000} MB left", "make room")
    return passed(name, f"{folder} {'can be written' if there == folder else 'can be made'}")


def _real(path: Path) -> str:
    return os.path.realpath(path).removesuffix(".exe")
