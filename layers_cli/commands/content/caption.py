"""`layers content caption`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import ContainerArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views import content
from layers_cli.services import batch
from layers_cli.services.captions import change_caption


@command(
    changes=True,
    shape="Container",
    examples=("layers content caption cnt_… 'Day one'", "layers content caption cnt_… @text.txt"),
)
def caption(
    context: CommandContext,
    container_id: ContainerArgument,
    text: Annotated[
        str,
        typer.Argument(metavar="TEXT", help="Published as written; @FILE and - read it."),
    ],
) -> None:
    """Change the caption of uploaded content."""
    name = batch.checked_id(container_id)
    words = context.text(text, param="TEXT")
    context.out.show(change_caption(context, name, words), content.container_panel)
