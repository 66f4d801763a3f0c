"""What to say about a command or a value that does not exist."""

from typing import Any

from layers_cli.cli import manifest
from layers_cli.cli.options import API_CHOICES
from layers_cli.formats.near_names import closest_match

MOST = 3


def no_such_command(group: str, name: str) -> str:
    """Say that the group *group* has no command *name*, and which ones may be meant."""
    near = [f"layers {path}" for path in near_misses(group, name)]
    question = f" Did you mean {' or '.join(f'`{line}`' for line in near)}?" if near else ""
    return f"No such command `{name}`.{question}"


def near_misses(group: str, name: str) -> list[str]:
    """Return the paths of commands that may be meant: of the *group*, else of the whole tree."""
    sibling = closest_match(name, manifest.names_below(group))
    if sibling:
        return [f"{group} {sibling}".strip()]
    last = {path: path.rpartition(" ")[2] for path in manifest.commands()}
    meant = closest_match(name, last.values())
    return [path for path, word in last.items() if word == meant][:MOST]


def usage_hint(exc: Any, command: str) -> str:
    """Return the hint for a usage error of Typer; *command* is used if it names none."""
    ctx = getattr(exc, "ctx", None)
    help_command = f"{ctx.command_path if ctx else command} --help"
    choices = tuple(getattr(getattr(getattr(exc, "param", None), "type", None), "choices", ()))
    if choices and choices in map(tuple, API_CHOICES):
        return f"{help_command}; for a value that only a newer API knows: layers api --help"
    return help_command
