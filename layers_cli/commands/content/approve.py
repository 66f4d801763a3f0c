"""`layers content approve`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import option
from layers_cli.commands.options import (
    ContainersArgument,
)
from layers_cli.render.views import content
from layers_cli.services import batch

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.content.noun import noun


@noun.command(
    "approve",
    shape="Review",
    prints=("Review", "Review[]"),
    examples=("layers content approve cnt_… cnt_… --note 'Love it'",),
)
def approve(
    context: CommandContext,
    container_ids: ContainersArgument,
    note: Annotated[str | None, option("--note", metavar="TEXT", help="Why.")] = None,
) -> None:
    """Approve containers that wait for a review."""
    batch.for_each(
        context,
        batch.ids_from(context, container_ids),
        lambda name: context.api.approve(name, note=note),
        content.review_panel,
        content.review_table,
    )
