"""`layers whence`: which container has a file that lies on the disk."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.render.views.files import source_table
from layers_cli.services.transfers.whence import find_origins


@command(shape="FileSource", lists=True, examples=("layers whence out/slide.jpg",))
def whence(
    context: CommandContext,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A file; its content decides, whatever its name.")
    ],
) -> None:
    """Say which container a file belongs to; works offline."""
    context.out.show_pages([find_origins(context, file)], source_table)
