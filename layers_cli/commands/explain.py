"""`layers explain`: what an error code means and what to do, without asking anybody."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult, ListPage
from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.render.views.help import explanation_panel, explanation_table
from layers_cli.services import explanations


@command(
    shape="ErrorExplanation",
    prints=("ErrorExplanation", "ErrorExplanation[]"),
    examples=("layers explain BILLING_EXHAUSTED", "layers explain --json"),
)
def explain(
    context: CommandContext,
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="An error's code; all without one.")
    ] = None,
) -> None:
    """Explain an error code: its cause, the fix, whether to try again."""
    if code is not None:
        found = explanations.explain(code)
        context.out.show(CombinedResult(found.data, found), explanation_panel)
        return
    rows = list(explanations.explanations().values())
    context.out.show_pages([ListPage([row.data for row in rows], rows)], explanation_table)
