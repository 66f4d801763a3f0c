"""`layers content approve`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import ContainersArgument
from layers_cli.commands.results import show_batch
from layers_cli.context.context import CommandContext
from layers_cli.inputs.project_fields import LONGEST_REVIEW, checked_text
from layers_cli.render.views import content
from layers_cli.services import batch


@command(
    changes=True,
    shape="Review",
    lists=True,
    examples=("layers content approve cnt_… cnt_… --note 'Love it'",),
)
def approve(
    context: CommandContext,
    container_ids: ContainersArgument,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why.")] = None,
) -> None:
    """Approve containers that wait for a review."""
    if note is not None:
        checked_text(note, param="note", least=0, most=LONGEST_REVIEW)
    ids = batch.read_ids(context, container_ids)
    result = batch.run_batch(ids, lambda name: context.api.approve(name, note=note))
    show_batch(context, result, content.review_panel, content.review_table)
