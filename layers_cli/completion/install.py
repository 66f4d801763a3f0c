"""Puts a completion script where its shell looks for it; run again, it changes nothing."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode

_BEGIN = b"# >>> layers completion >>>"
_END = b"# <<< layers completion <<<"
_ASKING_SECONDS = 10.0  # a cold PowerShell takes two of them

# What loads the scripts in bash's own folder; without it, the shell has to be told.
_BASH_LOADERS = (
    "/usr/share/bash-completion/bash_completion",
    "/etc/bash_completion",
    "/opt/homebrew/etc/profile.d/bash_completion.sh",
    "/usr/local/etc/profile.d/bash_completion.sh",
    "/opt/local/etc/profile.d/bash_completion.sh",
)


@dataclass(frozen=True)
class Places:
    """Where a shell looks: the *files* to write, and *lines* for its *startup* file, if it must."""

    files: tuple[Path, ...]
    startup: Path | None = None
    lines: str = ""


@dataclass(frozen=True)
class Installed:
    """What was done: the script's *file*, the *startup* file that loads it, and what *changed*."""

    shell: str
    file: str
    startup: str | None
    changed: tuple[str, ...]

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it."""
        return {
            "shell": self.shell,
            "file": self.file,
            "startupFile": self.startup,
            "changed": list(self.changed),
        }


def install(shell: str, text: str, environ: Mapping[str, str]) -> Installed:
    """Write *text*, the script for *shell*; raises `CommandError` where that cannot be done."""
    places = _PLACES[shell](environ)
    changed: list[Path] = []
    try:
        for file in places.files:
            changed += _write(file, text.encode())
        if places.startup:
            changed += _write(places.startup, _with_block(places.startup, places.lines))
    except OSError as exc:
        raise CommandError(
            f"{exc.filename or 'The script'} cannot be written: {exc.strerror}",
            code="cli_not_installed",
            exit_code=ExitCode.ERROR,
            hint=f"print the script and save it yourself: layers completion {shell}",
        ) from exc
    startup = str(places.startup) if places.startup else None
    return Installed(shell, str(places.files[0]), startup, tuple(map(str, changed)))


def _home(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("HOME") or environ.get("USERPROFILE") or Path.home())


def _folder(environ: Mapping[str, str], variable: str, default: str) -> Path:
    """Return the folder that *variable* names, if absolute, or *default* in the home folder."""
    chosen = Path(environ.get(variable, ""))
    return chosen if chosen.is_absolute() else _home(environ) / default


def _data(environ: Mapping[str, str]) -> Path:
    return _folder(environ, "XDG_DATA_HOME", ".local/share")


def _bash(environ: Mapping[str, str]) -> Places:
    chosen = environ.get("BASH_COMPLETION_USER_DIR", "").partition(":")[0]
    folder = Path(chosen) if chosen else _data(environ) / "bash-completion"
    # bash looks for a file of the command's name, and we have two.
    files = tuple(folder / "completions" / name for name in ("layers", "layers-cli"))
    if any(Path(loader).exists() for loader in _BASH_LOADERS):
        return Places(files)
    return Places(files, _home(environ) / ".bashrc", f". {_quoted(files[0])}")


def _zsh(environ: Mapping[str, str]) -> Places:
    file = _data(environ) / "zsh" / "site-functions" / "_layers"
    load = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }"
    startup = _folder(environ, "ZDOTDIR", "") / ".zshrc"
    return Places((file,), startup, f"{load}\nsource {_quoted(file)}")


def _fish(environ: Mapping[str, str]) -> Places:
    folder = _folder(environ, "XDG_CONFIG_HOME", ".config") / "fish" / "completions"
    return Places(tuple(folder / name for name in ("layers.fish", "layers-cli.fish")))


def _powershell(environ: Mapping[str, str]) -> Places:
    local = environ.get("LOCALAPPDATA")
    folder = Path(local) if local else _data(environ)
    file = folder / "layers-cli" / "layers.ps1"
    quoted = str(file).replace("'", "''")
    return Places((file,), _powershell_profile(environ), f". '{quoted}'")


def _powershell_profile(environ: Mapping[str, str]) -> Path:
    """Ask PowerShell where its profile is: on Windows the folder may have been moved."""
    found = (shutil.which(name, path=environ.get("PATH")) for name in ("pwsh", "powershell"))
    program = next(filter(None, found), None)
    said = _said_by(program, environ) if program else Path()
    if said.is_absolute():
        return said
    if os.name == "nt":
        return _home(environ) / "Documents" / "PowerShell" / "profile.ps1"
    return _folder(environ, "XDG_CONFIG_HOME", ".config") / "powershell" / "profile.ps1"


def _said_by(program: str, environ: Mapping[str, str]) -> Path:
    try:
        done = subprocess.run(  # noqa: S603 - found in the user's own PATH
            [program, "-NoProfile", "-Command", "$PROFILE.CurrentUserAllHosts"],
            env=dict(environ),
            capture_output=True,
            text=True,
            timeout=_ASKING_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return Path()
    return Path(done.stdout.strip())


_PLACES: Mapping[str, Callable[[Mapping[str, str]], Places]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
    "powershell": _powershell,
}


def _quoted(path: Path) -> str:
    escaped = str(path).replace("'", "'\\''")
    return f"'{escaped}'"


def _with_block(path: Path, lines: str) -> bytes:
    """Return what is in *path* with our *lines* in it, once; all else stays as it is."""
    text = path.read_bytes() if path.exists() else b""
    block = b"\n".join([_BEGIN, lines.encode(), _END])
    before, found, rest = text.partition(_BEGIN)
    _, closed, after = rest.partition(_END)
    if found and closed:
        return before + block + after
    gap = b"" if not text or text.endswith(b"\n") else b"\n"
    return text + gap + block + b"\n"


def _write(path: Path, content: bytes) -> list[Path]:
    """Make *path* hold *content*, whole or not at all; return it if it did not hold it yet."""
    target = path.resolve()  # a link into somebody's dotfiles stays a link
    if target.exists() and target.read_bytes() == content:
        return []
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        fresh.write_bytes(content)
        if target.exists():
            shutil.copymode(target, fresh)
        fresh.replace(target)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    return [path]
