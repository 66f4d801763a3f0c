"""All that is written from the command tree, by the file it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from layers_cli.completion import scripts
from layers_cli.reference import man, shells, walk
from layers_cli.reference.pages import written

HERE = Path(__file__).parent
MANUALS = HERE / "man"
COMPLETIONS = scripts.IN_REPOSITORY


def files() -> dict[Path, str]:
    """Return every generated file's path and text, as the Typer app is now."""
    nodes = list(walk.tree())
    reference = walk.reference(nodes)
    return {
        HERE / "help.txt": "".join(map(_page, nodes)),
        **{
            COMPLETIONS / name: shells.script(shell, reference)
            for shell, name in scripts.FILES.items()
        },
        **{MANUALS / name: text for name, text in man.pages(reference).items()},
    }


def _page(node: walk.Node) -> str:
    path, command, _ = node
    return written(path, walk.help_page(node), is_group=hasattr(command, "summaries"))


def left_over(current: Mapping[Path, str]) -> list[Path]:
    """Return the manual pages of commands that there are no more: those not in *current*."""
    return sorted(path for path in MANUALS.glob("*") if path not in current)
