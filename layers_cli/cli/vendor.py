"""Hands the words of the vendor's own command, npm's `@layers/cli`, over to it.

That command is called `layers` too, and projects that it has set up run `layers mcp`. Words that
only it has go to the next `layers` on PATH, so that either of the two may come first there.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from layers_cli.errors.exceptions import UsageError

WORDS = frozenset({"setup", "call", "mcp", "login", "logout", "update"})
"""Its other words, `auth` and `whoami`, are commands of ours."""

ENTRY = "layers_cli.cli.entry"
"""Stands in every script that starts this package."""

_LARGEST_SCRIPT = 1024 * 1024  # bytes; a script or launcher of ours is smaller
_COUNT = "_LAYERS_HANDED_OVER"
_MOST = 3  # times in a row: a script that calls this program again must not do so for ever


def hand_over(argv: Sequence[str], program: str, environ: Mapping[str, str]) -> int | None:
    """Run the vendor's command in the place of this one, *program*, if *argv* is for it.

    Returns its exit code, where there is no `exec`; None if there is nothing to hand over: another
    word, another name of this program (`layers-cli` is ours alone), or no such command.
    """
    if not argv or argv[0] not in WORDS or Path(program).stem.lower() != "layers":
        return None
    times = environ.get(_COUNT, "")
    found = next(others(program, environ), None) if len(times) < _MOST else None
    if found is None:
        return None
    with suppress(OSError):  # nobody reads it
        sys.stderr.write(f"`{argv[0]}` is a word of the vendor's own command: running {found}\n")
        sys.stderr.flush()
    environment = {**environ, _COUNT: f"{times}+"}
    if os.name != "nt":  # where `exec` returns to the shell before the new program has ended
        os.execve(found, [str(found), *argv], environment)  # noqa: S606 - as the user called it
    import subprocess  # Windows alone needs it, and every run passes here

    return subprocess.call([found, *argv], env=environment)  # noqa: S603 - as the user called it


def others(program: str, environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield the commands `layers` on PATH that start another package than this *program*."""
    endings = environ.get("PATHEXT", ".EXE;.CMD").split(";") if os.name == "nt" else [""]
    for folder in environ.get("PATH", "").split(os.pathsep):
        for ending in endings:
            path = Path(folder or ".", f"layers{ending.lower()}").absolute()
            if path.is_file() and os.access(path, os.X_OK) and not _is_ours(path, program):
                yield path


def _is_ours(path: Path, program: str) -> bool:
    """Tell whether *path* starts this package: it is *program*, a link to it, or another copy."""
    try:
        if Path(program).exists() and path.samefile(program):
            return True
        with path.open("rb") as file:
            return ENTRY.encode() in file.read(_LARGEST_SCRIPT)
    except OSError:  # what cannot be read is not a script of ours
        return False


def not_installed(word: str) -> UsageError:
    """Make the error for a *word* of the vendor's command where that is not installed."""
    ours = f"; to save an API key for this tool: layers auth {word}" if word == "login" else ""
    return UsageError(
        f"`{word}` is a word of the vendor's own command `layers`, which is not installed",
        hint=f"install it: npm install -g @layers/cli{ours}",
    )
