"""All that is written from the command tree, by the file it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import man, shells, walk
from .literals import literal

HERE = Path(__file__).parent
MANUALS = HERE / "man"
COMPLETIONS = HERE.parents[1] / "completions"
HOW = "Written by `python -m layers_cli.reference`; not to be edited."


def files() -> dict[Path, str]:
    """Return every generated file's path and text, as the Typer app is now."""
    nodes = list(walk.tree())
    pages = {path: walk.help_page((path, command, ctx)) for path, command, ctx in nodes}
    groups = {path for path, command, _ in nodes if hasattr(command, "summaries")}
    reference = walk.reference(nodes)
    return {
        HERE / "help_pages.py": _module(
            "The help of the root and the groups, by their path.",
            "GROUPS: dict[str, tuple[tuple[object, ...], ...]]",
            {path: page for path, page in pages.items() if path in groups},
        ),
        HERE / "command_help_pages.py": _module(
            "The help of each command, by its path.",
            "COMMANDS: dict[str, tuple[tuple[object, ...], ...]]",
            {path: page for path, page in pages.items() if path not in groups},
        ),
        HERE / "command_table.py": _module(
            "Each group and command with its options and arguments.",
            "REFERENCE",
            reference,
            head="from .model import Argument, Command, Option, Reference\n\n",
        ),
        **{
            COMPLETIONS / name: shells.script(shell, reference)
            for shell, name in shells.FILES.items()
        },
        **{MANUALS / name: text for name, text in man.pages(reference).items()},
    }


def _module(says: str, name: str, value: Any, *, head: str = "") -> str:
    return f'"""{says} {HOW}"""\n\n{head}{name} = {literal(value)}\n'


def left_over(current: Mapping[Path, str]) -> list[Path]:
    """Return the manual pages of commands that there are no more: those not in *current*."""
    return sorted(path for path in MANUALS.glob("*") if path not in current)
