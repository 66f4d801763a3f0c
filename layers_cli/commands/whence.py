"""`layers whence`: which container a file on the disk comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands import late
from layers_cli.commands.declared import argument
from layers_cli.commands.tree import Noun

if TYPE_CHECKING:
    from layers_cli.runtime import Runtime

verbs = Noun("", "")


@verbs.command("whence", shape="FileSource", lists=True, examples=("layers whence out/slide.jpg",))
def whence(
    run: Runtime,
    file: Annotated[
        str, argument(metavar="FILE", help="A file; its content decides, whatever its name.")
    ],
) -> None:
    """Say which container a file comes from; works offline."""
    late.whence.show_sources(run, file)
