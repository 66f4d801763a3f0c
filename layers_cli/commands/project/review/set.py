"""`layers project review set`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import Review
from layers_cli.commands.project.options import (
    ChosenArgument,
    FirstNOption,
    project_or_chosen,
)
from layers_cli.context.context import CommandContext
from layers_cli.render.views import project


@command(
    changes=True,
    shape="ReviewPolicy",
    examples=(
        "layers project review set review_all",
        "layers project review set review_first_n --first-n 5",
    ),
)
def set_(
    context: CommandContext,
    policy: Annotated[
        Review, typer.Argument(metavar="POLICY", help="auto_approve, review_first_n or review_all.")
    ],
    project_id: ChosenArgument = None,
    first_n: FirstNOption = None,
) -> None:
    """Choose which new containers wait for a review."""
    chosen = project_or_chosen(context, project_id)
    reply = context.api.set_review_policy(chosen, policy, first_n=first_n)
    context.out.show(reply, project.review_policy_panel)
