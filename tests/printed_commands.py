"""Finds the commands in a text, and reads them as our own command line does."""

import re
import shlex
from typing import Any

from layers_cli.cli import app, manifest

_COMMAND = re.compile(r"\blayers(?: (?:--?[a-z]|[a-z])[^;,`()|<>&\n]*)")


def commands_in(text: str) -> list[str]:
    """Return the command lines in *text*; `layers` as a word of a sentence is none."""
    found = (match[0].strip().rstrip(".?") for match in _COMMAND.finditer(text))
    return [line for line in found if _names_a_command(line)]


def _names_a_command(line: str) -> bool:
    word = line.split()[1]
    return word.startswith("-") or word in manifest.names_below("")


def read(line: str) -> Any:
    """Return the context of the command that *line* calls; raises where it cannot be called so."""
    try:
        context = app.build().make_context("layers", shlex.split(line)[1:])
        while isinstance(context.command, app.Group):
            words = [*context._protected_args, *context.args]
            name, command, rest = context.command.resolve_command(context, words)
            context = command.make_context(name, rest, parent=context)
    except Exception as exc:  # typer's own
        if type(exc).__name__ != "Exit":  # --help has been printed
            raise AssertionError(f"{line}: {exc}") from exc
        return None
    return context


def options_of(line: str) -> list[str]:
    """Return the long options of *line*, as often as they are there."""
    return [word.partition("=")[0] for word in shlex.split(line) if word.startswith("--")]
