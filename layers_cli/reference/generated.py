"""All that is written from the command tree, by the file it stands in."""

from collections.abc import Mapping
from pathlib import Path

from layers_cli.cli.manifest import DEFAULTS, is_group
from layers_cli.cli.stored_help import FILE, written
from layers_cli.completion import scripts
from layers_cli.reference import man, shells, walk

MANUALS = Path(__file__).parent / "man"
COMPLETIONS = scripts.IN_REPOSITORY


def files() -> dict[Path, str]:
    """Return every generated file's path and text, as the Typer app is now."""
    nodes = list(walk.tree())
    reference = walk.reference(nodes)
    pages = (
        # A group that is short for a command is no mistake without one.
        written(path, command.get_help(ctx), is_group=is_group(path) and path not in DEFAULTS)
        for path, command, ctx in nodes
    )
    return {
        Path(FILE): "".join(pages),
        **{
            COMPLETIONS / name: shells.script(shell, reference)
            for shell, name in scripts.FILES.items()
        },
        **{MANUALS / name: text for name, text in man.pages(reference).items()},
    }


def left_over(current: Mapping[Path, str]) -> list[Path]:
    """Return the manual pages of commands that there are no more: those not in *current*."""
    return sorted(path for path in MANUALS.glob("*") if path not in current)
