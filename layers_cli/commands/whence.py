"""`layers whence`: which container has a file that lies on the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.commands.tree import Noun
from layers_cli.services.transfers import whence as whence_service

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext

verbs = Noun("", "")


@verbs.command("whence", shape="FileSource", lists=True, examples=("layers whence out/slide.jpg",))
def whence(
    context: CommandContext,
    file: Annotated[
        str, argument(metavar="FILE", help="A file; its content decides, whatever its name.")
    ],
) -> None:
    """Say which container a file belongs to; works offline."""
    whence_service.show_sources(context, file)
