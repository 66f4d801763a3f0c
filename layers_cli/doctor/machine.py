"""Check this machine: the program, its folders, its ledger, its terminal."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from layers_cli import __version__
from layers_cli.config.paths import cache_dir, config_dir
from layers_cli.doctor.findings import Finding, failed, passed, warned
from layers_cli.formats.file_owners import foreign_owner, is_there
from layers_cli.inputs.places import unwritable
from layers_cli.ledger.checking import trouble_of
from layers_cli.ledger.paths import ledger_path
from layers_cli.sandbox.manage.process import SandboxMissingError, require_extra

_LEAST_FREE = 50_000_000  # bytes
_PROGRAM = "layers"
_VENDOR_PACKAGE = "@layers/cli"
_SCRIPT_BYTES = 4096  # more than an npm script has


@dataclass(frozen=True)
class TerminalInfo:
    """What stdout can show; *pictures* finds out how it shows pictures, and may ask it."""

    is_terminal: bool
    encoding: str
    has_glyphs: bool
    pictures: Callable[[], str]
    abilities: tuple[str, ...] = ()


def check_program(environ: Mapping[str, str], own: Path) -> Iterator[Finding]:
    """Check the version, and whether *own*, this program, is the `layers` that a shell finds."""
    python = f"Python {platform.python_version()} at {sys.executable}"
    yield passed("version", f"layers {__version__}, {python}, {platform.platform(terse=True)}")
    ours = {_real(own), _real(Path(sys.executable).parent / _PROGRAM)}
    commands = _commands_on_path(environ)
    others = [path for path in commands if _real(path) not in ours]
    vendor = next((path for path in others if _is_vendors(path)), None)
    if not commands:
        yield warned("path", "no `layers` is on PATH", f"add {Path(sys.executable).parent} to PATH")
    elif _real(commands[0]) in ours:
        yield passed("path", f"`layers` is {commands[0]}, this program")
    else:
        owner = "the vendor's command" if commands[0] == vendor else "another program"
        yield warned(
            "path",
            f"`layers` is {commands[0]}, {owner}",
            "run this one as `layers-cli`, or put its folder first in PATH",
        )
    if vendor:
        yield passed("vendor command", f"{vendor} is installed; `layers-cli` is always this one")
    else:
        yield passed("vendor command", f"{_VENDOR_PACKAGE} of npm is not on PATH")


def check_folders(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check that the config, state and cache folders can be written."""
    places = {
        "config folder": (config_dir(environ), "LAYERS_CONFIG_DIR"),
        "state folder": (ledger_path(environ).parent, "LAYERS_STATE_DIR"),
        "cache folder": (cache_dir(environ), "LAYERS_CACHE_DIR"),
    }
    for name, (folder, variable) in places.items():
        if folder is not None:
            yield _folder(name, folder, variable)
        else:
            yield warned(name, "there is none, since no home folder is known", f"set {variable}")


def check_ledger(environ: Mapping[str, str]) -> Finding:
    """Check that the ledger is sound, without changing it."""
    path = ledger_path(environ)
    if not is_there(path):
        return passed("ledger", f"{path} does not exist yet; the first billable call creates it")
    if owner := foreign_owner(path, path.parent):
        return failed("ledger", f"{path}: {owner.sentence}", owner.way_out("LAYERS_STATE_DIR"))
    trouble = trouble_of(path)
    if trouble is None:
        return passed("ledger", f"{path} is sound")
    fix = f"check with `layers content list` what exists, then: mv {path} {path}.broken"
    return failed("ledger", f"{path}: {trouble}", fix)


def check_extras() -> Iterator[Finding]:
    """Report which optional packages are installed."""
    try:
        require_extra()
        yield passed("sandbox", "installed")
    except SandboxMissingError as exc:
        yield warned("sandbox", str(exc), "pip install 'layers-cli[sandbox]'")
    parts = {
        "sandbox videos": ("av", "sandbox-video"),
        "previews": ("PIL", "preview"),
        "keyring": ("keyring", "keyring"),
    }
    for name, (module, extra) in parts.items():
        if find_spec(module):
            yield passed(name, "installed")
        else:
            yield passed(name, f"not installed; pip install 'layers-cli[{extra}]' adds it")


def check_terminal(terminal: TerminalInfo, environ: Mapping[str, str]) -> Finding:
    """Say what the terminal can show."""
    if not terminal.is_terminal:
        return passed("terminal", "the output is not a terminal: plain lines, no colors")
    abilities = [*terminal.abilities, f"pictures by {terminal.pictures()}"]
    found = f"{environ.get('TERM', 'no TERM')}, {terminal.encoding}: {', '.join(abilities)}"
    if terminal.has_glyphs:
        return passed("terminal", found)
    return warned("terminal", f"{found}; no glyphs", "use a UTF-8 locale: export LANG=C.UTF-8")


def _folder(name: str, folder: Path, variable: str) -> Finding:
    fix = f"make it writable, or set {variable} to another folder"
    if owner := foreign_owner(folder, folder):
        fix = owner.way_out(variable)
    why = unwritable(folder)
    if why is not None:
        said = owner.sentence if owner else why
        return failed(name, f"{folder} cannot be written: {said}", fix)
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    if free < _LEAST_FREE:
        return warned(name, f"{folder} has only {free // 1_000_000} MB left", "free some space")
    return passed(name, f"{folder} {'can be written' if there == folder else 'can be created'}")


def _commands_on_path(environ: Mapping[str, str]) -> list[Path]:
    """Return every `layers` that a shell would find, the one it runs first."""
    folders = dict.fromkeys(environ.get("PATH", "").split(os.pathsep))
    found = (shutil.which(_PROGRAM, path=folder) for folder in folders if folder)
    return [Path(path) for path in found if path]


def _is_vendors(path: Path) -> bool:
    """Return whether *path* runs the vendor's npm package.

    npm links its commands on POSIX; on Windows it writes a script that names the package's folder.
    """
    if _VENDOR_PACKAGE in _real(path).replace("\\", "/"):
        return True
    with suppress(OSError), path.open("rb") as file:
        return _VENDOR_PACKAGE.encode() in file.read(_SCRIPT_BYTES).replace(b"\\", b"/")
    return False


def _real(path: Path) -> str:
    return os.path.realpath(path).removesuffix(".exe")
