"""`layers content caption`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.commands.options import (
    ContainerArgument,
)
from layers_cli.inputs import input_files
from layers_cli.render.views import content
from layers_cli.services import batch
from layers_cli.services.jobs import submit

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.content.noun import noun


@noun.command(
    "caption",
    shape="Container",
    examples=("layers content caption cnt_… 'Day one'", "layers content caption cnt_… @text.txt"),
)
def caption(
    context: CommandContext,
    container_id: ContainerArgument,
    text: Annotated[
        str,
        argument(metavar="TEXT", help="Published as written; @FILE and - read it."),
    ],
) -> None:
    """Change the caption of uploaded content."""
    name = batch.checked_id(container_id)
    words = input_files.checked_caption(context.text(text, param="TEXT"))
    key = submit.begin(context, ["caption", name, words])
    context.out.show(context.api.set_caption(name, words, key=key), content.container_panel)
