"""`layers content reject`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import ContainersArgument
from layers_cli.commands.results import show_batch
from layers_cli.context.context import CommandContext
from layers_cli.inputs.input_files import checked_words
from layers_cli.inputs.project_fields import LONGEST_REVIEW, checked_text
from layers_cli.render.views import content
from layers_cli.services import batch


@command(
    changes=True,
    shape="Review",
    lists=True,
    examples=("layers content reject cnt_… --reason 'Hook is off-brand'",),
)
def reject(
    context: CommandContext,
    container_ids: ContainersArgument,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; @FILE and - read it.")
    ],
) -> None:
    """Reject containers for good: a rejected one can never be scheduled."""
    words = context.text(reason, param="reason")
    text = checked_words(words, "reason", example="--reason 'Hook is off-brand'")
    checked_text(text, param="reason", least=1, most=LONGEST_REVIEW)
    ids = batch.read_ids(context, container_ids)
    result = batch.run_batch(ids, lambda name: context.api.reject(name, reason=text))
    show_batch(context, result, content.review_panel, content.review_table)
